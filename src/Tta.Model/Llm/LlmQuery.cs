namespace Tta.Model;

/// <summary>Which observations, traces, sessions or scores to read. Immutable.</summary>
public sealed record LlmQuery
{
    /// <summary>Earliest <see cref="LlmField.Time"/>, Unix nanoseconds, inclusive. Default: no bound.</summary>
    public long StartNs { get; init; } = long.MinValue;

    /// <summary>Latest <see cref="LlmField.Time"/>, Unix nanoseconds, exclusive. Default: no bound.</summary>
    public long EndNs { get; init; } = long.MaxValue;

    /// <summary>Conditions; all must hold.</summary>
    public IReadOnlyList<LlmCondition> Conditions { get; init; } = [];

    /// <summary>Order. Default: by time.</summary>
    public LlmField OrderBy { get; init; } = LlmField.Time;

    /// <summary>Whether the greatest comes first. Default: yes.</summary>
    public bool Descending { get; init; } = true;

    /// <summary>Begins behind a place, for the default order. Default: at the beginning.</summary>
    public LlmCursor? After { get; init; }

    /// <summary>Items to leave out at the beginning. Default 0.</summary>
    public int Skip { get; init; }

    /// <summary>At most so many items; 0 = all. Default 50.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>What to read from disk with each item. Default: nothing.</summary>
    public LlmContent Content { get; init; }
}
