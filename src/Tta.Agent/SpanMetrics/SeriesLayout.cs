using System.Globalization;
using System.Text;
using Tta.Model;

namespace Tta.Agent.SpanMetrics;

/// <summary>Which series each label set of a table has. Filled once, in the order of the slots.</summary>
internal sealed class SeriesLayout
{
    private readonly List<SeriesSlot> _slots = [];
    private readonly List<(byte[] Name, MetricType Type, byte[] Help)> _families = [];

    public IReadOnlyList<SeriesSlot> Slots => _slots;

    /// <summary>Adds a counter and returns its slot.</summary>
    public int Counter(string name, string help)
    {
        _families.Add((Utf8(name), MetricType.Counter, Utf8(help)));
        _slots.Add(new SeriesSlot(Utf8(name)));
        return _slots.Count - 1;
    }

    /// <summary>Adds a histogram: count, sum, one slot per bucket and one for the rest. Returns the slot of the count.</summary>
    public int Histogram(string name, string help, double[] bounds)
    {
        _families.Add((Utf8(name), MetricType.Histogram, Utf8(help)));
        int first = _slots.Count;
        _slots.Add(new SeriesSlot(Utf8(name + "_count")));
        _slots.Add(new SeriesSlot(Utf8(name + "_sum")));
        byte[] bucket = Utf8(name + "_bucket");
        for (int i = 0; i < bounds.Length; i++)
        {
            _slots.Add(new SeriesSlot(bucket, Utf8(bounds[i].ToString("0.######", CultureInfo.InvariantCulture)), IsFirstBucket: i == 0));
        }

        _slots.Add(new SeriesSlot(bucket, Utf8("+Inf"), IsFirstBucket: bounds.Length == 0));
        return first;
    }

    public void WriteMetadata(MetricBatch batch)
    {
        foreach ((byte[] name, MetricType type, byte[] help) in _families)
        {
            batch.Metadata.Add(new MetricBatch.MetadataRow(batch.Arena.Add(name), type, batch.Arena.Add(help), default));
        }
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
