// Spec: Prometheus configuration, recording and alerting rules (3.x). Differences: alerting rules are counted and otherwise ignored.
using System.Text;
using Tta.Model;

namespace Tta.Agent.Configuration;

/// <summary>Reads files of rules.</summary>
public static class RuleFile
{
    /// <summary>Paths of the files that a pattern of <c>rule_files</c> names, in order; <c>*</c> and <c>?</c> stand in the last part.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IReadOnlyList<string> Find(string pattern)
    {
        string name = Path.GetFileName(pattern);
        string folder = Path.GetDirectoryName(pattern) is { Length: > 0 } given ? given : ".";
        if (!name.AsSpan().ContainsAny('*', '?'))
        {
            return [pattern];
        }

        if (!Directory.Exists(folder))
        {
            return [];
        }

        string[] files = Directory.GetFiles(folder, name);
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="defaultInterval">Interval of groups that name none.</param>
    /// <exception cref="PrometheusConfigException">The content is wrong; the message says where.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<RuleGroup> Load(string path, TimeSpan defaultInterval)
    {
        using var text = new StreamReader(path, Encoding.UTF8);
        if (YamlMap.Load(text, path) is not { } file)
        {
            return [];
        }

        var groups = new List<RuleGroup>();
        foreach (YamlMap map in file.Maps("groups"))
        {
            RuleGroup group = ReadGroup(map, path, defaultInterval);
            if (groups.Exists(other => other.Name == group.Name))
            {
                throw map.ProblemAt("name", $"groupname: \"{group.Name}\" is repeated in the same file");
            }

            groups.Add(group);
        }

        file.Done();
        return groups;
    }

    private static RuleGroup ReadGroup(YamlMap map, string path, TimeSpan defaultInterval)
    {
        string name = map.Required("name");
        Dictionary<string, string> labels = map.TextPairs("labels");
        var rules = new List<RecordingRule>();
        int alerts = 0;
        foreach (YamlMap rule in map.Maps("rules"))
        {
            if (rule.Has("alert"))
            {
                alerts++;
                continue;
            }

            rules.Add(ReadRule(rule, labels));
        }

        var group = new RuleGroup(path, name, rules)
        {
            Interval = map.Duration("interval", defaultInterval),
            QueryOffset = map.Duration("query_offset", TimeSpan.Zero),
            Limit = map.Number("limit", 0),
            AlertingRuleCount = alerts,
        };
        map.Done();
        return group.Interval > TimeSpan.Zero ? group : throw map.ProblemAt("interval", "the interval of a group must be more than 0");
    }

    private static RecordingRule ReadRule(YamlMap map, Dictionary<string, string> groupLabels)
    {
        string record = map.Required("record");
        string expression = map.Required("expr");
        var labels = new Dictionary<string, string>(groupLabels, StringComparer.Ordinal);
        foreach ((string name, string value) in map.TextPairs("labels"))
        {
            labels[name] = value;
        }

        if (labels.ContainsKey(LabelNames.MetricName))
        {
            throw map.Problem($"a rule must not set {LabelNames.MetricName}; record names the series");
        }

        map.Done();
        var list = new List<Label>();
        foreach ((string name, string value) in labels)
        {
            list.Add(new Label(name, value));
        }

        return new RecordingRule(record, expression, list);
    }
}
