using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>The labels that name a metric rather than a series: they go when the value is no longer that metric.</summary>
internal static class MetadataLabels
{
    public const string Type = "__type__";
    public const string Unit = "__unit__";

    public static Labels Remove(Labels labels) => labels.Without(LabelNames.MetricName).Without(Type).Without(Unit);

    public static LabelsBuilder RemoveMetadata(this LabelsBuilder builder) =>
        builder.Remove(LabelNames.MetricName).Remove(Type).Remove(Unit);
}
