using System.Text;
using System.Text.RegularExpressions;
using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>label_replace and label_join.</summary>
internal static class LabelFunctions
{
    public static List<SeriesColumn> Replace(Evaluator evaluator, Call call, EvaluationSteps steps)
    {
        string target = Evaluator.Text(call.Arguments[1]);
        string replacement = Evaluator.Text(call.Arguments[2]);
        string source = Evaluator.Text(call.Arguments[3]);
        string pattern = Evaluator.Text(call.Arguments[4]);
        Regex regex;
        try
        {
            regex = LinearRegex.Unanchored($"^(?s:{pattern})\\z", captures: true);
        }
        catch (ArgumentException e)
        {
            throw new PromQlExecutionException($"invalid regular expression in label_replace(): {pattern}", e);
        }

        CheckName(target, "label_replace");
        List<SeriesColumn> columns = evaluator.Vector(call.Arguments[0], steps);
        foreach (SeriesColumn column in columns)
        {
            Match match = regex.Match(column.Labels[source]);
            if (match.Success)
            {
                SetLabel(column, target, Expand(replacement, match));
            }
        }

        return CheckUnique(columns);
    }

    public static List<SeriesColumn> Join(Evaluator evaluator, Call call, EvaluationSteps steps)
    {
        string target = Evaluator.Text(call.Arguments[1]);
        string separator = Evaluator.Text(call.Arguments[2]);
        var sources = new List<string>();
        for (int i = 3; i < call.Arguments.Count; i++)
        {
            sources.Add(Evaluator.Text(call.Arguments[i]));
            if (sources[^1].Length == 0)
            {
                throw new PromQlExecutionException("invalid source label name in label_join(): ");
            }
        }

        CheckName(target, "label_join");
        List<SeriesColumn> columns = evaluator.Vector(call.Arguments[0], steps);
        var values = new string[sources.Count];
        foreach (SeriesColumn column in columns)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = column.Labels[sources[i]];
            }

            SetLabel(column, target, string.Join(separator, values));
        }

        return CheckUnique(columns);
    }

    /// <summary>Fills <c>$1</c>, <c>${1}</c>, <c>$name</c> and <c>$$</c> in; what is not a group is empty, as in Go.</summary>
    internal static string Expand(string template, Match match)
    {
        var text = new StringBuilder();
        for (int i = 0; i < template.Length; i++)
        {
            if (template[i] != '$' || i + 1 == template.Length)
            {
                text.Append(template[i]);
                continue;
            }

            if (template[i + 1] == '$')
            {
                text.Append('$');
                i++;
                continue;
            }

            bool braced = template[i + 1] == '{';
            int start = i + (braced ? 2 : 1);
            int end = start;
            while (end < template.Length && (char.IsLetterOrDigit(template[end]) || template[end] == '_'))
            {
                end++;
            }

            if (end == start || (braced && (end == template.Length || template[end] != '}')))
            {
                text.Append('$');
                continue;
            }

            text.Append(match.Groups[template[start..end]].Value);
            i = braced ? end : end - 1;
        }

        return text.ToString();
    }

    private static void CheckName(string name, string function)
    {
        // The replacement character stands where the query had bytes that are not UTF-8.
        if (name.Length == 0 || name.Contains('\uFFFD', StringComparison.Ordinal))
        {
            throw new PromQlExecutionException($"invalid destination label name in {function}(): {name}");
        }
    }

    private static void SetLabel(SeriesColumn column, string name, string value)
    {
        column.Labels = column.Labels.ToBuilder().Set(name, value).Build();
        if (string.Equals(name, LabelNames.MetricName, StringComparison.Ordinal))
        {
            column.DropsName = false;
        }
    }

    private static List<SeriesColumn> CheckUnique(List<SeriesColumn> columns)
    {
        var seen = new HashSet<Labels>(columns.Count);
        foreach (SeriesColumn column in columns)
        {
            if (column.HasValues() && !seen.Add(column.Labels))
            {
                throw new PromQlExecutionException("vector cannot contain metrics with the same labelset");
            }
        }

        return columns;
    }
}
