using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Tta.Model;
using Tta.Wire.Otlp;

namespace Tta.Wire.Tests.Otlp;

/// <summary>Random log records, written as protobuf and as OTLP/JSON.</summary>
internal static class RandomLogs
{
    public static Log Next(RandomTelemetry random) => new(
        random.Attributes(), new Scope(random.Text(), random.Text(), random.Attributes()), random.TimeNs(), random.TimeNs(), random.Next(26), random.Text(),
        random.Value(), random.Attributes(), random.Count(), random.Count(), random.TraceId(), random.SpanId(), random.Text());

    public static byte[] Protobuf(Log[] logs) => Proto.Message(o =>
    {
        foreach (Log log in logs)
        {
            o.Sub(1, g =>
            {
                g.Sub(1, r => ProtoTraces.Attributes(r, 1, log.Resource));
                g.Sub(2, s =>
                {
                    s.Sub(1, c =>
                    {
                        c.Text(1, log.Scope.Name);
                        c.Text(2, log.Scope.Version);
                        ProtoTraces.Attributes(c, 3, log.Scope.Attributes);
                    });
                    s.Sub(2, r => Record(r, log));
                });
            });
        }
    });

    public static byte[] Json(Log[] logs)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("resourceLogs");
            foreach (Log log in logs)
            {
                writer.WriteStartObject();
                writer.WriteStartObject("resource");
                OtlpJson.WriteAttributes(writer, "attributes", log.Resource);
                writer.WriteEndObject();
                writer.WriteStartArray("scopeLogs");
                writer.WriteStartObject();
                writer.WriteStartObject("scope");
                writer.WriteString("name", log.Scope.Name);
                writer.WriteString("version", log.Scope.Version);
                OtlpJson.WriteAttributes(writer, "attributes", log.Scope.Attributes);
                writer.WriteEndObject();
                writer.WriteStartArray("logRecords");
                Record(writer, log);
                writer.WriteEndArray();
                writer.WriteEndObject();
                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Record(Google.Protobuf.CodedOutputStream o, Log log)
    {
        byte[] trace = new byte[16];
        byte[] span = new byte[8];
        log.TraceId.WriteTo(trace);
        log.SpanId.WriteTo(span);
        o.Fixed64(1, (ulong)log.TimeNs);
        o.Varint(2, log.SeverityNumber);
        o.Text(3, log.SeverityText);
        o.Sub(5, v => ProtoTraces.Value(v, log.Body));
        ProtoTraces.Attributes(o, 6, log.Attributes);
        o.Varint(7, log.Dropped);
        o.Fixed32(8, log.Flags);
        o.Bytes(9, trace);
        o.Bytes(10, span);
        o.Fixed64(11, (ulong)log.ObservedNs);
        o.Text(12, log.EventName);
    }

    private static void Record(Utf8JsonWriter writer, Log log)
    {
        writer.WriteStartObject();
        writer.WriteString("timeUnixNano", log.TimeNs.ToString(CultureInfo.InvariantCulture));
        writer.WriteNumber("severityNumber", log.SeverityNumber);
        writer.WriteString("severityText", log.SeverityText);
        writer.WritePropertyName("body");
        OtlpJson.WriteValue(writer, log.Body);
        OtlpJson.WriteAttributes(writer, "attributes", log.Attributes);
        writer.WriteNumber("droppedAttributesCount", log.Dropped);
        writer.WriteNumber("flags", log.Flags);
        writer.WriteString("traceId", log.TraceId.ToString());
        writer.WriteString("spanId", log.SpanId.ToString());
        writer.WriteNumber("observedTimeUnixNano", log.ObservedNs);
        writer.WriteString("eventName", log.EventName);
        writer.WriteEndObject();
    }

    public sealed record Log(
        List<KeyValue> Resource, Scope Scope, long TimeNs, long ObservedNs, int SeverityNumber, string SeverityText, AnyValue Body,
        List<KeyValue> Attributes, uint Dropped, uint Flags, TraceId TraceId, SpanId SpanId, string EventName);
}
