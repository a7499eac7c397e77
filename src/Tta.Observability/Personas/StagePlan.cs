namespace Tta.Observability;

/// <summary>Which persona does which stage of a kind of work, for example <c>feature-development</c>.</summary>
public sealed record StagePlan
{
    /// <summary>Name of the kind of work.</summary>
    public required string Name { get; init; }

    /// <summary>The stages, in order.</summary>
    public required IReadOnlyList<PlannedStage> Stages { get; init; }
}
