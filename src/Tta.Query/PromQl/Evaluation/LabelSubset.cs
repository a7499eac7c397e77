using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>A part of a label set: some labels, or all but some.</summary>
internal sealed class LabelSubset(bool keep, IReadOnlyList<string> names, bool dropsMetadata = false)
{
    private readonly HashSet<string> _names = new(names, StringComparer.Ordinal);
    private readonly LabelsBuilder _builder = new();

    /// <summary>The listed labels, or all others except the metric name.</summary>
    public Labels Of(Labels labels)
    {
        _builder.Clear();
        foreach (Label label in labels.Span)
        {
            bool listed = _names.Contains(label.Name);
            bool isMetadata = label.Name is LabelNames.MetricName
                || (dropsMetadata && label.Name is MetadataLabels.Type or MetadataLabels.Unit);
            if (keep ? listed : !listed && !isMetadata)
            {
                _builder.Set(label.Name, label.Value);
            }
        }

        return _builder.Build();
    }
}
