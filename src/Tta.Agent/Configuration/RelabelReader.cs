// Spec: Prometheus configuration, relabel_config.
using Tta.Agent.Relabeling;

namespace Tta.Agent.Configuration;

/// <summary>Reads relabel rules.</summary>
internal static class RelabelReader
{
    public static List<RelabelRule> Read(YamlMap owner, string key) => owner.Maps(key).ConvertAll(Read);

    private static RelabelRule Read(YamlMap map)
    {
        string action = map.Text("action") ?? "replace";
        if (!Enum.TryParse(action, ignoreCase: true, out RelabelAction parsed) || char.IsAsciiDigit(action[0]))
        {
            throw map.ProblemAt("action", $"unknown relabel action \"{action}\"");
        }

        string pattern = map.Text("regex") ?? "(.*)";
        RelabelRule rule;
        try
        {
            rule = new RelabelRule(parsed, pattern)
            {
                SourceLabels = map.Texts("source_labels"),
                Separator = map.Text("separator") ?? ";",
                TargetLabel = map.Text("target_label") ?? "",
                Modulus = (ulong)map.Number("modulus", 0),
                Replacement = map.Text("replacement") ?? (map.IsEmptyText("replacement") ? "" : "$1"),
            };
        }
        catch (ArgumentException e)
        {
            throw map.ProblemAt("regex", e.Message);
        }

        map.Done();
        return rule.Validate() is { } problem ? throw map.Problem(problem) : rule;
    }
}
