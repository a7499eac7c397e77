// Spec: Prometheus file_sd in YAML: a list of {targets, labels}.
using System.Text;
using Tta.Agent.Configuration;
using Tta.Model;

namespace Tta.Agent.Discovery;

/// <summary>Reads target groups from YAML.</summary>
internal static class TargetGroupYaml
{
    /// <exception cref="PrometheusConfigException">The document is not a list of target groups.</exception>
    public static List<TargetGroup> Read(byte[] yaml, string file, Labels extra)
    {
        var groups = new List<TargetGroup>();
        using var text = new StringReader(Encoding.UTF8.GetString(yaml));
        foreach (TargetGroup group in ScrapeConfigReader.ReadGroups(YamlMap.LoadList(text, file), file))
        {
            LabelsBuilder labels = extra.ToBuilder();
            foreach (Label label in group.Labels.Span)
            {
                labels.Set(label.Name, label.Value);
            }

            groups.Add(group with { Labels = labels.Build() });
        }

        return groups;
    }
}
