namespace Tta.Model;

/// <summary>What scores of one name may be.</summary>
public sealed record ScoreConfig
{
    /// <summary>Id of the configuration.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the scores, 1 to 35 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Kind of their values.</summary>
    public required ScoreConfigType Type { get; init; }

    /// <summary>True when it is not offered any more.</summary>
    public bool IsArchived { get; init; }

    /// <summary>Least number, or null for no bound.</summary>
    public double? MinValue { get; init; }

    /// <summary>Largest number, or null for no bound.</summary>
    public double? MaxValue { get; init; }

    /// <summary>The categories of a categorical or boolean score, or null.</summary>
    public IReadOnlyList<ScoreCategory>? Categories { get; init; }

    /// <summary>How to judge, or null.</summary>
    public string? Description { get; init; }

    /// <summary>When it was made, Unix ms.</summary>
    public required long CreatedMs { get; init; }

    /// <summary>When it last changed, Unix ms.</summary>
    public required long UpdatedMs { get; init; }
}
