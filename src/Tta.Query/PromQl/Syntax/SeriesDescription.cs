// Spec: the series notation of Prometheus rule unit tests (docs/configuration/unit_testing_rules.md). Difference: native histograms
// are recognised and kept as text, not interpreted.
using System.Globalization;
using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>A series and its points as text: <c>metric{job="a"} 1 2 _ 4+2x3 stale</c>.</summary>
public sealed class SeriesDescription
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
            else if (!inBraces && char.IsWhiteSpace(c) && !text.AsSpan(i).TrimStart().StartsWith("{")
                || (!inBraces && char.IsWhiteSpace(c) && text.AsSpan(i).TrimStart().StartsWith("{{")))
            {
                return i;
            }
        }

        return text.Length;
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
        if (word.StartsWith("{{", StringComparison.Ordinal))
        {
            int end = word.LastIndexOf('}') + 1;
            int count = word.Length > end && word[^1] != '}' ? RepeatOf(text, word[end..]) + 1 : 1;
            int times = word.LastIndexOf('x');
            count = times > end - 1 && times >= 0 ? count : 1;
            Add(count, static _ => SeriesPoint.Histogram);
            return;
        }

        int x = word.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? word.LastIndexOf('x') : word.IndexOf('x', StringComparison.Ordinal);
        string head = x < 0 ? word : word[..x];
        int repeat = x < 0 ? 0 : RepeatOf(text, word[x..]);
        switch (head)
        {
            case "_":
                Add(x < 0 ? 1 : repeat, static _ => SeriesPoint.Gap);
                return;
            case "stale":
                Add(repeat + 1, static _ => new SeriesPoint(StaleMarker.Value));
                return;
        }

        int sign = head.Length < 2 ? -1 : head.AsSpan(1).IndexOfAny('+', '-') + 1;
        if (sign > 0 && head[sign - 1] is 'e' or 'E')
        {
            int next = head.AsSpan(sign + 1).IndexOfAny('+', '-');
            sign = next < 0 ? 0 : sign + 1 + next;
        }

        double delta = 0;
        if (!GoText.TryParseFloat(sign > 0 ? head[..sign] : head, out double first)
            || (sign > 0 && (x < 0 || !GoText.TryParseFloat(head[sign..], out delta))))
        {
            throw Malformed(text, word);
        }

        // Added up step by step, as the reference does: the rounding is part of the expectation.
        double value = first;
        for (int i = 0; i <= repeat; i++)
        {
            _points.Add(new SeriesPoint(value));
            value += delta;
        }
    }

    private void Add(int count, Func<int, SeriesPoint> point)
    {
        for (int i = 0; i < count; i++)
        {
            _points.Add(point(i));
        }
    }

    private static int RepeatOf(string text, string suffix) =>
        suffix.StartsWith('x') && int.TryParse(suffix.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int repeat)
            ? repeat
            : suffix.Contains('x', StringComparison.Ordinal) ? RepeatOf(text, suffix[suffix.LastIndexOf('x')..]) : throw Malformed(text, suffix);

    private static PromQlParseException Malformed(string text, string word) => new(
        text,
        $"unexpected {GoText.Quote(word)} in series values",
        new SourceRange(Math.Max(0, text.IndexOf(word, StringComparison.Ordinal)), text.Length));
}
