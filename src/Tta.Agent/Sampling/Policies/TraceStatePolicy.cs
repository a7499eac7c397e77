// Spec: W3C Trace Context, tracestate: list members separated by commas, key=value.
namespace Tta.Agent.Sampling;

/// <summary>Keeps traces with a span whose trace state has one of some values under a key.</summary>
/// <param name="key">Key of the list member.</param>
/// <param name="values">Values that keep the trace.</param>
public sealed class TraceStatePolicy(string key, IReadOnlyList<string> values) : SamplingPolicy
{
    private readonly string[] _values = [.. values];

    /// <inheritdoc/>
    public override SamplingVerdict Judge(GatheredTrace trace, long nowMs)
    {
        for (int i = 0; i < trace.SpanCount; i++)
        {
            if (Has(trace[i].TraceState))
            {
                return SamplingVerdict.Keep;
            }
        }

        return SamplingVerdict.None;
    }

    private bool Has(string traceState)
    {
        foreach (string member in traceState.Split(',', StringSplitOptions.TrimEntries))
        {
            int equals = member.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && member.AsSpan(0, equals).SequenceEqual(key) && Array.IndexOf(_values, member[(equals + 1)..]) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
