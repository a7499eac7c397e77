// Spec: escapes and names of the Prometheus text format and OpenMetrics 1.0.
using System.Globalization;
using System.Text;
using Tta.Model;
using Tta.Wire.Prometheus;

namespace Tta.Wire.Exposition;

/// <summary>Small pieces that both text formats share.</summary>
internal static class ExpositionText
{
    /// <summary>Length of the metric name at the start of the text, 0 when there is none.</summary>
    public static int NameLength(ReadOnlySpan<byte> text)
    {
        int length = 0;
        while (length < text.Length && (char.IsAsciiLetter((char)text[length]) || text[length] is (byte)'_' or (byte)':' || (length > 0 && char.IsAsciiDigit((char)text[length]))))
        {
            length++;
        }

        return length;
    }

    /// <summary>Length of the quoted text at the start, quotes included; -1 when it does not end.</summary>
    public static int QuotedLength(ReadOnlySpan<byte> text)
    {
        for (int i = 1; i < text.Length; i++)
        {
            if (text[i] == (byte)'\\')
            {
                i++;
            }
            else if (text[i] == (byte)'"')
            {
                return i + 1;
            }
        }

        return -1;
    }

    public static bool TryParseType(ReadOnlySpan<byte> text, bool isOpenMetrics, out MetricType type)
    {
        type = MetricType.Unknown;
        ReadOnlySpan<byte> known = isOpenMetrics ? "unknown"u8 : "untyped"u8;
        if (text.SequenceEqual(known))
        {
            return true;
        }

        type = text.SequenceEqual("counter"u8) ? MetricType.Counter
            : text.SequenceEqual("gauge"u8) ? MetricType.Gauge
            : text.SequenceEqual("histogram"u8) ? MetricType.Histogram
            : text.SequenceEqual("summary"u8) ? MetricType.Summary
            : isOpenMetrics && text.SequenceEqual("gaugehistogram"u8) ? MetricType.GaugeHistogram
            : isOpenMetrics && text.SequenceEqual("info"u8) ? MetricType.Info
            : isOpenMetrics && text.SequenceEqual("stateset"u8) ? MetricType.StateSet
            : MetricType.Unknown;
        return type != MetricType.Unknown;
    }

    /// <summary>Appends text without the escapes \\, \n and, where allowed, \". Other escapes stay as they are.</summary>
    public static ByteSlice AddUnescaped(ByteArena target, ReadOnlySpan<byte> text, bool quotes)
    {
        if (text.IndexOf((byte)'\\') < 0)
        {
            return target.Add(text);
        }

        Span<byte> written = target.Reserve(text.Length);
        int size = 0;
        for (int i = 0; i < text.Length; i++)
        {
            byte b = text[i];
            if (b == (byte)'\\' && i + 1 < text.Length && (text[i + 1] is (byte)'\\' or (byte)'n' || (quotes && text[i + 1] == (byte)'"')))
            {
                b = text[++i] == (byte)'n' ? (byte)'\n' : text[i];
            }

            written[size++] = b;
        }

        return target.Commit(size);
    }

    public static string Unescaped(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf((byte)'\\') < 0)
        {
            return Encoding.UTF8.GetString(text);
        }

        var arena = new ByteArena(text.Length);
        return arena.GetString(AddUnescaped(arena, text, quotes: true));
    }

    /// <summary>A bucket bound or quantile as OpenMetrics writes it, so that le="1" and le="1.0" are one series.</summary>
    public static string CanonicalBound(string value)
    {
        if (!GoFloat.TryParse(Encoding.UTF8.GetBytes(value), out double number))
        {
            return value;
        }

        var arena = new ByteArena(32);
        return arena.GetString(FloatText.AddOpenMetrics(arena, number));
    }

    /// <summary>A number that is not finite, as Go prints it.</summary>
    public static string Go(double value) =>
        double.IsNaN(value) ? "NaN" : double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString(CultureInfo.InvariantCulture);
}
