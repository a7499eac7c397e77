namespace Tta.Primitives;

/// <summary>How a setting is learned from executions, and when what was learned may be used.</summary>
public sealed record AdaptiveSettingOptions
{
    internal static readonly AdaptiveSettingOptions Default = new();

    /// <summary>
    /// How far it may go at first; can be changed while it runs. <see cref="AdaptiveMode.Observe"/> measures and proposes,
    /// <see cref="AdaptiveMode.Validate"/> also compares each proposal with the executions that follow it, without using it, and
    /// <see cref="AdaptiveMode.Active"/> uses what passed. Default: <see cref="AdaptiveMode.Off"/>.
    /// </summary>
    public AdaptiveMode Mode { get; init; } = AdaptiveMode.Off;

    /// <summary>Executions before anything is proposed, at least 1. Default: 10.</summary>
    public int MinimumRuns { get; init; } = 10;

    /// <summary>Latest executions that count, at least <see cref="MinimumRuns"/>. Default: 100.</summary>
    public int WindowRuns { get; init; } = 100;

    /// <summary>Executions that a proposal is compared with, at least 1. Default: 5.</summary>
    public int MinimumValidations { get; init; } = 5;

    /// <summary>Part of them that must have done with the proposal, 0 to 1. Default: 0.8.</summary>
    public double ValidationRate { get; init; } = 0.8;

    /// <summary>Part of the executions that may fail for want of more before what was learned is put aside, 0 to 1. Default: 0.5.</summary>
    public double MaxFailureRatio { get; init; } = 0.5;

    /// <summary>Time for which the baseline is used after that. Default: 5 min.</summary>
    public TimeSpan PutAsideFor { get; init; } = TimeSpan.FromMinutes(5);

    internal AdaptiveSettingOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MinimumRuns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(WindowRuns, MinimumRuns);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinimumValidations, 1);
        ThrowIfNoRatio(ValidationRate, nameof(ValidationRate));
        ThrowIfNoRatio(MaxFailureRatio, nameof(MaxFailureRatio));
        ArgumentOutOfRangeException.ThrowIfLessThan(PutAsideFor, TimeSpan.Zero);
        return this;
    }

    private static void ThrowIfNoRatio(double ratio, string name)
    {
        if (!(ratio is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(name, ratio, "a ratio is 0 to 1");
        }
    }
}
