using System.Globalization;
using System.Text.Json;
using Tta.Model;
using Tta.Query.LogQl;
using Tta.Server.Prometheus;

namespace Tta.Server.Loki;

/// <summary>Results in the JSON of the Loki API. Times of lines are Unix nanoseconds as text, times of metrics seconds.</summary>
internal static class LokiJson
{
    /// <summary>Writes the answer of a query.</summary>
    /// <param name="writer">Target.</param>
    /// <param name="result">Result.</param>
    /// <param name="categorize">
    /// True keeps structured metadata and parsed labels apart from the labels of the stream, as clients ask for that send
    /// <c>categorize-labels</c>; false joins them, so that entries with different metadata become different streams.
    /// </param>
    public static void Write(Utf8JsonWriter writer, LogQlResult result, bool categorize)
    {
        writer.WriteStartObject();
        writer.WriteString("status"u8, "success"u8);
        writer.WriteStartObject("data"u8);
        if (result.Value is { } value)
        {
            PrometheusJson.WriteValueProperties(writer, value);
        }
        else
        {
            WriteStreams(writer, result.Streams ?? [], categorize);
        }

        WriteStatistics(writer, result);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteStreams(Utf8JsonWriter writer, IReadOnlyList<LogStreamResult> streams, bool categorize)
    {
        writer.WriteString("resultType"u8, "streams"u8);
        if (categorize)
        {
            writer.WriteStartArray("encodingFlags"u8);
            writer.WriteStringValue("categorize-labels"u8);
            writer.WriteEndArray();
        }

        writer.WriteStartArray("result"u8);
        foreach (LogStreamResult stream in streams)
        {
            if (categorize)
            {
                WriteStream(writer, stream.Labels, stream.Entries, categorize);
            }
            else
            {
                WriteJoined(writer, stream);
            }
        }

        writer.WriteEndArray();
    }

    private static void WriteJoined(Utf8JsonWriter writer, LogStreamResult stream)
    {
        var order = new List<Labels>();
        var byLabels = new Dictionary<Labels, List<LogEntryResult>>();
        foreach (LogEntryResult entry in stream.Entries)
        {
            Labels labels = Join(stream.Labels, entry);
            if (!byLabels.TryGetValue(labels, out List<LogEntryResult>? entries))
            {
                entries = [];
                byLabels.Add(labels, entries);
                order.Add(labels);
            }

            entries.Add(entry);
        }

        foreach (Labels labels in order)
        {
            WriteStream(writer, labels, byLabels[labels], categorize: false);
        }
    }

    // A label of the stream wins over metadata, metadata over what was parsed.
    private static Labels Join(Labels stream, LogEntryResult entry)
    {
        if (entry.Metadata.Count == 0 && entry.Parsed.Count == 0)
        {
            return stream;
        }

        LabelsBuilder joined = entry.Parsed.ToBuilder();
        foreach (Label label in entry.Metadata.Span)
        {
            joined.SetEvenEmpty(label.Name, label.Value);
        }

        foreach (Label label in stream.Span)
        {
            joined.SetEvenEmpty(label.Name, label.Value);
        }

        return joined.Build();
    }

    private static void WriteStream(Utf8JsonWriter writer, Labels labels, IReadOnlyList<LogEntryResult> entries, bool categorize)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("stream"u8);
        PrometheusJson.WriteLabels(writer, labels);
        writer.WriteStartArray("values"u8);
        foreach (LogEntryResult entry in entries)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(entry.TimeNs.ToString(CultureInfo.InvariantCulture));
            writer.WriteStringValue(entry.Line);
            if (categorize)
            {
                writer.WriteStartObject();
                WriteCategory(writer, "structuredMetadata", entry.Metadata);
                WriteCategory(writer, "parsed", entry.Parsed);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteCategory(Utf8JsonWriter writer, string name, Labels labels)
    {
        if (labels.Count > 0)
        {
            writer.WritePropertyName(name);
            PrometheusJson.WriteLabels(writer, labels);
        }
    }

    // Clients read the object; the figures that this engine does not measure are zero, as the API allows.
    private static void WriteStatistics(Utf8JsonWriter writer, LogQlResult result)
    {
        writer.WriteStartObject("stats"u8);
        writer.WriteStartObject("summary"u8);
        writer.WriteNumber("bytesProcessedPerSecond"u8, 0);
        writer.WriteNumber("linesProcessedPerSecond"u8, 0);
        writer.WriteNumber("totalBytesProcessed"u8, result.ProcessedBytes);
        writer.WriteNumber("totalLinesProcessed"u8, result.ProcessedLines);
        writer.WriteNumber("execTime"u8, 0);
        writer.WriteNumber("queueTime"u8, 0);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
