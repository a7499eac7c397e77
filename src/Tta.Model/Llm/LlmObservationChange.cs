namespace Tta.Model;

/// <summary>
/// One report about an observation: a call of a model or tool, or another step of a trace. A field that is null is not said. An
/// observation is the fold of all its reports, as <see cref="LlmTraceChange"/> says; so a call may be reported at its start and at
/// its end, or once by ordinary tracing and once with its content.
/// </summary>
public sealed record LlmObservationChange
{
    /// <summary>Id, 1 to 800 characters; for OpenTelemetry the 16 hex digits of the span id.</summary>
    public required string Id { get; init; }

    /// <summary>Trace it belongs to. Null: that of the known observation with this id; if none is known, the id of the observation.</summary>
    public string? TraceId { get; init; }

    /// <summary>When the report was made, Unix nanoseconds: orders the reports about one observation.</summary>
    public required long EventNs { get; init; }

    /// <summary>What it is.</summary>
    public LlmObservationType? Type { get; init; }

    /// <summary>Name.</summary>
    public string? Name { get; init; }

    /// <summary>Start, Unix nanoseconds.</summary>
    public long? StartNs { get; init; }

    /// <summary>End, Unix nanoseconds.</summary>
    public long? EndNs { get; init; }

    /// <summary>When the first token came, Unix nanoseconds.</summary>
    public long? CompletionStartNs { get; init; }

    /// <summary>Observation that it is part of.</summary>
    public string? ParentId { get; init; }

    /// <summary>How much it matters.</summary>
    public LlmLevel? Level { get; init; }

    /// <summary>Text about its outcome.</summary>
    public string? StatusMessage { get; init; }

    /// <summary>Version of the step.</summary>
    public string? Version { get; init; }

    /// <summary>Environment, such as production.</summary>
    public string? Environment { get; init; }

    /// <summary>Input or prompt, as JSON or plain text, as it was sent.</summary>
    public string? InputJson { get; init; }

    /// <summary>Output or completion, as JSON or plain text, as it was sent.</summary>
    public string? OutputJson { get; init; }

    /// <summary>Metadata, a JSON object; merged deeply.</summary>
    public string? MetadataJson { get; init; }

    /// <summary>Value of gen_ai.operation.name, such as chat.</summary>
    public string? Operation { get; init; }

    /// <summary>Model that answered, else the one that was asked.</summary>
    public string? Model { get; init; }

    /// <summary>Provider, such as openai.</summary>
    public string? Provider { get; init; }

    /// <summary>Parameters of the request (temperature, max_tokens ...): JSON object.</summary>
    public string? ModelParametersJson { get; init; }

    /// <summary>System instructions: JSON array of parts.</summary>
    public string? SystemInstructionsJson { get; init; }

    /// <summary>Tool definitions: JSON array.</summary>
    public string? ToolDefinitionsJson { get; init; }

    /// <summary>
    /// Units by usage type, not negative. The types exclude each other (<c>input</c> without <c>input_cached_tokens</c>), but for
    /// <c>total</c>, which is the sum of all when it is not said.
    /// </summary>
    public IReadOnlyDictionary<string, long>? UsageDetails { get; init; }

    /// <summary>US dollars by usage type, not negative, if the sender knows them: then nothing is computed.</summary>
    public IReadOnlyDictionary<string, decimal>? CostDetails { get; init; }

    /// <summary>Name of the managed prompt it used.</summary>
    public string? PromptName { get; init; }

    /// <summary>Version of that prompt.</summary>
    public int? PromptVersion { get; init; }

    /// <summary>Persona under which it ran.</summary>
    public string? Persona { get; init; }

    /// <summary>Chat mode.</summary>
    public string? ChatMode { get; init; }

    /// <summary>Workflow that it is part of.</summary>
    public string? WorkflowName { get; init; }

    /// <summary>Workspace of the caller.</summary>
    public string? Workspace { get; init; }

    /// <summary>Service of the caller.</summary>
    public string? Service { get; init; }

    /// <summary>Why the model stopped.</summary>
    public string? FinishReason { get; init; }

    /// <summary>Error type or message; null when it succeeded.</summary>
    public string? Error { get; init; }
}
