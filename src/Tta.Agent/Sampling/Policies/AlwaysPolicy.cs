namespace Tta.Agent.Sampling;

/// <summary>Keeps every trace.</summary>
public sealed class AlwaysPolicy : SamplingPolicy
{
    /// <inheritdoc/>
    public override SamplingVerdict Judge(GatheredTrace trace, long nowMs) => SamplingVerdict.Keep;
}
