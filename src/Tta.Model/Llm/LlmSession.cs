namespace Tta.Model;

/// <summary>A session: the traces that name it, summed up. Immutable.</summary>
public sealed record LlmSession
{
    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>Environment of its first trace.</summary>
    public string Environment { get; init; } = "default";

    /// <summary>Start of its first trace, Unix nanoseconds.</summary>
    public long FirstNs { get; init; }

    /// <summary>Start of its last trace or observation, Unix nanoseconds.</summary>
    public long LastNs { get; init; }

    /// <summary>Users of its traces, sorted.</summary>
    public IReadOnlyList<string> UserIds { get; init; } = [];

    /// <summary>Personas of its observations, sorted.</summary>
    public IReadOnlyList<string> Personas { get; init; } = [];

    /// <summary>Traces.</summary>
    public int TraceCount { get; init; }

    /// <summary>Observations.</summary>
    public int ObservationCount { get; init; }

    /// <summary>Observations with level error.</summary>
    public int ErrorCount { get; init; }

    /// <summary>Input tokens.</summary>
    public long InputTokens { get; init; }

    /// <summary>Output tokens.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Total tokens.</summary>
    public long TotalTokens { get; init; }

    /// <summary>Cost, US dollars.</summary>
    public decimal TotalCost { get; init; }
}
