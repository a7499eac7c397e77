namespace Tta.Agent.Sampling;

/// <summary>Keeps traces by their number of spans.</summary>
/// <param name="min">At least so many.</param>
/// <param name="max">At most so many; 0 = no bound.</param>
public sealed class SpanCountPolicy(int min, int max = 0) : SamplingPolicy
{
    /// <inheritdoc/>
    public override SamplingVerdict Judge(GatheredTrace trace, long nowMs) =>
        trace.SpanCount >= min && (max == 0 || trace.SpanCount <= max) ? SamplingVerdict.Keep : SamplingVerdict.None;
}
