namespace Tta.Agent.Sampling;

/// <summary>Keeps slow traces: from the start of the earliest span to the end of the latest.</summary>
/// <param name="threshold">Keeps traces that took at least so long.</param>
/// <param name="upperThreshold">And not longer than this; zero = however long.</param>
public sealed class LatencyPolicy(TimeSpan threshold, TimeSpan upperThreshold = default) : SamplingPolicy
{
    /// <inheritdoc/>
    public override SamplingVerdict Judge(GatheredTrace trace, long nowMs)
    {
        long durationNs = Math.Max(0, trace.EndNs - trace.StartNs);
        return durationNs >= Ns(threshold) && (upperThreshold == TimeSpan.Zero || durationNs <= Ns(upperThreshold))
            ? SamplingVerdict.Keep
            : SamplingVerdict.None;
    }

    private static long Ns(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;
}
