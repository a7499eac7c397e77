// Spec: docs/formats/traces-block.md, section "Schema"; opentelemetry-proto 1.11, trace/v1/trace.proto (field numbers).
using Tta.Model;

namespace Tta.Storage.Traces.Blocks;

/// <summary>
/// A column of a block. It holds the values that one field or attribute has on the spans, events or links that have it, in order of rows.
/// </summary>
/// <param name="Place">The message it belongs to.</param>
/// <param name="Role">What its values are.</param>
/// <param name="Tag">
/// Protobuf tag (field number and wire type) of a field or of messages; of an attribute the tag inside its AnyValue, 0 for an empty value.
/// </param>
/// <param name="Key">Name of an attribute, UTF-8; empty otherwise.</param>
internal readonly record struct SpanColumn(SpanPlace Place, ColumnRole Role, uint Tag, ReadOnlyMemory<byte> Key)
{
    public const uint AnyString = (1 << 3) | 2;
    public const uint AnyArray = (5 << 3) | 2;

    public const uint TraceStateTag = (3 << 3) | 2;
    public const uint NameTag = (5 << 3) | 2;
    public const uint KindTag = 6 << 3;
    public const uint StatusCodeTag = 3 << 3;
    public const uint StatusMessageTag = (2 << 3) | 2;
    public const uint EventNameTag = (2 << 3) | 2;

    /// <summary>Tag of the events, links and status of a span.</summary>
    public const uint EventsTag = (11 << 3) | 2;
    public const uint LinksTag = (13 << 3) | 2;
    public const uint StatusTag = (15 << 3) | 2;

    public ProtoWireType Wire => (ProtoWireType)(Tag & 7);

    /// <summary>True when values are bytes; otherwise they are numbers.</summary>
    public bool HoldsBytes => Role switch
    {
        ColumnRole.Field or ColumnRole.Attribute => Wire == ProtoWireType.LengthDelimited,
        ColumnRole.Whole => true,
        _ => false,
    };

    /// <summary>False when the values are those of the row itself, or when there is nothing to hold.</summary>
    public bool HasValues => Role is not (ColumnRole.TraceId or ColumnRole.SpanId or ColumnRole.Start or ColumnRole.End)
        && !(Role == ColumnRole.Attribute && Tag == 0);

    /// <summary>Tag of the repeated attributes of a message.</summary>
    public static uint AttributesTag(SpanPlace place) => place switch
    {
        SpanPlace.Span => (9 << 3) | 2,
        SpanPlace.Event => (3 << 3) | 2,
        SpanPlace.Link => (4 << 3) | 2,
        _ => 0,
    };

    /// <summary>The message that a field of a span holds, if columns are made of it.</summary>
    public static bool TryPlaceOf(uint tag, out SpanPlace place)
    {
        place = tag switch
        {
            EventsTag => SpanPlace.Event,
            LinksTag => SpanPlace.Link,
            StatusTag => SpanPlace.Status,
            _ => SpanPlace.Span,
        };
        return place != SpanPlace.Span;
    }
}
