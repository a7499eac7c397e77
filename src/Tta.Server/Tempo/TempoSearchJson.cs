// Spec: Tempo pkg/tempopb, SearchResponse in protobuf's JSON mapping: 64-bit numbers as text, 32-bit ones as numbers.
using System.Globalization;
using System.Text.Json;
using Tta.Query.TraceQl;
using Tta.Wire.Otlp;

namespace Tta.Server.Tempo;

/// <summary>Answers of a search as JSON.</summary>
internal static class TempoSearchJson
{
    /// <summary>Name that stands for the root service while the root is under way.</summary>
    public const string NoRoot = "<root span not yet received>";

    public static void Write(Utf8JsonWriter writer, TraceQlSearchResult result)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("traces"u8);
        foreach (TraceQlTrace trace in result.Traces)
        {
            WriteTrace(writer, trace);
        }

        writer.WriteEndArray();
        WriteMetrics(writer, result.Statistics);
        writer.WriteEndObject();
    }

    /// <summary>What was looked at. There are no blocks to divide the work by: one job.</summary>
    public static void WriteMetrics(Utf8JsonWriter writer, TraceQlStatistics statistics)
    {
        writer.WriteStartObject("metrics"u8);
        writer.WriteNumber("inspectedTraces"u8, statistics.InspectedTraces);
        writer.WriteString("inspectedBytes"u8, "0"u8);
        writer.WriteString("inspectedSpans"u8, Text(statistics.InspectedSpans));
        writer.WriteNumber("completedJobs"u8, 1);
        writer.WriteNumber("totalJobs"u8, 1);
        writer.WriteEndObject();
    }

    /// <summary>A trace id without leading zeros.</summary>
    public static string TraceId(TraceQlTrace trace) => trace.TraceId.ToString().TrimStart('0');

    /// <summary>Milliseconds that fit into 32 bits.</summary>
    public static uint DurationMs(TraceQlTrace trace) => (uint)Math.Min(uint.MaxValue, trace.DurationNs / 1_000_000);

    private static void WriteTrace(Utf8JsonWriter writer, TraceQlTrace trace)
    {
        writer.WriteStartObject();
        writer.WriteString("traceID"u8, TraceId(trace));
        writer.WriteString("rootServiceName"u8, trace.RootServiceName ?? NoRoot);
        if (!string.IsNullOrEmpty(trace.RootTraceName))
        {
            writer.WriteString("rootTraceName"u8, trace.RootTraceName);
        }

        writer.WriteString("startTimeUnixNano"u8, Text(trace.StartNs));
        writer.WriteNumber("durationMs"u8, DurationMs(trace));
        if (trace.SpanSets.Count > 0)
        {
            writer.WritePropertyName("spanSet"u8);
            WriteSpanSet(writer, trace.SpanSets[0]);
            writer.WriteStartArray("spanSets"u8);
            foreach (TraceQlSpanSet set in trace.SpanSets)
            {
                WriteSpanSet(writer, set);
            }

            writer.WriteEndArray();
        }

        writer.WriteStartObject("serviceStats"u8);
        foreach ((string service, TraceQlServiceStats stats) in trace.ServiceStats)
        {
            writer.WriteStartObject(service);
            writer.WriteNumber("spanCount"u8, stats.SpanCount);
            if (stats.ErrorCount > 0)
            {
                writer.WriteNumber("errorCount"u8, stats.ErrorCount);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteSpanSet(Utf8JsonWriter writer, TraceQlSpanSet set)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("spans"u8);
        foreach (TraceQlSpan span in set.Spans)
        {
            writer.WriteStartObject();
            writer.WriteString("spanID"u8, span.SpanId.ToString());
            if (!string.IsNullOrEmpty(span.Name))
            {
                writer.WriteString("name"u8, span.Name);
            }

            writer.WriteString("startTimeUnixNano"u8, Text(span.StartNs));
            writer.WriteString("durationNanos"u8, Text(span.DurationNs));
            OtlpJson.WriteAttributes(writer, "attributes", span.Attributes);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("matched"u8, set.Matched);
        OtlpJson.WriteAttributes(writer, "attributes", set.Attributes);
        writer.WriteEndObject();
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
