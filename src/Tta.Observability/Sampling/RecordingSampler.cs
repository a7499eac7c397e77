using OpenTelemetry.Trace;

namespace Tta.Observability;

/// <summary>Records what another sampler drops, so that it can still be kept when it turns out to have failed.</summary>
internal sealed class RecordingSampler : Sampler
{
    private readonly Sampler _inner;

    public RecordingSampler(Sampler inner)
    {
        _inner = inner;
        Description = $"Recording{{{inner.Description}}}";
    }

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        SamplingResult result = _inner.ShouldSample(in samplingParameters);
        return result.Decision is SamplingDecision.Drop ? new SamplingResult(SamplingDecision.RecordOnly) : result;
    }
}
