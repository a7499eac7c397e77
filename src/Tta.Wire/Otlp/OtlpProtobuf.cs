// Spec: opentelemetry-proto 1.11, trace/v1/trace.proto, resource/v1/resource.proto, common/v1/common.proto. Fields at their default are left out.
using Tta.Model;
using Tta.Wire.Protobuf;

namespace Tta.Wire.Otlp;

/// <summary>Writes stored spans as OTLP protobuf. Thread-safe.</summary>
public static class OtlpProtobuf
{
    private const int ResourceSpansField = 1;

    /// <summary>
    /// Appends spans, grouped by resource and scope, as the repeated field 1 of type ResourceSpans: the whole body of TracesData, of an
    /// ExportTraceServiceRequest and of Tempo's Trace.
    /// </summary>
    public static void WriteResourceSpans(ByteArena arena, IReadOnlyList<Span> spans)
    {
        var writer = new ProtoWriter(arena);
        foreach (SpanGroup<Resource> resource in SpanGroup<Resource>.Of(spans, static span => span.Resource, OtlpJson.Same))
        {
            int start = writer.Begin(ResourceSpansField);
            int message = writer.Begin(1);
            WriteAttributes(writer, 1, resource.Key.Attributes);
            WriteCount(writer, 2, resource.Key.DroppedAttributesCount);
            writer.End(message);
            foreach (SpanGroup<Scope> scope in SpanGroup<Scope>.Of(resource.Spans, static span => span.Scope, OtlpJson.Same))
            {
                WriteScopeSpans(writer, scope);
            }

            WriteText(writer, 3, resource.Key.SchemaUrl);
            writer.End(start);
        }
    }

    /// <summary>Appends attributes as a repeated field of type KeyValue.</summary>
    public static void WriteAttributes(in ProtoWriter writer, int field, IReadOnlyList<KeyValue> attributes)
    {
        foreach (KeyValue attribute in attributes)
        {
            int start = writer.Begin(field);
            writer.Text(1, attribute.Key);
            int value = writer.Begin(2);
            WriteValue(writer, attribute.Value);
            writer.End(value);
            writer.End(start);
        }
    }

    /// <summary>Appends the fields of an AnyValue.</summary>
    public static void WriteValue(in ProtoWriter writer, in AnyValue value)
    {
        switch (value.Kind)
        {
            case AnyValueKind.String:
                writer.Text(1, value.StringValue);
                break;
            case AnyValueKind.Bool:
                writer.Varint(2, value.BoolValue ? 1UL : 0);
                break;
            case AnyValueKind.Int:
                writer.Varint(3, (ulong)value.IntValue);
                break;
            case AnyValueKind.Double:
                writer.Double(4, value.DoubleValue);
                break;
            case AnyValueKind.Array:
                int list = writer.Begin(5);
                foreach (AnyValue item in value.ArrayValue)
                {
                    int start = writer.Begin(1);
                    WriteValue(writer, item);
                    writer.End(start);
                }

                writer.End(list);
                break;
            case AnyValueKind.Map:
                int map = writer.Begin(6);
                WriteAttributes(writer, 1, value.MapValue);
                writer.End(map);
                break;
            case AnyValueKind.Bytes:
                writer.Bytes(7, value.BytesValue.Span);
                break;
        }
    }

    private static void WriteScopeSpans(in ProtoWriter writer, SpanGroup<Scope> group)
    {
        int start = writer.Begin(2);
        int scope = writer.Begin(1);
        WriteText(writer, 1, group.Key.Name);
        WriteText(writer, 2, group.Key.Version);
        WriteAttributes(writer, 3, group.Key.Attributes);
        WriteCount(writer, 4, group.Key.DroppedAttributesCount);
        writer.End(scope);
        foreach (Span span in group.Spans)
        {
            int message = writer.Begin(2);
            WriteSpan(writer, span);
            writer.End(message);
        }

        WriteText(writer, 3, group.Key.SchemaUrl);
        writer.End(start);
    }

    private static void WriteSpan(in ProtoWriter writer, Span span)
    {
        writer.Id(1, span.TraceId);
        writer.Id(2, span.SpanId);
        WriteText(writer, 3, span.TraceState);
        if (span.ParentSpanId.IsValid)
        {
            writer.Id(4, span.ParentSpanId);
        }

        WriteText(writer, 5, span.Name);
        WriteCount(writer, 6, (uint)span.Kind);
        writer.Fixed64(7, (ulong)span.StartNs);
        writer.Fixed64(8, (ulong)span.EndNs);
        WriteAttributes(writer, 9, span.Attributes);
        WriteCount(writer, 10, span.DroppedAttributesCount);
        WriteEvents(writer, span.Events);
        WriteCount(writer, 12, span.DroppedEventsCount);
        WriteLinks(writer, span.Links);
        WriteCount(writer, 14, span.DroppedLinksCount);
        int status = writer.Begin(15);
        WriteText(writer, 2, span.StatusMessage);
        WriteCount(writer, 3, (uint)span.Status);
        writer.End(status);
        WriteFlags(writer, 16, span.Flags);
    }

    private static void WriteEvents(in ProtoWriter writer, IReadOnlyList<SpanEvent> events)
    {
        foreach (SpanEvent item in events)
        {
            int start = writer.Begin(11);
            writer.Fixed64(1, (ulong)item.TimeNs);
            WriteText(writer, 2, item.Name);
            WriteAttributes(writer, 3, item.Attributes);
            WriteCount(writer, 4, item.DroppedAttributesCount);
            writer.End(start);
        }
    }

    private static void WriteLinks(in ProtoWriter writer, IReadOnlyList<SpanLink> links)
    {
        foreach (SpanLink link in links)
        {
            int start = writer.Begin(13);
            writer.Id(1, link.TraceId);
            writer.Id(2, link.SpanId);
            WriteText(writer, 3, link.TraceState);
            WriteAttributes(writer, 4, link.Attributes);
            WriteCount(writer, 5, link.DroppedAttributesCount);
            WriteFlags(writer, 6, link.Flags);
            writer.End(start);
        }
    }

    private static void WriteText(in ProtoWriter writer, int field, string text)
    {
        if (text.Length > 0)
        {
            writer.Text(field, text);
        }
    }

    private static void WriteCount(in ProtoWriter writer, int field, uint value)
    {
        if (value != 0)
        {
            writer.Varint(field, value);
        }
    }

    private static void WriteFlags(in ProtoWriter writer, int field, uint value)
    {
        if (value != 0)
        {
            writer.Fixed32(field, value);
        }
    }
}
