// Spec: Tempo pkg/tempopb, QueryRangeResponse and QueryInstantResponse in protobuf's JSON mapping.
using System.Globalization;
using System.Text.Json;
using Tta.Model;
using Tta.Query.TraceQl;
using Tta.Wire.Otlp;

namespace Tta.Server.Tempo;

/// <summary>Answers of metrics queries as JSON.</summary>
internal static class TempoMetricsJson
{
    public static void WriteRange(Utf8JsonWriter writer, TraceQlMetricsResult result)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("series"u8);
        foreach (TraceQlSeries series in result.Series)
        {
            writer.WriteStartObject();
            WriteLabels(writer, series.Labels);
            writer.WriteStartArray("samples"u8);
            foreach (TraceQlSample sample in series.Samples)
            {
                writer.WriteStartObject();
                WriteTime(writer, sample.TimestampMs);
                WriteValue(writer, sample.Value);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            WriteExemplars(writer, series.Exemplars);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteEnd(writer, result);
    }

    public static void WriteInstant(Utf8JsonWriter writer, TraceQlMetricsResult result)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("series"u8);
        foreach (TraceQlSeries series in result.Series)
        {
            if (series.Samples.Count > 0)
            {
                writer.WriteStartObject();
                WriteLabels(writer, series.Labels);
                WriteValue(writer, series.Samples[^1].Value);
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
        WriteEnd(writer, result);
    }

    /// <summary>What the reader must be told; null when the answer is complete.</summary>
    public static string? MessageOf(TraceQlMetricsResult result) =>
        result.Warnings.Count > 0 ? string.Join("; ", result.Warnings) : result.Truncated ? "more series than the limit: some are left out" : null;

    private static void WriteEnd(Utf8JsonWriter writer, TraceQlMetricsResult result)
    {
        TempoSearchJson.WriteMetrics(writer, result.Statistics);
        string? message = MessageOf(result);
        writer.WriteString("status"u8, message is null ? "COMPLETE"u8 : "PARTIAL"u8);
        if (message is not null)
        {
            writer.WriteString("message"u8, message);
        }

        writer.WriteEndObject();
    }

    private static void WriteLabels(Utf8JsonWriter writer, IReadOnlyList<KeyValue> labels)
    {
        if (labels.Count == 0)
        {
            writer.WriteStartArray("labels"u8);
            writer.WriteEndArray();
            return;
        }

        OtlpJson.WriteAttributes(writer, "labels", labels);
    }

    private static void WriteExemplars(Utf8JsonWriter writer, IReadOnlyList<TraceQlExemplar> exemplars)
    {
        writer.WriteStartArray("exemplars"u8);
        foreach (TraceQlExemplar exemplar in exemplars)
        {
            writer.WriteStartObject();
            WriteLabels(writer, exemplar.Labels);
            WriteValue(writer, exemplar.Value);
            WriteTime(writer, exemplar.TimestampMs);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteTime(Utf8JsonWriter writer, long timeMs) =>
        writer.WriteString("timestampMs"u8, timeMs.ToString(CultureInfo.InvariantCulture));

    private static void WriteValue(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumber("value"u8, value);
        }
        else
        {
            writer.WriteString("value"u8, double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);
        }
    }
}
