using System.Globalization;
using System.Text;
using System.Text.Json;
using Tta.Model;
using Tta.Query.LogQl;
using Tta.Server.Prometheus;

namespace Tta.Server.Loki;

/// <summary>Log streams in the JSON of the Loki API. Times are Unix nanoseconds as text.</summary>
internal static class LokiJson
{
    /// <summary>Writes the answer of a log query.</summary>
    /// <param name="writer">Target.</param>
    /// <param name="result">Result.</param>
    /// <param name="categorize">
    /// True keeps structured metadata apart from the labels, as clients ask for that send <c>categorize-labels</c>; false joins them, so
    /// that entries with different metadata become different streams.
    /// </param>
    public static void WriteStreams(Utf8JsonWriter writer, LogQlResult result, bool categorize)
    {
        writer.WriteStartObject();
        writer.WriteString("status"u8, "success"u8);
        WriteWarnings(writer, result.Warnings);
        writer.WriteStartObject("data"u8);
        writer.WriteString("resultType"u8, "streams"u8);
        if (categorize)
        {
            writer.WriteStartArray("encodingFlags"u8);
            writer.WriteStringValue("categorize-labels"u8);
            writer.WriteEndArray();
        }

        writer.WriteStartArray("result"u8);
        foreach (LogQlStream stream in result.Streams)
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
        WriteStats(writer, result);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteJoined(Utf8JsonWriter writer, LogQlStream stream)
    {
        var order = new List<Labels>();
        var byLabels = new Dictionary<Labels, List<LogEntry>>();
        foreach (LogEntry entry in stream.Entries)
        {
            Labels labels = entry.Metadata.IsEmpty ? stream.Labels : Join(stream.Labels, EncodedLabels.Read(entry.Metadata.Span));
            if (!byLabels.TryGetValue(labels, out List<LogEntry>? entries))
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

    // A stream label wins over metadata of the same name.
    private static Labels Join(Labels stream, Labels metadata)
    {
        LabelsBuilder joined = metadata.ToBuilder();
        foreach (Label label in stream.Span)
        {
            joined.Set(label.Name, label.Value);
        }

        return joined.Build();
    }

    private static void WriteStream(Utf8JsonWriter writer, Labels labels, IReadOnlyList<LogEntry> entries, bool categorize)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("stream"u8);
        PrometheusJson.WriteLabels(writer, labels);
        writer.WriteStartArray("values"u8);
        foreach (LogEntry entry in entries)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(entry.TimeNs.ToString(CultureInfo.InvariantCulture));
            WriteLine(writer, entry.Line.Span);
            if (categorize)
            {
                writer.WriteStartObject();
                if (!entry.Metadata.IsEmpty)
                {
                    writer.WritePropertyName("structuredMetadata"u8);
                    PrometheusJson.WriteLabels(writer, EncodedLabels.Read(entry.Metadata.Span));
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    // Lines are bytes from anywhere; what is not UTF-8 becomes the replacement character.
    private static void WriteLine(Utf8JsonWriter writer, ReadOnlySpan<byte> line)
    {
        if (System.Text.Unicode.Utf8.IsValid(line))
        {
            writer.WriteStringValue(line);
        }
        else
        {
            writer.WriteStringValue(Encoding.UTF8.GetString(line));
        }
    }

    private static void WriteWarnings(Utf8JsonWriter writer, IReadOnlyList<string> warnings)
    {
        if (warnings.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("warnings"u8);
        foreach (string warning in warnings)
        {
            writer.WriteStringValue(warning);
        }

        writer.WriteEndArray();
    }

    private static void WriteStats(Utf8JsonWriter writer, LogQlResult result)
    {
        long entryCount = 0;
        foreach (LogQlStream stream in result.Streams)
        {
            entryCount += stream.Entries.Count;
        }

        writer.WriteStartObject("stats"u8);
        writer.WriteStartObject("summary"u8);
        writer.WriteNumber("bytesProcessedPerSecond"u8, 0);
        writer.WriteNumber("linesProcessedPerSecond"u8, 0);
        writer.WriteNumber("totalBytesProcessed"u8, 0);
        writer.WriteNumber("totalLinesProcessed"u8, 0);
        writer.WriteNumber("execTime"u8, 0);
        writer.WriteNumber("queueTime"u8, 0);
        writer.WriteNumber("totalEntriesReturned"u8, entryCount);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
