// Spec: opentelemetry-proto 1.11, docs/specification.md, "JSON Protobuf Encoding": hex ids, 64-bit numbers as text, enums as numbers,
// fields at their default left out.
using System.Globalization;
using System.Text.Json;
using Tta.Model;

namespace Tta.Wire.Otlp;

/// <summary>Writes stored spans as OTLP/JSON. Thread-safe.</summary>
public static class OtlpJson
{
    /// <summary>Writes a trace as <c>{"resourceSpans":[...]}</c>, grouped by resource and scope.</summary>
    public static void WriteTrace(Utf8JsonWriter writer, Trace trace)
    {
        writer.WriteStartObject();
        WriteResourceSpans(writer, trace.Spans);
        writer.WriteEndObject();
    }

    /// <summary>Writes the property <c>resourceSpans</c> into an object that the caller has started.</summary>
    public static void WriteResourceSpans(Utf8JsonWriter writer, IReadOnlyList<Span> spans)
    {
        writer.WriteStartArray("resourceSpans");
        foreach (SpanGroup<Resource> resource in SpanGroup<Resource>.Of(spans, static span => span.Resource, Same))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("resource");
            WriteAttributes(writer, "attributes", resource.Key.Attributes);
            WriteCount(writer, "droppedAttributesCount", resource.Key.DroppedAttributesCount);
            writer.WriteEndObject();
            writer.WriteStartArray("scopeSpans");
            foreach (SpanGroup<Scope> scope in SpanGroup<Scope>.Of(resource.Spans, static span => span.Scope, Same))
            {
                WriteScopeSpans(writer, scope);
            }

            writer.WriteEndArray();
            WriteText(writer, "schemaUrl", resource.Key.SchemaUrl);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes one span as an object.</summary>
    public static void WriteSpan(Utf8JsonWriter writer, Span span)
    {
        writer.WriteStartObject();
        writer.WriteString("traceId", span.TraceId.ToString());
        writer.WriteString("spanId", span.SpanId.ToString());
        WriteText(writer, "traceState", span.TraceState);
        WriteText(writer, "parentSpanId", span.ParentSpanId.IsValid ? span.ParentSpanId.ToString() : "");
        WriteCount(writer, "flags", span.Flags);
        writer.WriteString("name", span.Name);
        writer.WriteNumber("kind", (int)span.Kind);
        WriteNanoseconds(writer, "startTimeUnixNano", span.StartNs);
        WriteNanoseconds(writer, "endTimeUnixNano", span.EndNs);
        WriteAttributes(writer, "attributes", span.Attributes);
        WriteCount(writer, "droppedAttributesCount", span.DroppedAttributesCount);
        WriteEvents(writer, span.Events);
        WriteCount(writer, "droppedEventsCount", span.DroppedEventsCount);
        WriteLinks(writer, span.Links);
        WriteCount(writer, "droppedLinksCount", span.DroppedLinksCount);
        writer.WriteStartObject("status");
        WriteText(writer, "message", span.StatusMessage);
        WriteCount(writer, "code", (uint)span.Status);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes attributes as an array property of key-value objects; nothing when there are none.</summary>
    public static void WriteAttributes(Utf8JsonWriter writer, string name, IReadOnlyList<KeyValue> attributes)
    {
        if (attributes.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (KeyValue attribute in attributes)
        {
            writer.WriteStartObject();
            writer.WriteString("key", attribute.Key);
            writer.WritePropertyName("value");
            WriteValue(writer, attribute.Value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes a value with its type name: <c>{"intValue":"5"}</c>.</summary>
    public static void WriteValue(Utf8JsonWriter writer, in AnyValue value)
    {
        writer.WriteStartObject();
        switch (value.Kind)
        {
            case AnyValueKind.String:
                writer.WriteString("stringValue", value.StringValue);
                break;
            case AnyValueKind.Bool:
                writer.WriteBoolean("boolValue", value.BoolValue);
                break;
            case AnyValueKind.Int:
                writer.WriteString("intValue", value.IntValue.ToString(CultureInfo.InvariantCulture));
                break;
            case AnyValueKind.Double when double.IsFinite(value.DoubleValue):
                writer.WriteNumber("doubleValue", value.DoubleValue);
                break;
            case AnyValueKind.Double:
                writer.WriteString("doubleValue", value.ToText());
                break;
            case AnyValueKind.Bytes:
                writer.WriteBase64String("bytesValue", value.BytesValue.Span);
                break;
            case AnyValueKind.Array:
                writer.WriteStartObject("arrayValue");
                writer.WriteStartArray("values");
                foreach (AnyValue item in value.ArrayValue)
                {
                    WriteValue(writer, item);
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
                break;
            case AnyValueKind.Map:
                writer.WriteStartObject("kvlistValue");
                WriteAttributes(writer, "values", value.MapValue);
                writer.WriteEndObject();
                break;
        }

        writer.WriteEndObject();
    }

    private static void WriteScopeSpans(Utf8JsonWriter writer, SpanGroup<Scope> group)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("scope");
        WriteText(writer, "name", group.Key.Name);
        WriteText(writer, "version", group.Key.Version);
        WriteAttributes(writer, "attributes", group.Key.Attributes);
        WriteCount(writer, "droppedAttributesCount", group.Key.DroppedAttributesCount);
        writer.WriteEndObject();
        writer.WriteStartArray("spans");
        foreach (Span span in group.Spans)
        {
            WriteSpan(writer, span);
        }

        writer.WriteEndArray();
        WriteText(writer, "schemaUrl", group.Key.SchemaUrl);
        writer.WriteEndObject();
    }

    private static void WriteEvents(Utf8JsonWriter writer, IReadOnlyList<SpanEvent> events)
    {
        if (events.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("events");
        foreach (SpanEvent item in events)
        {
            writer.WriteStartObject();
            WriteNanoseconds(writer, "timeUnixNano", item.TimeNs);
            writer.WriteString("name", item.Name);
            WriteAttributes(writer, "attributes", item.Attributes);
            WriteCount(writer, "droppedAttributesCount", item.DroppedAttributesCount);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteLinks(Utf8JsonWriter writer, IReadOnlyList<SpanLink> links)
    {
        if (links.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("links");
        foreach (SpanLink link in links)
        {
            writer.WriteStartObject();
            writer.WriteString("traceId", link.TraceId.ToString());
            writer.WriteString("spanId", link.SpanId.ToString());
            WriteText(writer, "traceState", link.TraceState);
            WriteAttributes(writer, "attributes", link.Attributes);
            WriteCount(writer, "droppedAttributesCount", link.DroppedAttributesCount);
            WriteCount(writer, "flags", link.Flags);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteNanoseconds(Utf8JsonWriter writer, string name, long value) =>
        writer.WriteString(name, value.ToString(CultureInfo.InvariantCulture));

    private static void WriteText(Utf8JsonWriter writer, string name, string value)
    {
        if (value.Length > 0)
        {
            writer.WriteString(name, value);
        }
    }

    private static void WriteCount(Utf8JsonWriter writer, string name, uint value)
    {
        if (value != 0)
        {
            writer.WriteNumber(name, value);
        }
    }

    private static bool Same(Resource a, Resource b) => ReferenceEquals(a, b)
        || (a.DroppedAttributesCount == b.DroppedAttributesCount && a.SchemaUrl == b.SchemaUrl && Same(a.Attributes, b.Attributes));

    private static bool Same(Scope a, Scope b) => ReferenceEquals(a, b)
        || (a.Name == b.Name && a.Version == b.Version && a.DroppedAttributesCount == b.DroppedAttributesCount && a.SchemaUrl == b.SchemaUrl
            && Same(a.Attributes, b.Attributes));

    private static bool Same(IReadOnlyList<KeyValue> a, IReadOnlyList<KeyValue> b)
    {
        if (a.Count != b.Count)
        {
            return false;
        }

        for (int i = 0; i < a.Count; i++)
        {
            if (a[i] != b[i])
            {
                return false;
            }
        }

        return true;
    }
}
