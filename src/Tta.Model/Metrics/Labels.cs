using System.Text;

namespace Tta.Model;

/// <summary>
/// An immutable label set: sorted by name (ordinal), names unique; values are not empty, unless <see cref="LabelsBuilder.SetEvenEmpty"/> put them
/// there. Equal by content. Thread-safe.
/// </summary>
public sealed class Labels : IEquatable<Labels>, IComparable<Labels>
{
    private readonly Label[] _labels;
    private readonly int _hash;

    private Labels(Label[] sorted)
    {
        _labels = sorted;
        var hash = default(HashCode);
        foreach (Label label in sorted)
        {
            hash.Add(label.Name, StringComparer.Ordinal);
            hash.Add(label.Value, StringComparer.Ordinal);
        }

        _hash = hash.ToHashCode();
    }

    /// <summary>The label set without labels.</summary>
    public static Labels Empty { get; } = new([]);

    /// <summary>Number of labels.</summary>
    public int Count => _labels.Length;

    /// <summary>The labels, sorted by name.</summary>
    public ReadOnlySpan<Label> Span => _labels;

    /// <summary>Value of a label, "" when absent.</summary>
    public string this[string name] => TryGet(name, out string value) ? value : "";

    /// <summary>The metric name, "" when absent.</summary>
    public string MetricName => this[LabelNames.MetricName];

    /// <summary>Builds a label set: sorts, drops empty values, and of equal names keeps the last.</summary>
    public static Labels From(params ReadOnlySpan<Label> labels)
    {
        var builder = new LabelsBuilder(labels.Length);
        foreach (Label label in labels)
        {
            builder.Set(label.Name, label.Value);
        }

        return builder.Build();
    }

    /// <summary>Builds a label set from name, value, name, value ...</summary>
    /// <exception cref="ArgumentException">The count is odd.</exception>
    public static Labels Of(params ReadOnlySpan<string> namesAndValues)
    {
        if (namesAndValues.Length % 2 != 0)
        {
            throw new ArgumentException("labels come as name, value pairs", nameof(namesAndValues));
        }

        var builder = new LabelsBuilder(namesAndValues.Length / 2);
        for (int i = 0; i < namesAndValues.Length; i += 2)
        {
            builder.Set(namesAndValues[i], namesAndValues[i + 1]);
        }

        return builder.Build();
    }

    /// <summary>Takes over an array that is sorted by name already, with unique names.</summary>
    internal static Labels FromSorted(Label[] sorted) => sorted.Length == 0 ? Empty : new Labels(sorted);

    /// <summary>Finds the value of a label.</summary>
    public bool TryGet(string name, out string value)
    {
        foreach (Label label in _labels)
        {
            if (string.Equals(label.Name, name, StringComparison.Ordinal))
            {
                value = label.Value;
                return true;
            }
        }

        value = "";
        return false;
    }

    /// <summary>True when a label of that name exists.</summary>
    public bool Has(string name) => TryGet(name, out _);

    /// <summary>A builder that starts with these labels.</summary>
    public LabelsBuilder ToBuilder() => new(this);

    /// <summary>The same labels without one.</summary>
    public Labels Without(string name) => Has(name) ? ToBuilder().Remove(name).Build() : this;

    /// <inheritdoc/>
    public bool Equals(Labels? other) => other is not null && (ReferenceEquals(this, other)
        || (_hash == other._hash && _labels.AsSpan().SequenceEqual(other._labels)));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Labels);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>Orders label by label, name before value, ordinal; a prefix comes first. The order of query results.</summary>
    public int CompareTo(Labels? other)
    {
        if (other is null)
        {
            return 1;
        }

        int shared = Math.Min(_labels.Length, other._labels.Length);
        for (int i = 0; i < shared; i++)
        {
            int order = string.CompareOrdinal(_labels[i].Name, other._labels[i].Name);
            order = order != 0 ? order : string.CompareOrdinal(_labels[i].Value, other._labels[i].Value);
            if (order != 0)
            {
                return order;
            }
        }

        return _labels.Length.CompareTo(other._labels.Length);
    }

    /// <summary>The notation of PromQL without a separate metric name: <c>{a="1", b="2"}</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("{");
        foreach (Label label in _labels)
        {
            if (text.Length > 1)
            {
                text.Append(", ");
            }

            string value = label.Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal);
            text.Append(label.Name).Append("=\"").Append(value).Append('"');
        }

        return text.Append('}').ToString();
    }

    /// <inheritdoc/>
    public static bool operator ==(Labels? left, Labels? right) => left is null ? right is null : left.Equals(right);

    /// <inheritdoc/>
    public static bool operator !=(Labels? left, Labels? right) => !(left == right);

    /// <inheritdoc/>
    public static bool operator <(Labels left, Labels right) => left.CompareTo(right) < 0;

    /// <inheritdoc/>
    public static bool operator <=(Labels left, Labels right) => left.CompareTo(right) <= 0;

    /// <inheritdoc/>
    public static bool operator >(Labels left, Labels right) => left.CompareTo(right) > 0;

    /// <inheritdoc/>
    public static bool operator >=(Labels left, Labels right) => left.CompareTo(right) >= 0;
}
