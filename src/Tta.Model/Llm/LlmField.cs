namespace Tta.Model;

/// <summary>
/// What can be asked of observations, traces, sessions and scores: in conditions, as an order, as a dimension, as a measure. An
/// observation also has the fields of its trace; a score those of its trace and observation, as far as they are known.
/// </summary>
public enum LlmField : byte
{
    /// <summary>Id of the item itself. Text.</summary>
    Id,

    /// <summary>Start of an observation, timestamp of a trace or score, first trace of a session. Unix nanoseconds.</summary>
    Time,

    /// <summary>End of an observation. Unix nanoseconds.</summary>
    EndTime,

    /// <summary>Trace. Text.</summary>
    TraceId,

    /// <summary>Observation of a score. Text.</summary>
    ObservationId,

    /// <summary>Parent of an observation. Text.</summary>
    ParentId,

    /// <summary>Whether an observation has no parent. <c>true</c> or <c>false</c>.</summary>
    IsRoot,

    /// <summary>Type of an observation, in upper case. Text.</summary>
    Type,

    /// <summary>Name of an observation, trace or score. Text.</summary>
    Name,

    /// <summary>Level of an observation, in upper case. Text.</summary>
    Level,

    /// <summary>Status message of an observation. Text; read from disk.</summary>
    StatusMessage,

    /// <summary>Version of an observation or trace. Text.</summary>
    Version,

    /// <summary>Environment. Text.</summary>
    Environment,

    /// <summary>Model. Text.</summary>
    Model,

    /// <summary>Provider. Text.</summary>
    Provider,

    /// <summary>Operation, such as chat. Text.</summary>
    Operation,

    /// <summary>Name of the managed prompt. Text.</summary>
    PromptName,

    /// <summary>Version of the managed prompt. A number.</summary>
    PromptVersion,

    /// <summary>Persona. Text.</summary>
    Persona,

    /// <summary>Chat mode. Text.</summary>
    ChatMode,

    /// <summary>Workflow. Text.</summary>
    WorkflowName,

    /// <summary>Workspace. Text.</summary>
    Workspace,

    /// <summary>Service. Text.</summary>
    Service,

    /// <summary>Why the model stopped. Text.</summary>
    FinishReason,

    /// <summary>Error type or message. Text.</summary>
    Error,

    /// <summary>Price that was applied. Text.</summary>
    PricedAs,

    /// <summary>Tier of that price. Text.</summary>
    PricingTier,

    /// <summary>Version of the price list that was applied. Text.</summary>
    PriceVersion,

    /// <summary>User of the trace. Text.</summary>
    UserId,

    /// <summary>Session of the trace; of a score, the session that it judges. Text.</summary>
    SessionId,

    /// <summary>Name of the trace. Text.</summary>
    TraceName,

    /// <summary>Release of the trace. Text.</summary>
    Release,

    /// <summary>Version of the trace. Text.</summary>
    TraceVersion,

    /// <summary>Environment of the trace. Text.</summary>
    TraceEnvironment,

    /// <summary>Tags of the trace. Texts.</summary>
    Tags,

    /// <summary>Whether the trace may be shown without signing in. <c>true</c> or <c>false</c>.</summary>
    Public,

    /// <summary>Whether somebody marked the trace. <c>true</c> or <c>false</c>.</summary>
    Bookmarked,

    /// <summary>A member of the metadata, named by the key of the condition. Text; read from disk.</summary>
    Metadata,

    /// <summary>Input of an observation or trace. Text; read from disk.</summary>
    Input,

    /// <summary>Output of an observation or trace. Text; read from disk.</summary>
    Output,

    /// <summary>How many there are. A number; measure only.</summary>
    Count,

    /// <summary>Duration, milliseconds.</summary>
    LatencyMs,

    /// <summary>Time to the first token, milliseconds.</summary>
    TimeToFirstTokenMs,

    /// <summary>Time from the first token to the end, milliseconds.</summary>
    StreamingLatencyMs,

    /// <summary>Input tokens, cached ones included.</summary>
    InputTokens,

    /// <summary>Output tokens, reasoning included.</summary>
    OutputTokens,

    /// <summary>All tokens.</summary>
    TotalTokens,

    /// <summary>Input tokens from the provider's cache.</summary>
    CachedInputTokens,

    /// <summary>Output tokens spent on reasoning.</summary>
    ReasoningTokens,

    /// <summary>All tokens per second of duration.</summary>
    TokensPerSecond,

    /// <summary>Output tokens per second from the first token (else the start) on.</summary>
    OutputTokensPerSecond,

    /// <summary>Cost of the input, US dollars.</summary>
    InputCost,

    /// <summary>Cost of the output, US dollars.</summary>
    OutputCost,

    /// <summary>Whole cost, US dollars.</summary>
    TotalCost,

    /// <summary>Observations of a trace or session. A number.</summary>
    ObservationCount,

    /// <summary>Observations of a trace or session with level error. A number.</summary>
    ErrorCount,

    /// <summary>Traces of a session. A number.</summary>
    TraceCount,

    /// <summary>Scores of an observation. A number; measure only.</summary>
    ScoreCount,

    /// <summary>Month in which an observation began, such as <c>2026-01</c>, UTC. Text.</summary>
    Month,

    /// <summary>Value of a numeric or boolean score.</summary>
    ScoreValue,

    /// <summary>Value of a categorical or text score. Text.</summary>
    ScoreText,

    /// <summary>Data type of a score, in upper case. Text.</summary>
    ScoreDataType,

    /// <summary>Source of a score, in upper case. Text.</summary>
    ScoreSource,

    /// <summary>Configuration of a score. Text.</summary>
    ConfigId,

    /// <summary>Annotation queue of a score. Text.</summary>
    QueueId,

    /// <summary>Author of a score. Text.</summary>
    AuthorUserId,

    /// <summary>Dataset run of a score. Text.</summary>
    DatasetRunId,
}
