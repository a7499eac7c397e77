using System.Globalization;
using System.Text.RegularExpressions;
using Tta.Query.PromQl;

namespace Tta.Query.Tests.PromQl.Scripts;

/// <summary>Runs the commands of a promqltest script. Histogram samples are left out of the storage, so cases about them fail.</summary>
internal sealed partial class PromQlScript(InMemoryMetrics storage, PromQlEngine engine)
{
    /// <summary>Runs a command that is not an eval.</summary>
    public void Apply(ScriptCommand command)
    {
        if (command.Head == "clear")
        {
            storage.Clear();
            return;
        }

        string[] words = command.Head.Split(' ', '\t');
        if (words[0] is not ("load" or "load_with_nhcb"))
        {
            throw new FormatException($"line {command.LineNumber}: unknown command {command.Head}");
        }

        long stepMs = ScriptTime.ToMs(words[^1]);
        foreach (string line in command.Body)
        {
            if (line.Contains("@st", StringComparison.Ordinal))
            {
                continue;
            }

            SeriesDescription series = SeriesDescription.Parse(line);
            for (int i = 0; i < series.Points.Count; i++)
            {
                if (series.Points[i].Value is { } value)
                {
                    storage.Add(series.Labels, i * stepMs, value);
                }
            }
        }
    }

    /// <summary>Runs an eval command and says what is wrong, or null.</summary>
    public string? Evaluate(ScriptCommand command)
    {
        Match instant = InstantHead().Match(command.Head);
        if (instant.Success)
        {
            var expectations = Expectations.Read(instant.Groups["kind"].Value, command.Body);
            return EvaluateInstant(ScriptTime.ToMs(instant.Groups["at"].Value), instant.Groups["query"].Value, expectations);
        }

        Match range = RangeHead().Match(command.Head);
        if (!range.Success)
        {
            throw new FormatException($"line {command.LineNumber}: malformed {command.Head}");
        }

        return EvaluateRange(
            ScriptTime.ToMs(range.Groups["from"].Value),
            ScriptTime.ToMs(range.Groups["to"].Value),
            ScriptTime.ToMs(range.Groups["step"].Value),
            range.Groups["query"].Value,
            Expectations.Read(range.Groups["kind"].Value, command.Body));
    }

    private string? EvaluateInstant(long timeMs, string query, Expectations expected)
    {
        string? problem = Run(expected, () => engine.EvaluateInstantAsync(query, timeMs), value => CheckInstant(value, timeMs, expected));
        bool alsoAsRange = problem is null && !expected.Fails && !expected.Ordered && expected.Text is null && expected.RangeVector is null
            && !DependsOnQueryRange().IsMatch(query) && PromQlParser.Parse(query).Type != PromQlType.RangeVector;
        return alsoAsRange
            ? EvaluatePinned(timeMs, query, expected)
                ?? (EvaluateAround(timeMs, query, expected) is { } rangeProblem ? "as range query: " + rangeProblem : null)
            : problem;
    }

    private string? EvaluatePinned(long timeMs, string query, Expectations expected)
    {
        if (PinnedQuery.Create(query, timeMs) is not { } pinned)
        {
            return null;
        }

        long[] times = timeMs == 0 ? [-1_000, 0, 1_000] : [-10 * timeMs, 0, timeMs / 5, timeMs, 10 * timeMs];
        foreach (long otherMs in times)
        {
            PromQlResult result = engine.EvaluateInstantAsync(pinned, otherMs).GetAwaiter().GetResult();
            if (CheckInstant(result.Value, otherMs, expected) is { } problem)
            {
                return $"{pinned} at {otherMs}: {problem}";
            }
        }

        return null;
    }

    // The instant result must be the middle column of a range query.
    private string? EvaluateAround(long timeMs, string query, Expectations expected)
    {
        PromQlResult result = engine.EvaluateRangeAsync(query, timeMs - 60_000, timeMs + 60_000, 60_000).GetAwaiter().GetResult();
        var samples = new List<VectorSample>();
        foreach (MatrixSeries series in ((MatrixValue)result.Value).Series)
        {
            int at = Array.IndexOf(series.TimesMs, timeMs);
            if (at >= 0)
            {
                samples.Add(new VectorSample(series.Labels, timeMs, series.Values[at]));
            }
        }

        return expected.Scalar is { } scalar
            ? ScriptNumbers.AreEqual(scalar, samples[0].Value) ? null : $"expected {scalar}, got {samples[0].Value}"
            : CheckVector(samples, expected, ordered: false);
    }

    private string? EvaluateRange(long startMs, long endMs, long stepMs, string query, Expectations expected) => Run(
        expected,
        () => engine.EvaluateRangeAsync(query, startMs, endMs, stepMs),
        value => expected.Scalar is { } scalar
            ? CheckAllEqual((MatrixValue)value, scalar)
            : CheckMatrix((MatrixValue)value, startMs, stepMs, expected));

