// Spec: opentelemetry-proto 1.11, docs/specification.md, "JSON Protobuf Encoding": hex ids, 64-bit numbers as text, enums as numbers,
// fields at their default left out.
using System.Globalization;
using System.Text.Json;
using Tta.Model;

namespace Tta.Wire.Otlp;

/// <summary>Writes stored spans as OTLP/JSON, or as plain protobuf JSON where an API gives that. Thread-safe.</summary>
public static class OtlpJson
{
    private static readonly string[] s_kindNames =
        ["SPAN_KIND_UNSPECIFIED", "SPAN_KIND_INTERNAL", "SPAN_KIND_SERVER", "SPAN_KIND_CLIENT", "SPAN_KIND_PRODUCER", "SPAN_KIND_CONSUMER"];

    private static readonly string[] s_statusNames = ["STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR"];

    /// <summary>Writes a trace as <c>{"resourceSpans":[...]}</c>, grouped by resource and scope.</summary>
    public static void WriteTrace(Utf8JsonWriter writer, Trace trace)
    {
        writer.WriteStartObject();
        WriteResourceSpans(writer, trace.Spans);
        writer.WriteEndObject();
    }

    /// <summary>Writes spans, grouped by resource and scope, as an array property of an object that the caller has started.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="spans">The spans.</param>
    /// <param name="property">Name of the property.</param>
    /// <param name="style">How ids and enums are written.</param>
    public static void WriteResourceSpans(
        Utf8JsonWriter writer, IReadOnlyList<Span> spans, string property = "resourceSpans", OtlpJsonStyle style = OtlpJsonStyle.Otlp)
    {
        writer.WriteStartArray(property);
        WriteResources(writer, spans, style);
        writer.WriteEndArray();
    }

    /// <summary>
    /// Writes traces one after the other as the array property <c>resourceSpans</c> of an object that the caller has started: what is under one
    /// resource is of one trace.
    /// </summary>
    public static void WriteTraces(Utf8JsonWriter writer, IReadOnlyList<Trace> traces)
    {
        writer.WriteStartArray("resourceSpans");
        foreach (Trace trace in traces)
        {
            WriteResources(writer, trace.Spans, OtlpJsonStyle.Otlp);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes one span as an object.</summary>
    public static void WriteSpan(Utf8JsonWriter writer, Span span, OtlpJsonStyle style = OtlpJsonStyle.Otlp)
    {
        writer.WriteStartObject();
        WriteTraceId(writer, span.TraceId, style);
        WriteSpanId(writer, "spanId", span.SpanId, style);
        WriteText(writer, "traceState", span.TraceState);
        WriteSpanId(writer, "parentSpanId", span.ParentSpanId, style);
        WriteCount(writer, "flags", span.Flags);
        WriteText(writer, "name", span.Name);
        WriteEnum(writer, "kind", (int)span.Kind, s_kindNames, style);
        WriteNanoseconds(writer, "startTimeUnixNano", span.StartNs);
        WriteNanoseconds(writer, "endTimeUnixNano", span.EndNs);
        WriteAttributes(writer, "attributes", span.Attributes);
        WriteCount(writer, "droppedAttributesCount", span.DroppedAttributesCount);
        WriteEvents(writer, span.Events);
        WriteCount(writer, "droppedEventsCount", span.DroppedEventsCount);
        WriteLinks(writer, span.Links, style);
        WriteCount(writer, "droppedLinksCount", span.DroppedLinksCount);
        writer.WriteStartObject("status");
        WriteText(writer, "message", span.StatusMessage);
        if (span.Status != SpanStatusCode.Unset)
        {
            WriteEnum(writer, "code", (int)span.Status, s_statusNames, style);
        }

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

    private static void WriteResources(Utf8JsonWriter writer, IReadOnlyList<Span> spans, OtlpJsonStyle style)
    {
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
                WriteScopeSpans(writer, scope, style);
            }

            writer.WriteEndArray();
            WriteText(writer, "schemaUrl", resource.Key.SchemaUrl);
            writer.WriteEndObject();
        }
    }

    private static void WriteScopeSpans(Utf8JsonWriter writer, SpanGroup<Scope> group, OtlpJsonStyle style)
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
            WriteSpan(writer, span, style);
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

    private static void WriteLinks(Utf8JsonWriter writer, IReadOnlyList<SpanLink> links, OtlpJsonStyle style)
    {
        if (links.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("links");
        foreach (SpanLink link in links)
        {
            writer.WriteStartObject();
            WriteTraceId(writer, link.TraceId, style);
            WriteSpanId(writer, "spanId", link.SpanId, style);
            WriteText(writer, "traceState", link.TraceState);
            WriteAttributes(writer, "attributes", link.Attributes);
            WriteCount(writer, "droppedAttributesCount", link.DroppedAttributesCount);
            WriteCount(writer, "flags", link.Flags);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteTraceId(Utf8JsonWriter writer, TraceId id, OtlpJsonStyle style)
    {
        if (style == OtlpJsonStyle.Otlp)
        {
            writer.WriteString("traceId", id.ToString());
            return;
        }

        Span<byte> bytes = stackalloc byte[TraceId.SizeBytes];
        id.WriteTo(bytes);
        writer.WriteBase64String("traceId", bytes);
    }

    private static void WriteSpanId(Utf8JsonWriter writer, string name, SpanId id, OtlpJsonStyle style)
    {
        if (!id.IsValid)
        {
            return;
        }

        if (style == OtlpJsonStyle.Otlp)
        {
            writer.WriteString(name, id.ToString());
            return;
        }

        Span<byte> bytes = stackalloc byte[SpanId.SizeBytes];
        id.WriteTo(bytes);
        writer.WriteBase64String(name, bytes);
    }

    // A number that has no name yet is written as the number: what a protobuf library does too.
    private static void WriteEnum(Utf8JsonWriter writer, string name, int value, string[] names, OtlpJsonStyle style)
    {
        if (value == 0)
        {
            return;
        }

        if (style == OtlpJsonStyle.Otlp || (uint)value >= (uint)names.Length)
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteString(name, names[value]);
        }
    }

    private static void WriteNanoseconds(Utf8JsonWriter writer, string name, long value)
    {
        if (value != 0)
        {
            writer.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
        }
    }

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

    internal static bool Same(Resource a, Resource b) => ReferenceEquals(a, b)
        || (a.DroppedAttributesCount == b.DroppedAttributesCount && a.SchemaUrl == b.SchemaUrl && Same(a.Attributes, b.Attributes));

    internal static bool Same(Scope a, Scope b) => ReferenceEquals(a, b)
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
