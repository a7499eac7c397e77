namespace Tta.Model;

/// <summary>A trace of AI work: all reports about it together, and the sums over its observations. Immutable.</summary>
public sealed record LlmTrace
{
    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>When it began, Unix nanoseconds.</summary>
    public long TimestampNs { get; init; }

    /// <summary>Name.</summary>
    public string? Name { get; init; }

    /// <summary>User.</summary>
    public string? UserId { get; init; }

    /// <summary>Session or conversation.</summary>
    public string? SessionId { get; init; }

    /// <summary>Release of the application.</summary>
    public string? Release { get; init; }

    /// <summary>Version of the workflow.</summary>
    public string? Version { get; init; }

    /// <summary>Environment. Default: <c>default</c>.</summary>
    public string Environment { get; init; } = "default";

    /// <summary>Workspace of the application.</summary>
    public string? Workspace { get; init; }

    /// <summary>Service.</summary>
    public string? Service { get; init; }

    /// <summary>Tags, sorted.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether it may be shown without signing in.</summary>
    public bool Public { get; init; }

    /// <summary>Whether somebody marked it.</summary>
    public bool Bookmarked { get; init; }

    /// <summary>Input as it was sent; null also when the query did not ask for content.</summary>
    public string? InputJson { get; init; }

    /// <summary>Output as it was sent; null also when the query did not ask for content.</summary>
    public string? OutputJson { get; init; }

    /// <summary>Metadata, a JSON object; null also when the query did not ask for content.</summary>
    public string? MetadataJson { get; init; }

    /// <summary>First report, Unix nanoseconds.</summary>
    public long CreatedNs { get; init; }

    /// <summary>Last report, Unix nanoseconds.</summary>
    public long UpdatedNs { get; init; }

    /// <summary>Observations of the trace.</summary>
    public int ObservationCount { get; init; }

    /// <summary>Observations with level error.</summary>
    public int ErrorCount { get; init; }

    /// <summary>End of the last observation minus start of the first, nanoseconds; 0 without observations.</summary>
    public long LatencyNs { get; init; }

    /// <summary>Input tokens of all observations.</summary>
    public long InputTokens { get; init; }

    /// <summary>Output tokens of all observations.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Total tokens of all observations.</summary>
    public long TotalTokens { get; init; }

    /// <summary>Cost of all observations, US dollars.</summary>
    public decimal TotalCost { get; init; }
}
