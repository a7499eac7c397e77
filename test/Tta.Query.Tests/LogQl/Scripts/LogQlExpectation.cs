using System.Text.RegularExpressions;
using Tta.Model;
using Tta.Query.PromQl;

namespace Tta.Query.Tests.LogQl.Scripts;

/// <summary>What an eval command of a logqltest script expects.</summary>
internal sealed partial class LogQlExpectation
{
    private readonly List<(Labels Labels, List<double?> Points)> _series = [];
    private double? _scalar;
    private bool _ordered;

    public Func<string, bool>? Failure { get; private set; }

    public static LogQlExpectation Read(IReadOnlyList<string> lines)
    {
        var expectation = new LogQlExpectation();
        foreach (string line in lines)
        {
            expectation.ReadLine(line);
        }

        return expectation;
    }

    public static Labels ParseLabels(string text)
    {
        var builder = new LabelsBuilder();
        foreach (Match label in LabelPair().Matches(text))
        {
            string value = label.Groups["value"].Value.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);
            builder.SetEvenEmpty(label.Groups["name"].Value, value);
        }

        return builder.Build();
    }

    public string? Check(PromQlValue value, long startMs, long stepMs)
    {
        List<(Labels Labels, Dictionary<long, double> Points)> actual = Points(value);
        if (_scalar is { } scalar)
        {
            return value is ScalarValue or MatrixValue && actual.Count == 1 && actual[0].Points.Values.All(v => AreEqual(scalar, v))
                ? null
                : $"expected {scalar}, got {value}";
        }

        if (actual.Count != _series.Count)
        {
            return $"expected {_series.Count} series, got {actual.Count}: {string.Join(", ", actual.Take(3).Select(a => a.Labels))}";
        }

        for (int i = 0; i < _series.Count; i++)
        {
            (Labels labels, List<double?> points) = _series[i];
            int at = _ordered ? i : actual.FindIndex(a => a.Labels == labels);
            if (at < 0 || actual[at].Labels != labels)
            {
                return $"series {labels} missing among {string.Join(", ", actual.Take(3).Select(a => a.Labels))}";
            }

            int present = 0;
            for (int p = 0; p < points.Count; p++)
            {
                bool found = actual[at].Points.TryGetValue(startMs + (p * stepMs), out double number);
                present += found ? 1 : 0;
                if (found != points[p].HasValue || (found && !AreEqual(points[p]!.Value, number)))
                {
                    return $"{labels} point {p}: expected {points[p]}, got {(found ? number : "_")}";
                }
            }

            if (present != actual[at].Points.Count)
            {
                return $"{labels}: more points than expected";
            }
        }

        return null;
    }

    private static List<(Labels Labels, Dictionary<long, double> Points)> Points(PromQlValue value) => value switch
    {
        ScalarValue scalar => [(Labels.Empty, new() { [scalar.TimeMs] = scalar.Value })],
        VectorValue vector => vector.Samples.Select(s => (s.Labels, new Dictionary<long, double> { [s.TimeMs] = s.Value })).ToList(),
        MatrixValue matrix => matrix.Series
            .Select(s => (s.Labels, s.TimesMs.Zip(s.Values).ToDictionary(p => p.First, p => p.Second))).ToList(),
        _ => throw new FormatException($"unexpected {value}"),
    };

    private static bool AreEqual(double a, double b) => a.Equals(b) || Math.Abs(a - b) <= 1e-9
        || Math.Abs(a - b) <= 1e-9 * Math.Max(Math.Abs(a), Math.Abs(b));

    private void ReadLine(string line)
    {
        Match fail = FailLine().Match(line);
        if (fail.Success)
        {
            string text = fail.Groups["text"].Value;
            Failure = fail.Groups["how"].Value switch
            {
                "msg" => message => message.Contains(text, StringComparison.Ordinal),
                "regex" => message => Regex.IsMatch(message, text),
                _ => _ => true,
            };
        }
        else if (line == "expect ordered")
        {
            _ordered = true;
        }
        else if (line.StartsWith('{'))
        {
            Match series = SeriesLine().Match(line);
            Labels labels = ParseLabels(series.Groups["labels"].Value);
            _series.Add((labels, ParsePoints(series.Groups["points"].Value)));
        }
        else if (line != "expect empty" && !line.StartsWith("skip ", StringComparison.Ordinal))
        {
            _scalar = GoText.TryParseFloat(line, out double scalar) ? scalar : throw new FormatException($"unknown expectation {line}");
        }
    }

    private static List<double?> ParsePoints(string text) =>
        SeriesDescription.Parse("{} " + text).Points.Select(p => p.Value).ToList();

    [GeneratedRegex(@"^expect fail(?:\s+(?<how>msg|regex):\s*(?<text>.*))?$")]
    private static partial Regex FailLine();

    [GeneratedRegex(@"^(?<labels>\{(?:[^""}]|""(?:[^""\\]|\\.)*"")*\})\s*(?<points>.*)$")]
    private static partial Regex SeriesLine();

    [GeneratedRegex(@"(?<name>\w+)\s*=\s*""(?<value>(?:[^""\\]|\\.)*)""")]
    private static partial Regex LabelPair();
}
