using System.Text;
using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>
/// Labels of a series with typed values. Equal by labels; the name of the metric, which only series without grouping have, does not count.
/// </summary>
internal sealed class SeriesLabels(IReadOnlyList<(string Name, Static Value)> labels, string? metricName = null) : IEquatable<SeriesLabels>
{
    private const string MetricNameLabel = "__name__";

    public static SeriesLabels None { get; } = new([]);

    public IReadOnlyList<(string Name, Static Value)> Labels { get; } = labels;

    /// <summary>The function that made the series, or what was computed of several; null with grouping.</summary>
    public string? MetricName { get; } = metricName;

    public SeriesLabels With(string name, Static value) => new([.. Labels, (name, value)], MetricName);

    public SeriesLabels WithMetricName(string? metricName) => new(Labels, metricName);

    /// <summary>These labels and those of another series that these do not have.</summary>
    public SeriesLabels Merge(SeriesLabels other, string? metricName)
    {
        var merged = new List<(string Name, Static Value)>(Labels);
        for (int i = 0; i < other.Labels.Count; i++)
        {
            if (!Has(other.Labels[i].Name))
            {
                merged.Add(other.Labels[i]);
            }
        }

        return new SeriesLabels(merged, metricName);
    }

    public List<KeyValue> ToKeyValues()
    {
        var pairs = new List<KeyValue>(Labels.Count + 1);
        if (MetricName is not null)
        {
            pairs.Add(new KeyValue(MetricNameLabel, AnyValue.From(MetricName)));
        }

        for (int i = 0; i < Labels.Count; i++)
        {
            pairs.Add(new KeyValue(Labels[i].Name, Labels[i].Value.ToAnyValue()));
        }

        return pairs;
    }

    /// <summary>The order of series in answers: by labels, one after the other.</summary>
    public int CompareTo(SeriesLabels other)
    {
        int shared = Math.Min(Labels.Count, other.Labels.Count);
        for (int i = 0; i < shared; i++)
        {
            int order = string.CompareOrdinal(Labels[i].Name, other.Labels[i].Name);
            order = order != 0 ? order : StaticMath.Order(Labels[i].Value, other.Labels[i].Value);
            if (order != 0)
            {
                return order;
            }
        }

        return Labels.Count.CompareTo(other.Labels.Count);
    }

    public bool Equals(SeriesLabels? other)
    {
        if (other is null || other.Labels.Count != Labels.Count)
        {
            return false;
        }

        for (int i = 0; i < Labels.Count; i++)
        {
            if (!string.Equals(Labels[i].Name, other.Labels[i].Name, StringComparison.Ordinal) || !Labels[i].Value.Equals(other.Labels[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as SeriesLabels);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        for (int i = 0; i < Labels.Count; i++)
        {
            hash.Add(Labels[i].Name, StringComparer.Ordinal);
            hash.Add(Labels[i].Value);
        }

        return hash.ToHashCode();
    }

    public override string ToString()
    {
        var text = new StringBuilder(MetricName).Append('{');
        for (int i = 0; i < Labels.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ").Append(Labels[i].Name).Append('=').Append(Labels[i].Value);
        }

        return text.Append('}').ToString();
    }

    private bool Has(string name)
    {
        for (int i = 0; i < Labels.Count; i++)
        {
            if (string.Equals(Labels[i].Name, name, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
