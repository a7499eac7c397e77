// Spec: Prometheus text format 0.0.4 and 1.0.0 (docs/instrumenting/exposition_formats.md), OpenMetrics 1.0.0, read as Prometheus'
// scrape parsers do. Differences: OpenMetrics rules about families (types, order, buckets) are checked by OpenMetricsValidator only.
using System.Text;
using Tta.Model;
using Tta.Wire.Bytes;

namespace Tta.Wire.Exposition;

/// <summary>
/// Reads a text exposition line by line, in place. Allocates nothing until labels are asked for: a scrape knows most series by
/// <see cref="Series"/> already. Errors are values, see <see cref="Error"/>.
/// </summary>
public ref struct ExpositionReader
{
    private readonly ReadOnlySpan<byte> _page;
    private readonly bool _isOpenMetrics;
    private int _position;
    private int _lineStart;
    private ReadOnlySpan<byte> _exemplarLabels;

    /// <summary>Starts at the first line.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The format is not a text format.</exception>
    public ExpositionReader(ReadOnlySpan<byte> page, ExpositionFormat format)
    {
        ArgumentOutOfRangeException.ThrowIfEqual((int)format, (int)ExpositionFormat.Protobuf);
        _page = page;
        _isOpenMetrics = format == ExpositionFormat.OpenMetricsText;
    }

    /// <summary>What the current line is.</summary>
    public ExpositionEntry Entry { get; private set; }

    /// <summary>Why reading stopped; no error at the regular end.</summary>
    public WireError Error { get; private set; } = WireError.None;

    /// <summary>Metric family of a HELP, TYPE or UNIT line, escapes as written.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Text of a HELP, UNIT or comment line, escapes as written.</summary>
    public ReadOnlySpan<byte> Text { get; private set; }

    /// <summary>Metric name and labels of a sample exactly as written: the key under which a scrape remembers the series.</summary>
    public ReadOnlySpan<byte> Series { get; private set; }

    /// <summary>Value of a sample.</summary>
    public double Value { get; private set; }

    /// <summary>True when the sample has its own time.</summary>
    public bool HasTimestamp { get; private set; }

    /// <summary>Time of the sample, Unix milliseconds.</summary>
    public long TimestampMs { get; private set; }

    /// <summary>True when an exemplar follows the sample.</summary>
    public bool HasExemplar { get; private set; }

    /// <summary>Value of the exemplar.</summary>
    public double ExemplarValue { get; private set; }

    /// <summary>True when the exemplar has a time.</summary>
    public bool HasExemplarTimestamp { get; private set; }

    /// <summary>Time of the exemplar, Unix milliseconds.</summary>
    public long ExemplarTimestampMs { get; private set; }

    /// <summary>Family named by the latest TYPE line, escapes as written.</summary>
    public ReadOnlySpan<byte> FamilyName { get; private set; }

    /// <summary>Type named by the latest TYPE line.</summary>
    public MetricType FamilyType { get; private set; }

    /// <summary>True when the sample is an OpenMetrics <c>_created</c> line: the start time of other series, not a series.</summary>
    public readonly bool IsStartTime => _isOpenMetrics && FamilyType is MetricType.Counter or MetricType.Histogram or MetricType.Summary
        && SeriesName is { Length: > 8 } name && name.EndsWith("_created"u8) && name[..^8].SequenceEqual(FamilyName);

    /// <summary>Metric name of the sample, escapes as written.</summary>
    public readonly ReadOnlySpan<byte> SeriesName
    {
        get
        {
            int brace = Series.IndexOf((byte)'{');
            if (brace != 0)
            {
                return (brace < 0 ? Series : Series[..brace]).TrimEnd(" \t"u8);
            }

            var labels = new LabelCursor(Series, 1, _isOpenMetrics);
            while (labels.Read())
            {
                if (labels.IsMetricName)
                {
                    return labels.Name;
                }
            }

            return default;
        }
    }

    /// <summary>Moves to the next line that is not empty. False at the end and at the first error.</summary>
    public bool Read()
    {
        Entry = ExpositionEntry.None;
        while (!Error.IsError)
        {
            _lineStart = _position;
            int next = Peek();
            if (next < 0)
            {
                return _isOpenMetrics && Fail("data does not end with # EOF");
            }

            if (!_isOpenMetrics && next is '\n' or ' ' or '\t')
            {
                _position++;
                continue;
            }

            if (next == '#')
            {
                return _isOpenMetrics ? ReadOpenMetricsMetadata() : ReadMetadata();
            }

            return ReadSeries();
        }

        return false;
    }

    /// <summary>The labels of the sample, the metric name as __name__; bounds of buckets and quantiles in canonical form.</summary>
    /// <param name="duplicate">A label name that occurs twice, else null.</param>
    public readonly Labels ReadLabels(out string? duplicate) => ReadLabels(isCanonical: true, out duplicate);

    internal readonly Labels ReadLabels(bool isCanonical, out string? duplicate)
    {
        duplicate = null;
        var builder = new LabelsBuilder();
        int brace = Series.IndexOf((byte)'{');
        if (brace != 0)
        {
            builder.Set(LabelNames.MetricName, Encoding.UTF8.GetString(SeriesName));
        }

        if (brace < 0)
        {
            return builder.Build();
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var labels = new LabelCursor(Series, brace + 1, _isOpenMetrics);
        while (labels.Read())
        {
            string name = labels.IsMetricName ? LabelNames.MetricName : Unescaped(labels.Name);
            string value = Unescaped(labels.IsMetricName ? labels.Name : labels.Value);
            duplicate = seen.Add(name) ? duplicate : name;
            builder.Set(name, isCanonical ? Canonical(name, value) : value);
        }

        return builder.Build();
    }

    /// <summary>Appends the labels of the exemplar as <see cref="EncodedLabels"/>. Allocates nothing after warm-up.</summary>
    public readonly ByteSlice AddExemplarLabels(ByteArena target)
    {
        LabelCollector collector = ExpositionScratch.Collectors.Rent();
        var labels = new LabelCursor(_exemplarLabels, 1, _isOpenMetrics);
        while (labels.Read())
        {
            ByteSlice name = ExpositionText.AddUnescaped(collector.Bytes, labels.Name, quotes: true);
            collector.Add(name, ExpositionText.AddUnescaped(collector.Bytes, labels.Value, quotes: true), default, layer: 0);
        }

        ByteSlice written = collector.WriteTo(target);
        collector.Clear();
        ExpositionScratch.Collectors.Return(collector);
        return written;
    }

    /// <summary>The text of a HELP line without escapes.</summary>
    public readonly ByteSlice AddHelp(ByteArena target) => ExpositionText.AddUnescaped(target, Text, quotes: _isOpenMetrics);

    // "#", blanks, HELP or TYPE, blanks, name; every other line with # is a comment.
    private bool ReadMetadata()
    {
        ReadOnlySpan<byte> line = Line(_position);
        ReadOnlySpan<byte> rest = line[1..].TrimStart(" \t"u8);
        bool isHelp = rest.StartsWith("HELP "u8) || rest.StartsWith("HELP\t"u8);
        bool isType = rest.StartsWith("TYPE "u8) || rest.StartsWith("TYPE\t"u8);
        bool isComment = rest.Length == line.Length - 1 || !(isHelp || isType);
        _position += line.Length;
        if (isComment)
        {
            Entry = ExpositionEntry.Comment;
            Text = line;
            return true;
        }

        rest = rest[5..].TrimStart(" \t"u8);
        if (!TrySplitName(rest, out ReadOnlySpan<byte> name, out rest))
        {
            return Fail($"expected metric name after {(isHelp ? "HELP" : "TYPE")}");
        }

        Name = name;
        Text = rest.IsEmpty ? rest : rest[1..];
        return isHelp ? SetHelp() : SetType(ExpositionText.TryParseType(Text, isOpenMetrics: false, out MetricType type), type);
    }

    private bool ReadOpenMetricsMetadata()
    {
        ReadOnlySpan<byte> line = Line(_position);
        if (line.SequenceEqual("# EOF"u8))
        {
            bool isLast = _position + line.Length >= _page.Length - 1;
            _position = _page.Length;
            return !isLast && Fail("unexpected data after # EOF");
        }

        ReadOnlySpan<byte> kind = line.Length > 7 ? line[2..7] : default;
        if (!line.StartsWith("# "u8) || !(kind.SequenceEqual("HELP "u8) || kind.SequenceEqual("TYPE "u8) || kind.SequenceEqual("UNIT "u8)))
        {
            return Fail("expected a valid start token");
        }

        if (!TrySplitName(line[7..], out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> rest))
        {
            return Fail($"expected metric name after {Encoding.UTF8.GetString(kind[..4])}");
        }

        if (!rest.StartsWith(" "u8) || _position + line.Length == _page.Length)
        {
            return Fail($"expected text in {Encoding.UTF8.GetString(kind[..4])}");
        }

        _position += line.Length + 1;
        Name = name;
        Text = rest[1..];
        return kind[0] switch
        {
            (byte)'H' => SetHelp(),
            (byte)'T' => SetType(ExpositionText.TryParseType(Text, isOpenMetrics: true, out MetricType type), type),
            _ => SetUnit(),
        };
    }

    private bool SetHelp()
    {
        Entry = ExpositionEntry.Help;
        return System.Text.Unicode.Utf8.IsValid(Text) || Fail("help text is not a valid utf8 string");
    }

    private bool SetType(bool isKnown, MetricType type)
    {
        if (!isKnown)
        {
            return Fail($"invalid metric type \"{Encoding.UTF8.GetString(Text)}\"");
        }

        Entry = ExpositionEntry.Type;
        FamilyName = Name;
        FamilyType = type;
        return true;
    }

    private bool SetUnit()
    {
        Entry = ExpositionEntry.Unit;
        bool isSuffix = Text.IsEmpty || (Name.Length > Text.Length && Name.EndsWith(Text) && Name[Name.Length - Text.Length - 1] == (byte)'_');
        return isSuffix || Fail($"unit \"{Encoding.UTF8.GetString(Text)}\" not a suffix of metric \"{Encoding.UTF8.GetString(Name)}\"");
    }

    private bool ReadSeries()
    {
        int start = _position;
        _position += ExpositionText.NameLength(_page[_position..]);
        bool hasName = _position > start;
        int end = _position;
        SkipSpace();
        if (Peek() == '{')
        {
            if (!SkipLabels(ref hasName))
            {
                return false;
            }

            end = _position;
        }
        else if (!hasName)
        {
            return Fail("expected a valid start token");
        }

        Series = _page[start..end];
        Entry = ExpositionEntry.Series;
        if (!hasName)
        {
            return Fail("metric name not set");
        }

        return _isOpenMetrics ? ReadOpenMetricsSample() : ReadSample();
    }

    private bool SkipLabels(ref bool hasName)
    {
        var labels = new LabelCursor(_page, _position + 1, _isOpenMetrics);
        while (labels.Read())
        {
            if (labels.IsMetricName && hasName)
            {
                return Fail("metric name already set");
            }

            hasName |= labels.IsMetricName;
        }

        _position = labels.Position;
        return labels.Error is null || Fail(labels.Error);
    }

    private bool ReadSample()
    {
        SkipSpace();
        ReadOnlySpan<byte> token = Token();
        if (token.IsEmpty)
        {
            return Fail("expected value after metric");
        }

        if (!GoFloat.TryParse(token, out double value))
        {
            return Fail($"\"{Encoding.UTF8.GetString(token)}\" is not a number");
        }

        Value = value;
        (HasTimestamp, HasExemplar, TimestampMs) = (false, false, 0);
        SkipSpace();
        if (Peek() is '\n' or < 0)
        {
            return true;
        }

        token = Token();
        if (!System.Buffers.Text.Utf8Parser.TryParse(token, out long timestampMs, out int used) || used != token.Length)
        {
            return Fail("expected timestamp or new record");
        }

        (HasTimestamp, TimestampMs) = (true, timestampMs);
        SkipSpace();
        return Peek() is '\n' or < 0 || Fail("expected next entry after timestamp");
    }

    private bool ReadOpenMetricsSample()
    {
        if (!TryReadNumber("value after metric", out double value))
        {
            return false;
        }

        Value = value;
        (HasTimestamp, HasExemplar, TimestampMs) = (false, false, 0);
        if (Peek() == ' ' && !_page[_position..].StartsWith(" # {"u8))
        {
            if (!TryReadTime("timestamp", out long timestampMs))
            {
                return false;
            }

            (HasTimestamp, TimestampMs) = (true, timestampMs);
        }

        return (Peek() != ' ' || ReadExemplar()) && EndOpenMetricsLine();
    }

    private bool ReadExemplar()
    {
        if (!_page[_position..].StartsWith(" # {"u8))
        {
            return Fail("expected next entry after timestamp");
        }

        int start = _position + 3;
        _position = start;
        bool hasName = true;
        if (!SkipLabels(ref hasName))
        {
            return false;
        }

        _exemplarLabels = _page[start.._position];
        if (!TryReadNumber("value after exemplar labels", out double value))
        {
            return false;
        }

        (HasExemplar, ExemplarValue, HasExemplarTimestamp, ExemplarTimestampMs) = (true, value, false, 0);
        if (Peek() == ' ')
        {
            if (!TryReadTime("exemplar timestamp", out long timestampMs))
            {
                return false;
            }

            (HasExemplarTimestamp, ExemplarTimestampMs) = (true, timestampMs);
        }

        return true;
    }

    private bool EndOpenMetricsLine()
    {
        if (Peek() != '\n')
        {
            return Fail(Peek() < 0 ? "data does not end with # EOF" : "expected next entry after timestamp");
        }

        _position++;
        return true;
    }

    private bool TryReadNumber(string what, out double value)
    {
        value = 0;
        if (Peek() != ' ')
        {
            return Fail("expected " + what);
        }

        _position++;
        ReadOnlySpan<byte> token = Token();
        return (!token.IsEmpty && GoFloat.TryParse(token, out value)) || Fail($"expected {what}: \"{Encoding.UTF8.GetString(token)}\" is not a number");
    }

    private bool TryReadTime(string what, out long timeMs)
    {
        timeMs = 0;
        if (!TryReadNumber(what, out double seconds))
        {
            return false;
        }

        timeMs = (long)Math.Clamp(seconds * 1000, long.MinValue, long.MaxValue);
        return double.IsFinite(seconds) || Fail($"invalid {what} {ExpositionText.Go(seconds)}");
    }

    private readonly string Canonical(string name, string value)
    {
        bool isBound = (FamilyType == MetricType.Histogram && name == LabelNames.BucketBound) || (FamilyType == MetricType.Summary && name == LabelNames.Quantile);
        return isBound ? ExpositionText.CanonicalBound(value) : value;
    }

    private static string Unescaped(ReadOnlySpan<byte> text) => ExpositionText.Unescaped(text);

    private readonly ReadOnlySpan<byte> Line(int position)
    {
        ReadOnlySpan<byte> rest = _page[position..];
        int end = rest.IndexOf((byte)'\n');
        return end < 0 ? rest : rest[..end];
    }

    private ReadOnlySpan<byte> Token()
    {
        ReadOnlySpan<byte> rest = _page[_position..];
        int end = _isOpenMetrics ? rest.IndexOfAny((byte)' ', (byte)'\n') : rest.IndexOfAny(" \t\n{"u8);
        ReadOnlySpan<byte> token = end < 0 ? rest : rest[..end];
        _position += token.Length;
        return token;
    }

    private static bool TrySplitName(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> rest)
    {
        if (text.StartsWith("\""u8))
        {
            int end = ExpositionText.QuotedLength(text);
            name = end > 1 ? text[1..(end - 1)] : default;
            rest = text[Math.Max(0, end)..];
            return end > 1;
        }

        int length = ExpositionText.NameLength(text);
        name = text[..length];
        rest = text[length..];
        return length > 0;
    }

    private void SkipSpace()
    {
        while (!_isOpenMetrics && Peek() is ' ' or '\t')
        {
            _position++;
        }
    }

    private readonly int Peek() => _position < _page.Length ? _page[_position] : -1;

    private bool Fail(string problem)
    {
        ReadOnlySpan<byte> line = Line(_lineStart);
        string shown = Encoding.UTF8.GetString(line[..Math.Min(line.Length, 64)]);
        Error = new WireError(RejectReason.Malformed, _lineStart, $"{problem} while parsing: \"{shown}\"");
        Entry = ExpositionEntry.None;
        return false;
    }
}
