using Tta.Model;

namespace Tta.Agent.Sampling;

/// <summary>
/// Keeps a share of the traces by their ids, the same in every process. A salt makes the choice independent of other samplers; without one the traces
/// are those that a <see cref="HeadSampler"/> of the same ratio keeps.
/// </summary>
/// <param name="ratio">Share of the traces, 0-1.</param>
/// <param name="salt">Text that is hashed together with the id; "" = none.</param>
public sealed class ProbabilisticPolicy(double ratio, string salt = "") : SamplingPolicy
{
    private readonly HeadSampler _sampler = new(ratio);

    /// <inheritdoc/>
    public override SamplingVerdict Judge(GatheredTrace trace, long nowMs)
    {
        TraceId id = salt.Length == 0 ? trace.TraceId : new TraceId(0, Hash(trace.TraceId));
        return _sampler.Keeps(id) ? SamplingVerdict.Keep : SamplingVerdict.None;
    }

    // FNV-1a over salt and id, then the finalizer of SplitMix64, because the low bits decide.
    private ulong Hash(TraceId id)
    {
        ulong hash = 14_695_981_039_346_656_037;
        foreach (char each in salt)
        {
            hash = (hash ^ each) * 1_099_511_628_211;
        }

        hash = (hash ^ id.High) * 1_099_511_628_211;
        hash = (hash ^ id.Low) * 1_099_511_628_211;
        hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9;
        hash = (hash ^ (hash >> 27)) * 0x94d049bb133111eb;
        return hash ^ (hash >> 31);
    }
}
