namespace Tta.Model;

/// <summary>
/// One call of a model, tool or embedding, identified by trace and span. A field that is null is not known (yet): the same call may
/// be reported twice, once by ordinary tracing and once with its content, and <see cref="MergedWith"/> joins the reports.
/// </summary>
public sealed record LlmObservation
{
    /// <summary>Trace it belongs to.</summary>
    public required TraceId TraceId { get; init; }

    /// <summary>Span of the call.</summary>
    public required SpanId SpanId { get; init; }

    /// <summary>Parent span, if any.</summary>
    public SpanId? ParentSpanId { get; init; }

    /// <summary>Name of the span.</summary>
    public string? Name { get; init; }

    /// <summary>Value of gen_ai.operation.name, such as chat.</summary>
    public string? Operation { get; init; }

    /// <summary>Model that answered, else the one that was asked.</summary>
    public string? Model { get; init; }

    /// <summary>Provider, such as openai.</summary>
    public string? Provider { get; init; }

    /// <summary>Persona under which the call was made.</summary>
    public string? Persona { get; init; }

    /// <summary>Chat mode.</summary>
    public string? ChatMode { get; init; }

    /// <summary>Workspace of the caller.</summary>
    public string? Workspace { get; init; }

    /// <summary>Service of the caller.</summary>
    public string? Service { get; init; }

    /// <summary>Session or conversation.</summary>
    public string? SessionId { get; init; }

    /// <summary>Workflow that made the call.</summary>
    public string? WorkflowName { get; init; }

    /// <summary>Start, Unix nanoseconds.</summary>
    public long StartNs { get; init; }

    /// <summary>End, Unix nanoseconds; 0 = not known.</summary>
    public long EndNs { get; init; }

    /// <summary>Time to the first streamed token, nanoseconds.</summary>
    public long? TimeToFirstTokenNs { get; init; }

    /// <summary>Input tokens, cached ones included.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Output tokens, reasoning included.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>Input tokens that came from the provider's cache.</summary>
    public long? CachedInputTokens { get; init; }

    /// <summary>Output tokens spent on reasoning.</summary>
    public long? ReasoningTokens { get; init; }

    /// <summary>Cost in US dollars.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>Why the model stopped.</summary>
    public string? FinishReason { get; init; }

    /// <summary>Error type or message; null when the call succeeded.</summary>
    public string? Error { get; init; }

    /// <summary>Prompt: JSON array of messages in the form of the GenAI conventions.</summary>
    public string? InputMessagesJson { get; init; }

    /// <summary>Completion: JSON array of messages.</summary>
    public string? OutputMessagesJson { get; init; }

    /// <summary>System instructions: JSON array of parts.</summary>
    public string? SystemInstructionsJson { get; init; }

    /// <summary>Tool definitions: JSON array.</summary>
    public string? ToolDefinitionsJson { get; init; }

    /// <summary>Parameters of the request (temperature, max_tokens ...): JSON object.</summary>
    public string? ModelParametersJson { get; init; }

    /// <summary>True when prompt or completion is stored.</summary>
    public bool HasContent => InputMessagesJson is not null || OutputMessagesJson is not null;

    /// <summary>Joins two reports of the same call: what the later one knows wins.</summary>
    /// <exception cref="ArgumentException">The reports are of different calls.</exception>
    public LlmObservation MergedWith(LlmObservation later)
    {
        if (TraceId != later.TraceId || SpanId != later.SpanId)
        {
            throw new ArgumentException($"cannot merge call {later.TraceId}/{later.SpanId} into {TraceId}/{SpanId}", nameof(later));
        }

        return new LlmObservation
        {
            TraceId = TraceId,
            SpanId = SpanId,
            ParentSpanId = later.ParentSpanId ?? ParentSpanId,
            Name = later.Name ?? Name,
            Operation = later.Operation ?? Operation,
            Model = later.Model ?? Model,
            Provider = later.Provider ?? Provider,
            Persona = later.Persona ?? Persona,
            ChatMode = later.ChatMode ?? ChatMode,
            Workspace = later.Workspace ?? Workspace,
            Service = later.Service ?? Service,
            SessionId = later.SessionId ?? SessionId,
            WorkflowName = later.WorkflowName ?? WorkflowName,
            StartNs = later.StartNs != 0 ? later.StartNs : StartNs,
            EndNs = later.EndNs != 0 ? later.EndNs : EndNs,
            TimeToFirstTokenNs = later.TimeToFirstTokenNs ?? TimeToFirstTokenNs,
            InputTokens = later.InputTokens ?? InputTokens,
            OutputTokens = later.OutputTokens ?? OutputTokens,
            CachedInputTokens = later.CachedInputTokens ?? CachedInputTokens,
            ReasoningTokens = later.ReasoningTokens ?? ReasoningTokens,
            CostUsd = later.CostUsd ?? CostUsd,
            FinishReason = later.FinishReason ?? FinishReason,
            Error = later.Error ?? Error,
            InputMessagesJson = later.InputMessagesJson ?? InputMessagesJson,
            OutputMessagesJson = later.OutputMessagesJson ?? OutputMessagesJson,
            SystemInstructionsJson = later.SystemInstructionsJson ?? SystemInstructionsJson,
            ToolDefinitionsJson = later.ToolDefinitionsJson ?? ToolDefinitionsJson,
            ModelParametersJson = later.ModelParametersJson ?? ModelParametersJson,
        };
    }
}
