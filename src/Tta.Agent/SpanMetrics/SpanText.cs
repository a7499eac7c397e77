using Tta.Model;

namespace Tta.Agent.SpanMetrics;

/// <summary>Label values of spans.</summary>
internal static class SpanText
{
    public static ReadOnlySpan<byte> Of(SpanKind kind) => kind switch
    {
        SpanKind.Internal => "SPAN_KIND_INTERNAL"u8,
        SpanKind.Server => "SPAN_KIND_SERVER"u8,
        SpanKind.Client => "SPAN_KIND_CLIENT"u8,
        SpanKind.Producer => "SPAN_KIND_PRODUCER"u8,
        SpanKind.Consumer => "SPAN_KIND_CONSUMER"u8,
        _ => "SPAN_KIND_UNSPECIFIED"u8,
    };

    public static ReadOnlySpan<byte> Of(SpanStatusCode status) => status switch
    {
        SpanStatusCode.Ok => "STATUS_CODE_OK"u8,
        SpanStatusCode.Error => "STATUS_CODE_ERROR"u8,
        _ => "STATUS_CODE_UNSET"u8,
    };

    /// <summary>Adds a label, its value cut at the limit between two characters; an empty value is no label.</summary>
    public static void WriteLabel(ByteArena arena, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int maxValueBytes)
    {
        if (value.Length > maxValueBytes)
        {
            int end = maxValueBytes;
            while (end > 0 && (value[end] & 0xc0) == 0x80)
            {
                end--;
            }

            value = value[..end];
        }

        if (!value.IsEmpty)
        {
            EncodedLabels.WriteLabel(arena, name, value);
        }
    }
}
