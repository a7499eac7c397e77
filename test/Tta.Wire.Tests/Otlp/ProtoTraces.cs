using Google.Protobuf;
using Tta.Model;

namespace Tta.Wire.Tests.Otlp;

/// <summary>Writes spans as an ExportTraceServiceRequest, one ResourceSpans each.</summary>
internal static class ProtoTraces
{
    public static byte[] Request(IEnumerable<Span> spans) => Proto.Message(o =>
    {
        foreach (Span span in spans)
        {
            o.Sub(1, r => ResourceSpans(r, span.Resource, span.Scope, Span(span)));
        }
    });

    public static void ResourceSpans(CodedOutputStream o, Resource resource, Scope scope, params byte[][] spans)
    {
        o.Sub(2, s =>
        {
            foreach (byte[] span in spans)
            {
                s.Bytes(2, span);
            }

            s.Sub(1, c =>
            {
                c.Text(1, scope.Name);
                c.Text(2, scope.Version);
                Attributes(c, 3, scope.Attributes);
                c.Varint(4, scope.DroppedAttributesCount);
            });
            s.Text(3, scope.SchemaUrl);
        });
        o.Sub(1, r =>
        {
            Attributes(r, 1, resource.Attributes);
            r.Varint(2, resource.DroppedAttributesCount);
        });
        o.Text(3, resource.SchemaUrl);
    }

    public static byte[] Span(Span span) => Proto.Message(o =>
    {
        Ids(o, span.TraceId, span.SpanId);
        o.Text(3, span.TraceState);
        if (span.ParentSpanId.IsValid)
        {
            byte[] parent = new byte[8];
            span.ParentSpanId.WriteTo(parent);
            o.Bytes(4, parent);
        }

        o.Text(5, span.Name);
        o.Varint(6, (int)span.Kind);
        o.Fixed64(7, (ulong)span.StartNs);
        o.Fixed64(8, (ulong)span.EndNs);
        Attributes(o, 9, span.Attributes);
        o.Varint(10, span.DroppedAttributesCount);
        foreach (SpanEvent item in span.Events)
        {
            o.Sub(11, e =>
            {
                e.Fixed64(1, (ulong)item.TimeNs);
                e.Text(2, item.Name);
                Attributes(e, 3, item.Attributes);
                e.Varint(4, item.DroppedAttributesCount);
            });
        }

        o.Varint(12, span.DroppedEventsCount);
        foreach (SpanLink link in span.Links)
        {
            o.Sub(13, l =>
            {
                Ids(l, link.TraceId, link.SpanId);
                l.Text(3, link.TraceState);
                Attributes(l, 4, link.Attributes);
                l.Varint(5, link.DroppedAttributesCount);
                l.Fixed32(6, link.Flags);
            });
        }

        o.Varint(14, span.DroppedLinksCount);
        o.Sub(15, s =>
        {
            s.Text(2, span.StatusMessage);
            s.Varint(3, (int)span.Status);
        });
        o.Fixed32(16, span.Flags);
    });

    public static void Ids(CodedOutputStream o, TraceId trace, SpanId span)
    {
        byte[] bytes = new byte[16];
        trace.WriteTo(bytes);
        o.Bytes(1, bytes);
        span.WriteTo(bytes);
        o.Bytes(2, bytes.AsSpan(0, 8));
    }

    public static void Attributes(CodedOutputStream o, int field, IReadOnlyList<KeyValue> attributes)
    {
        foreach (KeyValue attribute in attributes)
        {
            o.Sub(field, k =>
            {
                k.Text(1, attribute.Key);
                k.Sub(2, v => Value(v, attribute.Value));
            });
        }
    }

    public static void Value(CodedOutputStream o, AnyValue value)
    {
        switch (value.Kind)
        {
            case AnyValueKind.String:
                o.Text(1, value.StringValue);
                break;
            case AnyValueKind.Bool:
                o.Varint(2, value.BoolValue ? 1 : 0);
                break;
            case AnyValueKind.Int:
                o.Varint(3, value.IntValue);
                break;
            case AnyValueKind.Double:
                o.Double(4, value.DoubleValue);
                break;
            case AnyValueKind.Array:
                o.Sub(5, list =>
                {
                    foreach (AnyValue item in value.ArrayValue)
                    {
                        list.Sub(1, v => Value(v, item));
                    }
                });
                break;
            case AnyValueKind.Map:
                o.Sub(6, map => Attributes(map, 1, value.MapValue));
                break;
            case AnyValueKind.Bytes:
                o.Bytes(7, value.BytesValue.Span);
                break;
        }
    }
}
