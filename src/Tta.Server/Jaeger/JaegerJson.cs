// Spec: Jaeger's UI model (internal/uimodel, v2.20) and its OTLP translation. Times and durations are microseconds.
using System.Text.Json;
using Tta.Model;

namespace Tta.Server.Jaeger;

/// <summary>Traces in the JSON of Jaeger's v1 HTTP API.</summary>
internal static class JaegerJson
{
    // Above this JavaScript cannot hold an integer exactly; Jaeger sends such numbers as text.
    private const long MaxSafeInteger = (1L << 53) - 1;

    public static void WriteEnvelope(Utf8JsonWriter writer, int total, Action<Utf8JsonWriter> writeData, IReadOnlyList<JaegerError>? errors = null)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("data"u8);
        writeData(writer);
        writer.WriteNumber("total"u8, total);
        writer.WriteNumber("limit"u8, 0);
        writer.WriteNumber("offset"u8, 0);
        if (errors is null || errors.Count == 0)
        {
            writer.WriteNull("errors"u8);
        }
        else
        {
            writer.WriteStartArray("errors"u8);
            foreach (JaegerError error in errors)
            {
                writer.WriteStartObject();
                writer.WriteNumber("code"u8, error.Status);
                writer.WriteString("msg"u8, error.Message);
                if (error.TraceId is { } traceId)
                {
                    writer.WriteString("traceID"u8, IdOf(traceId));
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>A trace id as Jaeger writes it: 16 digits where the upper half is zero, as senders with 64-bit ids know it.</summary>
    public static string IdOf(TraceId id) => id.High == 0 ? new SpanId(id.Low).ToString() : id.ToString();

    public static void WriteTrace(Utf8JsonWriter writer, Trace trace)
    {
        var processes = new JaegerProcesses();
        string traceId = IdOf(trace.TraceId);
        writer.WriteStartObject();
        writer.WriteString("traceID"u8, traceId);
        writer.WriteStartArray("spans"u8);
        foreach (Span span in trace.Spans)
        {
            WriteSpan(writer, span, traceId, processes.IdOf(span.Resource));
        }

        writer.WriteEndArray();
        WriteProcesses(writer, processes);
        WriteWarnings(writer, trace.Warnings);
        writer.WriteEndObject();
    }

    public static void WriteProcesses(Utf8JsonWriter writer, JaegerProcesses processes)
    {
        writer.WriteStartObject("processes"u8);
        foreach ((string id, Resource resource) in processes.All)
        {
            writer.WriteStartObject(id);
            writer.WriteString("serviceName"u8, resource.ServiceName);
            writer.WriteStartArray("tags"u8);
            WriteTags(writer, JaegerTags.Of(resource));
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteSpan(Utf8JsonWriter writer, Span span, string traceId, string processId)
    {
        writer.WriteStartObject();
        writer.WriteString("traceID"u8, traceId);
        writer.WriteString("spanID"u8, span.SpanId.ToString());
        if ((span.Flags & 0xff) != 0)
        {
            writer.WriteNumber("flags"u8, span.Flags & 0xff);
        }

        writer.WriteString("operationName"u8, span.Name);
        WriteReferences(writer, span, traceId);
        writer.WriteNumber("startTime"u8, span.StartNs / 1000);
        writer.WriteNumber("duration"u8, span.DurationNs / 1000);
        writer.WriteStartArray("tags"u8);
        WriteTags(writer, JaegerTags.Of(span));
        writer.WriteEndArray();
        WriteLogs(writer, span);
        writer.WriteString("processID"u8, processId);
        WriteWarnings(writer, SpanWarnings.Of(span));
        writer.WriteEndObject();
    }

    private static void WriteReferences(Utf8JsonWriter writer, Span span, string traceId)
    {
        writer.WriteStartArray("references"u8);
        if (span.ParentSpanId.IsValid)
        {
            WriteReference(writer, "CHILD_OF"u8, traceId, span.ParentSpanId);
        }

        WriteLinks(writer, span);
        writer.WriteEndArray();
    }

    /// <summary>The links of a span as references, into an array that is begun.</summary>
    public static void WriteLinks(Utf8JsonWriter writer, Span span)
    {
        foreach (SpanLink link in span.Links)
        {
            WriteReference(writer, JaegerTags.IsParent(link) ? "CHILD_OF"u8 : "FOLLOWS_FROM"u8, IdOf(link.TraceId), link.SpanId);
        }
    }

    private static void WriteReference(Utf8JsonWriter writer, ReadOnlySpan<byte> type, string traceId, SpanId spanId)
    {
        writer.WriteStartObject();
        writer.WriteString("refType"u8, type);
        writer.WriteString("traceID"u8, traceId);
        writer.WriteString("spanID"u8, spanId.ToString());
        writer.WriteEndObject();
    }

    public static void WriteLogs(Utf8JsonWriter writer, Span span)
    {
        writer.WriteStartArray("logs"u8);
        foreach (SpanEvent happened in span.Events)
        {
            writer.WriteStartObject();
            writer.WriteNumber("timestamp"u8, happened.TimeNs / 1000);
            writer.WriteStartArray("fields"u8);
            WriteTags(writer, JaegerTags.Of(happened));
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteTags(Utf8JsonWriter writer, IEnumerable<KeyValue> tags)
    {
        foreach (KeyValue tag in tags)
        {
            WriteTag(writer, tag.Key, tag.Value);
        }
    }

    public static void WriteTag(Utf8JsonWriter writer, string key, in AnyValue value)
    {
        writer.WriteStartObject();
        writer.WriteString("key"u8, key);
        switch (value.Kind)
        {
            case AnyValueKind.Bool:
                writer.WriteString("type"u8, "bool"u8);
                writer.WriteBoolean("value"u8, value.BoolValue);
                break;
            case AnyValueKind.Int when Math.Abs(value.IntValue) > MaxSafeInteger:
                writer.WriteString("type"u8, "int64"u8);
                writer.WriteString("value"u8, value.ToText());
                break;
            case AnyValueKind.Int:
                writer.WriteString("type"u8, "int64"u8);
                writer.WriteNumber("value"u8, value.IntValue);
                break;
            case AnyValueKind.Double when double.IsFinite(value.DoubleValue):
                writer.WriteString("type"u8, "float64"u8);
                writer.WriteNumber("value"u8, value.DoubleValue);
                break;
            case AnyValueKind.Bytes:
                writer.WriteString("type"u8, "binary"u8);
                writer.WriteString("value"u8, value.ToText());
                break;
            default:
                writer.WriteString("type"u8, "string"u8);
                writer.WriteString("value"u8, value.ToText());
                break;
        }

        writer.WriteEndObject();
    }

    public static void WriteWarnings(Utf8JsonWriter writer, IReadOnlyList<string> warnings)
    {
        if (warnings.Count == 0)
        {
            writer.WriteNull("warnings"u8);
            return;
        }

        writer.WriteStartArray("warnings"u8);
        foreach (string warning in warnings)
        {
            writer.WriteStringValue(warning);
        }

        writer.WriteEndArray();
    }
}
