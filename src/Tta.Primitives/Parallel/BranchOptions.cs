namespace Tta.Primitives;

/// <summary>How parallel branches run.</summary>
public sealed record BranchOptions
{
    internal static readonly BranchOptions Default = new();

    /// <summary>Name in spans and metrics; null for the kind of primitive. Default: null.</summary>
    public string? Name { get; init; }

    /// <summary>Branches that run at the same time, at least 1. Default: no limit.</summary>
    public int MaxConcurrency { get; init; } = int.MaxValue;

    /// <summary>What the failure of one branch means for the others. Default: <see cref="BranchFailure.CancelOthers"/>.</summary>
    public BranchFailure OnFailure { get; init; } = BranchFailure.CancelOthers;

    internal BranchOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConcurrency, 1);
        return this;
    }
}
