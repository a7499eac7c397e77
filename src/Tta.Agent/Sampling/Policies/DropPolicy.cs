namespace Tta.Agent.Sampling;

/// <summary>Drops traces that all of some policies would keep, whatever other policies say.</summary>
public sealed class DropPolicy(params SamplingPolicy[] policies) : SamplingPolicy
{
    private readonly AndPolicy _all = new(policies);

    /// <inheritdoc/>
    public override SamplingVerdict Judge(GatheredTrace trace, long nowMs) =>
        _all.Judge(trace, nowMs) == SamplingVerdict.Keep ? SamplingVerdict.Drop : SamplingVerdict.None;
}
