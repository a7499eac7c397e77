namespace Tta.Agent.Sampling;

/// <summary>Keeps traces that a policy would not keep.</summary>
public sealed class NotPolicy(SamplingPolicy policy) : SamplingPolicy
{
    /// <inheritdoc/>
    public override SamplingVerdict Judge(GatheredTrace trace, long nowMs) =>
        policy.Judge(trace, nowMs) == SamplingVerdict.Keep ? SamplingVerdict.None : SamplingVerdict.Keep;
}
