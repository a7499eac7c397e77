using System.Text;
using OpenTelemetry.Metrics;

namespace Tta.Observability;

/// <summary>The Prometheus side of an instrument: its names, in bytes, and its type.</summary>
internal sealed class MetricFamily
{
    private const string CounterSuffix = "_total";

    private MetricFamily(string name, string? unit, FamilyType type)
    {
        Name = name;
        Type = type;
        // OpenMetrics names the family of a counter without the suffix of its samples, and a unit only when the name ends with it.
        BaseName = type is FamilyType.Counter && name.EndsWith(CounterSuffix, StringComparison.Ordinal) ? name[..^CounterSuffix.Length] : name;
        NameUtf8 = Encoding.UTF8.GetBytes(name);
        BaseNameUtf8 = Encoding.UTF8.GetBytes(BaseName);
        string words = MetricNames.OfUnit(unit);
        UnitUtf8 = words.Length > 0 && BaseName.EndsWith("_" + words, StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(words) : [];
    }

    public string Name { get; }

    public string BaseName { get; }

    public FamilyType Type { get; }

    public byte[] NameUtf8 { get; }

    public byte[] BaseNameUtf8 { get; }

    public byte[] UnitUtf8 { get; }

    /// <summary>Null when nothing of the name can be said in Prometheus.</summary>
    public static MetricFamily? Of(Metric metric)
    {
        FamilyType type = metric.MetricType switch
        {
            MetricType.LongSum or MetricType.DoubleSum => FamilyType.Counter,
            MetricType.Histogram or MetricType.ExponentialHistogram => FamilyType.Histogram,
            _ => FamilyType.Gauge,
        };
        bool isGauge = metric.MetricType is MetricType.LongGauge or MetricType.DoubleGauge;
        string? name = MetricNames.OfMetric(metric.Name, metric.Unit, type is FamilyType.Counter, isGauge);
        return name is null ? null : new MetricFamily(name, metric.Unit, type);
    }
}

internal enum FamilyType
{
    Gauge,
    Counter,
    Histogram,
}
