// Spec: jaeger-idl, api_v2/model.proto: Span, SpanRef, KeyValue, Log, Process.
using Tta.Model;
using Tta.Wire.Protobuf;

namespace Tta.Server.Jaeger;

/// <summary>Spans in the protobuf of Jaeger's second version.</summary>
internal static class JaegerProtobuf
{
    private const long NsPerSecond = 1_000_000_000;
    private const int FollowsFrom = 1;

    public static void WriteSpan(in ProtoWriter writer, int field, Span span)
    {
        int start = writer.Begin(field);
        writer.Id(1, span.TraceId);
        writer.Id(2, span.SpanId);
        writer.Text(3, span.Name);
        if (span.ParentSpanId.IsValid)
        {
            WriteReference(writer, span.TraceId, span.ParentSpanId, isParent: true);
        }

        foreach (SpanLink link in span.Links)
        {
            WriteReference(writer, link.TraceId, link.SpanId, JaegerTags.IsParent(link));
        }

        writer.Varint(5, span.Flags & 0xff);
        WriteTime(writer, 6, span.StartNs);
        WriteTime(writer, 7, span.DurationNs);
        WriteTags(writer, 8, JaegerTags.Of(span));
        foreach (SpanEvent happened in span.Events)
        {
            int log = writer.Begin(9);
            WriteTime(writer, 1, happened.TimeNs);
            WriteTags(writer, 2, JaegerTags.Of(happened));
            writer.End(log);
        }

        int process = writer.Begin(10);
        writer.Text(1, span.Resource.ServiceName);
        WriteTags(writer, 2, JaegerTags.Of(span.Resource));
        writer.End(process);
        foreach (string warning in SpanWarnings.Of(span))
        {
            writer.Text(12, warning);
        }

        writer.End(start);
    }

    private static void WriteReference(in ProtoWriter writer, TraceId traceId, SpanId spanId, bool isParent)
    {
        int start = writer.Begin(4);
        writer.Id(1, traceId);
        writer.Id(2, spanId);
        writer.Varint(3, isParent ? 0UL : FollowsFrom);
        writer.End(start);
    }

    private static void WriteTags(in ProtoWriter writer, int field, IEnumerable<KeyValue> tags)
    {
        foreach (KeyValue tag in tags)
        {
            int start = writer.Begin(field);
            writer.Text(1, tag.Key);
            WriteValue(writer, tag.Value);
            writer.End(start);
        }
    }

    // The type, then the value in the field of that type; texts are type 0.
    private static void WriteValue(in ProtoWriter writer, in AnyValue value)
    {
        switch (value.Kind)
        {
            case AnyValueKind.Bool:
                writer.Varint(2, 1);
                writer.Varint(4, value.BoolValue ? 1UL : 0);
                break;
            case AnyValueKind.Int:
                writer.Varint(2, 2);
                writer.Varint(5, (ulong)value.IntValue);
                break;
            case AnyValueKind.Double:
                writer.Varint(2, 3);
                writer.Double(6, value.DoubleValue);
                break;
            case AnyValueKind.Bytes:
                writer.Varint(2, 4);
                writer.Bytes(7, value.BytesValue.Span);
                break;
            default:
                writer.Text(3, value.ToText());
                break;
        }
    }

    // google.protobuf.Timestamp and Duration are alike.
    private static void WriteTime(in ProtoWriter writer, int field, long ns)
    {
        int start = writer.Begin(field);
        writer.Varint(1, (ulong)(ns / NsPerSecond));
        writer.Varint(2, (ulong)(ns % NsPerSecond));
        writer.End(start);
    }
}
