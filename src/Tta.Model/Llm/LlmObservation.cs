namespace Tta.Model;

/// <summary>
/// A call of a model or tool, or another step of a trace: all reports about it together, what it cost, and what its trace says.
/// Immutable.
/// </summary>
public sealed record LlmObservation
{
    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>Trace it belongs to.</summary>
    public required string TraceId { get; init; }

    /// <summary>Observation that it is part of; null for a root.</summary>
    public string? ParentId { get; init; }

    /// <summary>What it is.</summary>
    public LlmObservationType Type { get; init; }

    /// <summary>Name.</summary>
    public string? Name { get; init; }

    /// <summary>Start, Unix nanoseconds; 0 = not known.</summary>
    public long StartNs { get; init; }

    /// <summary>End, Unix nanoseconds; 0 = not known.</summary>
    public long EndNs { get; init; }

    /// <summary>When the first token came, Unix nanoseconds.</summary>
    public long? CompletionStartNs { get; init; }

    /// <summary>How much it matters.</summary>
    public LlmLevel Level { get; init; }

    /// <summary>Text about its outcome.</summary>
    public string? StatusMessage { get; init; }

    /// <summary>Version of the step.</summary>
    public string? Version { get; init; }

    /// <summary>Environment. Default: <c>default</c>.</summary>
    public string Environment { get; init; } = "default";

    /// <summary>Value of gen_ai.operation.name, such as chat.</summary>
    public string? Operation { get; init; }

    /// <summary>Model that answered, else the one that was asked.</summary>
    public string? Model { get; init; }

    /// <summary>Provider, such as openai.</summary>
    public string? Provider { get; init; }

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

    /// <summary>Units by usage type, with <c>total</c>; empty when nothing is known. The types exclude each other, but for the total.</summary>
    public IReadOnlyDictionary<string, long> UsageDetails { get; init; } = LlmUsage.None;

    /// <summary>US dollars by usage type, with <c>total</c>; empty when nothing is known.</summary>
    public IReadOnlyDictionary<string, decimal> CostDetails { get; init; } = LlmUsage.Free;

    /// <summary>Name of the price that was applied, null when the cost was given or no price is known.</summary>
    public string? PricedAs { get; init; }

    /// <summary>Tier of that price.</summary>
    public string? PricingTier { get; init; }

    /// <summary>Version of the price list that was applied: it stays when the list changes.</summary>
    public string? PriceVersion { get; init; }

    /// <summary>Input as it was sent; null also when the query did not ask for content.</summary>
    public string? InputJson { get; init; }

    /// <summary>Output as it was sent; null also when the query did not ask for content.</summary>
    public string? OutputJson { get; init; }

    /// <summary>Metadata, a JSON object; null also when the query did not ask for content.</summary>
    public string? MetadataJson { get; init; }

    /// <summary>Parameters of the request, a JSON object; null also when the query did not ask for content.</summary>
    public string? ModelParametersJson { get; init; }

    /// <summary>System instructions, a JSON array of parts; null also when the query did not ask for content.</summary>
    public string? SystemInstructionsJson { get; init; }

    /// <summary>Tool definitions, a JSON array; null also when the query did not ask for content.</summary>
    public string? ToolDefinitionsJson { get; init; }

    /// <summary>True when input or output is stored.</summary>
    public bool HasContent { get; init; }

    /// <summary>First report, Unix nanoseconds.</summary>
    public long CreatedNs { get; init; }

    /// <summary>Last report, Unix nanoseconds.</summary>
    public long UpdatedNs { get; init; }

    /// <summary>Name of its trace.</summary>
    public string? TraceName { get; init; }

    /// <summary>User of its trace.</summary>
    public string? UserId { get; init; }

    /// <summary>Session of its trace.</summary>
    public string? SessionId { get; init; }

    /// <summary>Release of its trace.</summary>
    public string? Release { get; init; }

    /// <summary>Tags of its trace, sorted.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether its trace may be shown without signing in.</summary>
    public bool Public { get; init; }

    /// <summary>Whether somebody marked its trace.</summary>
    public bool Bookmarked { get; init; }

    /// <summary>True when it is part of no other observation.</summary>
    public bool IsRoot => ParentId is null;

    /// <summary>How long it took, nanoseconds; null while it is not known.</summary>
    public long? LatencyNs => StartNs > 0 && EndNs >= StartNs ? EndNs - StartNs : null;

    /// <summary>Time to the first token, nanoseconds.</summary>
    public long? TimeToFirstTokenNs => CompletionStartNs is { } first && StartNs > 0 && first >= StartNs ? first - StartNs : null;

    /// <summary>Input tokens, cached ones included.</summary>
    public long InputTokens => LlmUsage.Input(UsageDetails);

    /// <summary>Output tokens, reasoning included.</summary>
    public long OutputTokens => LlmUsage.Output(UsageDetails);

    /// <summary>All tokens.</summary>
    public long TotalTokens => UsageDetails.TryGetValue(LlmUsage.TotalKey, out long total) ? total : 0;

    /// <summary>Cost of the input, US dollars; null when not known.</summary>
    public decimal? InputCost => LlmUsage.InputCost(CostDetails);

    /// <summary>Cost of the output, US dollars; null when not known.</summary>
    public decimal? OutputCost => LlmUsage.OutputCost(CostDetails);

    /// <summary>Whole cost, US dollars; null when not known.</summary>
    public decimal? TotalCost => CostDetails.TryGetValue(LlmUsage.TotalKey, out decimal total) ? total : null;
}
