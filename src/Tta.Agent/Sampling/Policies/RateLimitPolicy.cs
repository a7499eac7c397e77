namespace Tta.Agent.Sampling;

/// <summary>Keeps traces as long as a budget of spans or bytes per second lasts.</summary>
public sealed class RateLimitPolicy : SamplingPolicy
{
    private readonly double _perSecond;
    private readonly double _burst;
    private readonly bool _countsBytes;
    private double _tokens;
    private long _filledMs = long.MinValue;

    /// <summary>Creates a policy.</summary>
    /// <param name="perSecond">Spans, or bytes, per second.</param>
    /// <param name="burst">Most that is saved up; 0 = one second's worth.</param>
    /// <param name="countsBytes">True counts bytes as sent instead of spans.</param>
    public RateLimitPolicy(double perSecond, double burst = 0, bool countsBytes = false)
    {
        _perSecond = perSecond;
        _burst = burst > 0 ? burst : perSecond;
        _countsBytes = countsBytes;
        _tokens = _burst;
    }

    /// <inheritdoc/>
    public override SamplingVerdict Judge(GatheredTrace trace, long nowMs)
    {
        if (_filledMs != long.MinValue && nowMs > _filledMs)
        {
            _tokens = Math.Min(_burst, _tokens + ((nowMs - _filledMs) / 1000.0 * _perSecond));
        }

        _filledMs = Math.Max(_filledMs, nowMs);
        double cost = _countsBytes ? trace.MessageBytes : trace.SpanCount;
        if (cost > _tokens)
        {
            return SamplingVerdict.None;
        }

        _tokens -= cost;
        return SamplingVerdict.Keep;
    }
}
