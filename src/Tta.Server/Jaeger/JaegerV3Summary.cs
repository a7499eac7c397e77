// Spec: Jaeger api_v3, TraceSummary (v2.19). In JSON 64-bit numbers are decimal text, counts are numbers.
using System.Globalization;
using System.Text.Json;
using Tta.Wire.Protobuf;

namespace Tta.Server.Jaeger;

/// <summary>Summaries of traces as JSON and as protobuf.</summary>
internal static class JaegerV3Summary
{
    public static void Write(Utf8JsonWriter writer, TraceSummary summary)
    {
        writer.WriteStartObject();
        writer.WriteString("traceId"u8, summary.TraceId.ToString());
        writer.WriteString("rootServiceName"u8, summary.Root?.Resource.ServiceName ?? "");
        writer.WriteString("rootOperationName"u8, summary.Root?.Name ?? "");
        writer.WriteString("minStartTimeUnixNano"u8, summary.StartNs.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("maxEndTimeUnixNano"u8, summary.EndNs.ToString(CultureInfo.InvariantCulture));
        writer.WriteNumber("spanCount"u8, summary.Spans);
        writer.WriteNumber("errorSpanCount"u8, summary.Errors);
        writer.WriteNumber("orphanSpanCount"u8, summary.Orphans);
        writer.WriteStartArray("services"u8);
        foreach ((string name, int spans, int errors) in summary.Services)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, name);
            writer.WriteNumber("spanCount"u8, spans);
            writer.WriteNumber("errorSpanCount"u8, errors);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void Write(in ProtoWriter writer, TraceSummary summary)
    {
        writer.Text(1, summary.TraceId.ToString());
        writer.Text(2, summary.Root?.Resource.ServiceName ?? "");
        writer.Text(3, summary.Root?.Name ?? "");
        writer.Fixed64(4, (ulong)summary.StartNs);
        writer.Fixed64(5, (ulong)summary.EndNs);
        writer.Varint(6, (ulong)summary.Spans);
        writer.Varint(7, (ulong)summary.Errors);
        writer.Varint(8, (ulong)summary.Orphans);
        foreach ((string name, int spans, int errors) in summary.Services)
        {
            int start = writer.Begin(9);
            writer.Text(1, name);
            writer.Varint(2, (ulong)spans);
            writer.Varint(3, (ulong)errors);
            writer.End(start);
        }
    }
}
