using System.Globalization;
using System.Text.Json;
using Tta.Model;
using Tta.Query.PromQl;

namespace Tta.Server.Prometheus;

/// <summary>The JSON of the Prometheus API: envelope, values, labels. Times are Unix seconds with milliseconds, values are strings.</summary>
internal static class PrometheusJson
{
    public static void WriteSuccess(
        Utf8JsonWriter writer, IReadOnlyList<string> warnings, IReadOnlyList<string> infos, Action<Utf8JsonWriter> writeData)
    {
        writer.WriteStartObject();
        writer.WriteString("status"u8, "success"u8);
        writer.WritePropertyName("data"u8);
        writeData(writer);
        WriteTexts(writer, "warnings"u8, warnings);
        WriteTexts(writer, "infos"u8, infos);
        writer.WriteEndObject();
    }

    public static void WriteError(Utf8JsonWriter writer, PrometheusError error)
    {
        writer.WriteStartObject();
        writer.WriteString("status"u8, "error"u8);
        writer.WriteString("errorType"u8, error.Type);
        writer.WriteString("error"u8, error.Message);
        writer.WriteEndObject();
    }

    public static void WriteValue(Utf8JsonWriter writer, PromQlValue value)
    {
        writer.WriteStartObject();
        WriteValueProperties(writer, value);
        writer.WriteEndObject();
    }

    /// <summary>Writes resultType and result into an object that is open.</summary>
    public static void WriteValueProperties(Utf8JsonWriter writer, PromQlValue value)
    {
        switch (value)
        {
            case ScalarValue scalar:
                writer.WriteString("resultType"u8, "scalar"u8);
                writer.WritePropertyName("result"u8);
                WritePoint(writer, scalar.TimeMs, scalar.Value);
                break;
            case StringValue text:
                writer.WriteString("resultType"u8, "string"u8);
                writer.WriteStartArray("result"u8);
                WriteTime(writer, text.TimeMs);
                writer.WriteStringValue(text.Value);
                writer.WriteEndArray();
                break;
            case VectorValue vector:
                writer.WriteString("resultType"u8, "vector"u8);
                WriteVector(writer, vector);
                break;
            case MatrixValue matrix:
                writer.WriteString("resultType"u8, "matrix"u8);
                WriteMatrix(writer, matrix);
                break;
        }
    }

    public static void WriteLabels(Utf8JsonWriter writer, Labels labels)
    {
        writer.WriteStartObject();
        foreach (Label label in labels.Span)
        {
            writer.WriteString(label.Name, label.Value);
        }

        writer.WriteEndObject();
    }

    /// <summary>A value as Prometheus prints it: shortest decimal that reads back, NaN, +Inf, -Inf.</summary>
    public static string Format(double value)
    {
        if (double.IsNaN(value))
        {
            return "NaN";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "+Inf" : "-Inf";
        }

        // Go's 'f' format with shortest precision: never an exponent.
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('E', StringComparison.Ordinal) ? ExpandExponent(text) : text;
    }

    public static void WriteTime(Utf8JsonWriter writer, long timeMs)
    {
        (long seconds, long ms) = Math.DivRem(timeMs, 1000);
        if (ms == 0)
        {
            writer.WriteNumberValue(seconds);
        }
        else
        {
            writer.WriteNumberValue(timeMs / 1000m);
        }
    }

    private static void WriteVector(Utf8JsonWriter writer, VectorValue vector)
    {
        writer.WriteStartArray("result"u8);
        foreach (VectorSample sample in vector.Samples)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("metric"u8);
            WriteLabels(writer, sample.Labels);
            writer.WritePropertyName("value"u8);
            WritePoint(writer, sample.TimeMs, sample.Value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteMatrix(Utf8JsonWriter writer, MatrixValue matrix)
    {
        writer.WriteStartArray("result"u8);
        foreach (MatrixSeries series in matrix.Series)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("metric"u8);
            WriteLabels(writer, series.Labels);
            writer.WriteStartArray("values"u8);
            ReadOnlySpan<long> timesMs = series.TimesMs;
            ReadOnlySpan<double> values = series.Values;
            for (int i = 0; i < timesMs.Length; i++)
            {
                WritePoint(writer, timesMs[i], values[i]);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WritePoint(Utf8JsonWriter writer, long timeMs, double value)
    {
        writer.WriteStartArray();
        WriteTime(writer, timeMs);
        writer.WriteStringValue(Format(value));
        writer.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static string ExpandExponent(string text)
    {
        int mark = text.IndexOf('E', StringComparison.Ordinal);
        int exponent = int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string sign = text[0] == '-' ? "-" : "";
        string mantissa = text[sign.Length..mark];
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        string digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        int whole = (point < 0 ? mantissa.Length : point) + exponent;
        if (whole <= 0)
        {
            return $"{sign}0.{new string('0', -whole)}{digits}";
        }

        return whole >= digits.Length ? sign + digits.PadRight(whole, '0') : $"{sign}{digits[..whole]}.{digits[whole..]}";
    }
}
