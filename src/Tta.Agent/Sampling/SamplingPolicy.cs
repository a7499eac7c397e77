namespace Tta.Agent.Sampling;

/// <summary>One reason to keep or to drop a trace. Called for one trace at a time, so a policy may have state such as a budget.</summary>
public abstract class SamplingPolicy
{
    /// <summary>Judges a trace.</summary>
    /// <param name="trace">What has come of it.</param>
    /// <param name="nowMs">Unix milliseconds.</param>
    public abstract SamplingVerdict Judge(GatheredTrace trace, long nowMs);
}
