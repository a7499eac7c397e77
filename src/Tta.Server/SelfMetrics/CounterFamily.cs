using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Tta.Server.SelfMetrics;

/// <summary>A counter per combination of label values. Thread-safe; adding to a known combination allocates nothing.</summary>
internal sealed class CounterFamily(string name, string help, params string[] labelNames) : MetricFamily(name, help, "counter")
{
    private readonly ConcurrentDictionary<(string, string, string), Counter> _counters = new();

    /// <summary>The counter of up to three label values; keep it where the path is hot.</summary>
    public Counter With(string first = "", string second = "", string third = "") =>
        _counters.GetOrAdd((first, second, third), static _ => new Counter());

    /// <summary>Sum over all combinations.</summary>
    public long Total()
    {
        long total = 0;
        foreach (KeyValuePair<(string, string, string), Counter> pair in _counters)
        {
            total += pair.Value.Value;
        }

        return total;
    }

    protected override void WriteSamples(StringBuilder text)
    {
        foreach (((string, string, string) key, Counter counter) in _counters.OrderBy(p => p.Key))
        {
            ReadOnlySpan<string> values = [key.Item1, key.Item2, key.Item3];
            WriteSample(text, labelNames, values[..labelNames.Length], counter.Value.ToString(CultureInfo.InvariantCulture));
        }
    }
}
