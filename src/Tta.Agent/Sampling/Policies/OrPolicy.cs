namespace Tta.Agent.Sampling;

/// <summary>Keeps traces that at least one of some policies would keep; asks no further once one does.</summary>
public sealed class OrPolicy(params SamplingPolicy[] policies) : SamplingPolicy
{
    /// <inheritdoc/>
    public override SamplingVerdict Judge(GatheredTrace trace, long nowMs)
    {
        foreach (SamplingPolicy policy in policies)
        {
            if (policy.Judge(trace, nowMs) == SamplingVerdict.Keep)
            {
                return SamplingVerdict.Keep;
            }
        }

        return SamplingVerdict.None;
    }
}
