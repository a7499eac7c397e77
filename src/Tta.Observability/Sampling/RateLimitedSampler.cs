using System.Globalization;
using OpenTelemetry.Trace;

namespace Tta.Observability;

/// <summary>Keeps at most so many traces per second of those another sampler keeps (token bucket that holds one second). Thread-safe.</summary>
internal sealed class RateLimitedSampler : Sampler
{
    private readonly Sampler _inner;
    private readonly double _perSecond;
    private readonly double _capacity;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private double _tokens;
    private long _filledAt;

    public RateLimitedSampler(Sampler inner, double perSecond, TimeProvider time)
    {
        _inner = inner;
        _perSecond = perSecond;
        // Less than one trace per second still needs room for one.
        _capacity = Math.Max(1, perSecond);
        _tokens = _capacity;
        _time = time;
        _filledAt = time.GetTimestamp();
        Description = string.Create(CultureInfo.InvariantCulture, $"RateLimited{{{perSecond:0.###}/s,{inner.Description}}}");
    }

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        SamplingResult result = _inner.ShouldSample(in samplingParameters);
        return result.Decision is not SamplingDecision.RecordAndSample || TryTake() ? result : new SamplingResult(SamplingDecision.Drop);
    }

    private bool TryTake()
    {
        lock (_gate)
        {
            long now = _time.GetTimestamp();
            _tokens = Math.Min(_capacity, _tokens + (_time.GetElapsedTime(_filledAt, now).TotalSeconds * _perSecond));
            _filledAt = now;
            if (_tokens < 1)
            {
                return false;
            }

            _tokens--;
            return true;
        }
    }
}
