namespace Tta.Agent.Sampling;

/// <summary>
/// Divides a budget of spans per second among policies. The first policy that would keep a trace decides about it: the trace is kept if that policy's share
/// of the running second has room for all its spans.
/// </summary>
public sealed class CompositePolicy : SamplingPolicy
{
    private readonly CompositeShare[] _shares;
    private readonly double[] _budgets;
    private readonly long[] _used;
    private long _second = long.MinValue;

    /// <summary>Creates a policy.</summary>
    /// <param name="spansPerSecond">The whole budget.</param>
    /// <param name="shares">The policies in the order in which they are asked.</param>
    public CompositePolicy(double spansPerSecond, params CompositeShare[] shares)
    {
        _shares = shares;
        _used = new long[shares.Length];
        _budgets = new double[shares.Length];
        for (int i = 0; i < shares.Length; i++)
        {
            _budgets[i] = spansPerSecond * shares[i].Ratio;
        }
    }

    /// <inheritdoc/>
    public override SamplingVerdict Judge(GatheredTrace trace, long nowMs)
    {
        if (nowMs / 1000 != _second)
        {
            _second = nowMs / 1000;
            Array.Clear(_used);
        }

        for (int i = 0; i < _shares.Length; i++)
        {
            if (_shares[i].Policy.Judge(trace, nowMs) != SamplingVerdict.Keep)
            {
                continue;
            }

            if (_used[i] + trace.SpanCount > _budgets[i])
            {
                return SamplingVerdict.None;
            }

            _used[i] += trace.SpanCount;
            return SamplingVerdict.Keep;
        }

        return SamplingVerdict.None;
    }
}