    private static string? Run(Expectations expected, Func<Task<PromQlResult>> evaluate, Func<PromQlValue, string?> check)
    {
        PromQlResult result;
        try
        {
            result = evaluate().GetAwaiter().GetResult();
        }
        catch (Exception e) when (expected.Fails && e is PromQlExecutionException or PromQlParseException)
        {
            return expected.CheckError(e is PromQlParseException parse ? parse.Detail : e.Message);
        }

        return expected.Fails ? "expected to fail" : expected.CheckAnnotations(result) ?? check(result.Value);
    }

    private static string? CheckInstant(PromQlValue value, long timeMs, Expectations expected)
    {
        switch (value)
        {
            case StringValue text:
                return text.Value == expected.Text ? null : $"expected string {expected.Text}, got {text.Value}";
            case ScalarValue scalar:
                return expected.Scalar is { } number && ScriptNumbers.AreEqual(number, scalar.Value)
                    ? null
                    : $"expected {expected.Scalar}, got {scalar.Value}";
            case MatrixValue matrix when expected.RangeVector is var (startMs, stepMs):
                return CheckMatrix(matrix, startMs, stepMs, expected);
            case MatrixValue:
                return "range vector not expected";
            default:
                IReadOnlyList<VectorSample> samples = ((VectorValue)value).Samples;
                return samples.Any(s => s.TimeMs != timeMs) ? "wrong time" : CheckVector(samples, expected, expected.Ordered);
        }
    }

    private static string? CheckVector(IReadOnlyList<VectorSample> samples, Expectations expected, bool ordered)
    {
        if (expected.Scalar is not null || samples.Count != expected.Series.Count)
        {
            return $"expected {expected.Series.Count} series, got {samples.Count}: {Show(samples)}";
        }

        for (int i = 0; i < samples.Count; i++)
        {
            int at = ordered ? i : expected.Series.FindIndex(s => s.Labels == samples[i].Labels);
            if (at < 0 || expected.Series[at].Labels != samples[i].Labels)
            {
                return $"unexpected series {samples[i].Labels} at {i}";
            }

            SeriesPoint point = expected.Series[at].Points[0];
            if (point.Value is not { } number || !ScriptNumbers.AreEqual(number, samples[i].Value))
            {
                return $"{samples[i].Labels}: expected {point}, got {GoText.Shortest(samples[i].Value)}";
            }
        }

        return null;
    }

    private static string? CheckMatrix(MatrixValue matrix, long startMs, long stepMs, Expectations expected)
    {
        for (int i = 1; i < matrix.Series.Count; i++)
        {
            if (matrix.Series[i - 1].Labels.CompareTo(matrix.Series[i].Labels) >= 0)
            {
                return "series are not sorted";
            }
        }

        foreach (SeriesDescription series in expected.Series)
        {
            MatrixSeries? actual = matrix.Series.FirstOrDefault(s => s.Labels == series.Labels);
            if (actual is null)
            {
                return series.Points.All(p => p == SeriesPoint.Gap) ? null : $"series {series.Labels} missing";
            }

            int next = 0;
            for (int i = 0; i < series.Points.Count; i++)
            {
                if (series.Points[i] == SeriesPoint.Gap)
                {
                    continue;
                }

                bool present = next < actual.TimesMs.Length && actual.TimesMs[next] == startMs + (i * stepMs);
                if (!present || series.Points[i].Value is not { } number || !ScriptNumbers.AreEqual(number, actual.Values[next++]))
                {
                    return $"{series.Labels} point {i}: expected {series.Points[i]}, got [{string.Join(' ', actual.Values)}]";
                }
            }

            if (next < actual.TimesMs.Length)
            {
                return $"{series.Labels}: more points than expected: [{string.Join(' ', actual.Values)}]";
            }
        }

        return matrix.Series.Count > expected.Series.Count ? $"{matrix.Series.Count} series, expected {expected.Series.Count}" : null;
    }

    private static string? CheckAllEqual(MatrixValue matrix, double scalar) =>
        matrix.Series.Count == 1 && matrix.Series[0].Values.All(v => ScriptNumbers.AreEqual(scalar, v)) ? null : $"not all equal {scalar}";

    private static string Show(IReadOnlyList<VectorSample> samples) => string.Join(
        ", ", samples.Take(4).Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Labels} {s.Value}")));

    [GeneratedRegex(@"^eval(_(?<kind>fail|warn|ordered|info))?\s+instant\s+(at\s+(?<at>\S+)\s+)?(?<query>.+)$")]
    private static partial Regex InstantHead();

    [GeneratedRegex(@"^eval(_(?<kind>fail|warn|info))?\s+range\s+from\s+(?<from>\S+)\s+to\s+(?<to>\S+)\s+step\s+(?<step>\S+)\s+(?<query>.+)$")]
    private static partial Regex RangeHead();

    [GeneratedRegex(@"\b(start|end|range|step)\s*\(\s*\)", RegexOptions.IgnoreCase)]
    private static partial Regex DependsOnQueryRange();
}
