// Spec: the series notation of Prometheus rule unit tests (docs/configuration/unit_testing_rules.md). Difference: native histograms
// are recognised and kept as text, not interpreted.
using System.Globalization;
using System.Text.RegularExpressions;
using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>A series and its points as text: <c>metric{job="a"} 1 2 _ 4+2x3 stale</c>.</summary>
public sealed partial class SeriesDescription
{
    private readonly List<SeriesPoint> _points = [];

    private SeriesDescription(Labels labels) => Labels = labels;

    /// <summary>Labels, metric name included.</summary>
    public Labels Labels { get; }

    /// <summary>Points in order, gaps included.</summary>
    public IReadOnlyList<SeriesPoint> Points => _points;

    /// <summary>Reads a description.</summary>
    /// <exception cref="PromQlParseException">The labels or the points are malformed.</exception>
    public static SeriesDescription Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int end = EndOfLabels(text);
        var series = new SeriesDescription(ParseLabels(text[..end]));
        foreach (string word in SplitPoints(text, end))
        {
            series.AddPoints(text, word);
        }

        return series;
    }

    private static Labels ParseLabels(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Labels.Empty;
        }

        Expr expr = new Parser(text, PromQlParser.DefaultMaxDepth).ParseQuery();
        var labels = new LabelsBuilder();
        foreach (LabelMatcher matcher in ((VectorSelector)expr).Matchers)
        {
            if (matcher.Type != MatchType.Equal)
            {
                throw new PromQlParseException(text, "a series is described by equality only", expr.Source);
            }

            labels.Set(matcher.Name, matcher.Value);
        }

        return labels.Build();
    }

    private static int EndOfLabels(string text)
    {
        bool inBraces = false;
        char quote = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quote != '\0')
            {
                i += c == '\\' && quote != '`' ? 1 : 0;
                quote = c == quote ? '\0' : quote;
            }
            else if (inBraces && c is '"' or '\'' or '`')
            {
                quote = c;
            }
            else if (c is '{' or '}')
            {
                inBraces = c == '{';
                if (!inBraces)
                {
                    return i + 1;
                }
            }
            else if (!inBraces && char.IsWhiteSpace(c) && !BracesFollow(text.AsSpan(i)))
            {
                return i;
            }
        }

        return text.Length;
    }

    // A space may stand between name and braces; two braces begin a histogram.
    private static bool BracesFollow(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> rest = text.TrimStart();
        return rest.StartsWith("{") && !rest.StartsWith("{{");
    }

    private static List<string> SplitPoints(string text, int start)
    {
        var words = new List<string>();
        int depth = 0;
        int wordStart = -1;
        for (int i = start; i <= text.Length; i++)
        {
            char c = i < text.Length ? text[i] : ' ';
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            bool isSpace = char.IsWhiteSpace(c) && (depth == 0 || i == text.Length);
            if (isSpace && wordStart >= 0)
            {
                words.Add(text[wordStart..i]);
                wordStart = -1;
            }
            else if (!isSpace && wordStart < 0)
            {
                wordStart = i;
            }
        }

        return words;
    }

    private void AddPoints(string text, string word)
    {
        Match match = PointPattern().Match(word);
        if (!match.Success)
        {
            throw new PromQlParseException(
                text,
                $"unexpected {GoText.Quote(word)} in series values",
                new SourceRange(Math.Max(0, text.IndexOf(word, StringComparison.Ordinal)), text.Length));
        }

        int repeat = match.Groups["count"].Success ? int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture) : 0;
        if (match.Groups["gap"].Success)
        {
            Add(match.Groups["count"].Success ? repeat : 1, SeriesPoint.Gap);
        }
        else if (match.Groups["stale"].Success)
        {
            Add(repeat + 1, new SeriesPoint(StaleMarker.Value));
        }
        else if (match.Groups["histogram"].Success)
        {
            Add(repeat + 1, SeriesPoint.Histogram);
        }
        else
        {
            AddNumbers(match.Groups["first"].Value, match.Groups["delta"].Value, repeat);
        }
    }

    private void AddNumbers(string firstText, string deltaText, int repeat)
    {
        _ = GoText.TryParseFloat(firstText, out double value);
        _ = GoText.TryParseFloat(deltaText, out double delta);

        // Added up step by step, as the reference does: the rounding is part of the expectation.
        for (int i = 0; i <= repeat; i++, value += delta)
        {
            _points.Add(new SeriesPoint(value));
        }
    }

    private void Add(int count, SeriesPoint point)
    {
        for (int i = 0; i < count; i++)
        {
            _points.Add(point);
        }
    }

    [GeneratedRegex(
        @"^(?:(?<gap>_)(?:x(?<count>\d{1,9}))?|(?<stale>stale)(?:x(?<count>\d{1,9}))?"
        + @"|(?<histogram>\{\{.*?\}\})(?:[+-]\{\{.*?\}\}(?=x))?(?:x(?<count>\d{1,9}))?"
        + @"|(?<first>[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|inf|nan))(?:(?<delta>[+-](?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|inf|nan))(?=x))?(?:x(?<count>\d{1,9}))?)$",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PointPattern();
}
