namespace Tta.Primitives;

/// <summary>
/// A time to live that follows the ages at which entries are asked for again: half as long again as the 95th percentile. A longer life
/// means more hits and older answers: <see cref="Maximum"/> says how old an answer may be.
/// </summary>
public sealed record AdaptiveTimeToLive
{
    /// <summary>No shorter life is ever used; more than zero. Default: 1 min.</summary>
    public TimeSpan Minimum { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>No longer life is ever used. Default: 1 d.</summary>
    public TimeSpan Maximum { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How it learns and how far it may go at first. Default: off.</summary>
    public AdaptiveSettingOptions Learning { get; init; } = AdaptiveSettingOptions.Default;

    internal AdaptiveTimeToLive Validated(TimeSpan baseline)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Minimum, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(baseline, Minimum);
        ArgumentOutOfRangeException.ThrowIfLessThan(Maximum, baseline);
        ArgumentNullException.ThrowIfNull(Learning);
        Learning.Validated();
        return this;
    }
}
