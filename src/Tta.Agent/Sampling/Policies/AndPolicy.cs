namespace Tta.Agent.Sampling;

/// <summary>Keeps traces that all of some policies would keep. A later policy is asked only when the earlier ones agree, so budgets come last.</summary>
public sealed class AndPolicy(params SamplingPolicy[] policies) : SamplingPolicy
{
    /// <inheritdoc/>
    public override SamplingVerdict Judge(GatheredTrace trace, long nowMs)
    {
        foreach (SamplingPolicy policy in policies)
        {
            if (policy.Judge(trace, nowMs) != SamplingVerdict.Keep)
            {
                return SamplingVerdict.None;
            }
        }

        return policies.Length > 0 ? SamplingVerdict.Keep : SamplingVerdict.None;
    }
}
