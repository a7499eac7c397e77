namespace Tta.Model;

/// <summary>The fields of an OTLP <c>Span</c> message while it is read.</summary>
internal sealed class SpanFields
{
    private readonly List<KeyValue> _attributes = [];
    private readonly List<SpanEvent> _events = [];
    private readonly List<SpanLink> _links = [];
    private TraceId _traceId;
    private SpanId _spanId;
    private SpanId _parentSpanId;
    private string _traceState = "";
    private string _name = "";
    private SpanKind _kind;
    private long _startNs;
    private long _endNs;
    private SpanStatusCode _status;
    private string _statusMessage = "";
    private uint _flags;
    private uint _droppedAttributes;
    private uint _droppedEvents;
    private uint _droppedLinks;

    public void Read(ref ProtoReader reader, int field, ProtoWireType type)
    {
        switch (field, type)
        {
            case (1, ProtoWireType.LengthDelimited):
                _traceId = ReadTraceId(ref reader);
                break;
            case (2, ProtoWireType.LengthDelimited):
                _spanId = ReadSpanId(ref reader);
                break;
            case (3, ProtoWireType.LengthDelimited):
                _traceState = SpanDecoder.ReadText(ref reader);
                break;
            case (4, ProtoWireType.LengthDelimited):
                _parentSpanId = ReadSpanId(ref reader);
                break;
            case (5, ProtoWireType.LengthDelimited):
                _name = SpanDecoder.ReadText(ref reader);
                break;
            case (6, ProtoWireType.Varint):
                _kind = (SpanKind)SpanDecoder.ReadUInt(ref reader);
                break;
            case (7, ProtoWireType.Fixed64):
                _startNs = ReadTimeNs(ref reader);
                break;
            case (8, ProtoWireType.Fixed64):
                _endNs = ReadTimeNs(ref reader);
                break;
            case (9, ProtoWireType.LengthDelimited):
                _attributes.Add(SpanDecoder.ReadKeyValue(ref reader, 0));
                break;
            case (11, ProtoWireType.LengthDelimited) when reader.TryReadBytes(out ReadOnlySpan<byte> message):
                _events.Add(DecodeEvent(message));
                break;
            case (13, ProtoWireType.LengthDelimited) when reader.TryReadBytes(out ReadOnlySpan<byte> message):
                _links.Add(DecodeLink(message));
                break;
            case (15, ProtoWireType.LengthDelimited) when reader.TryReadBytes(out ReadOnlySpan<byte> message):
                DecodeStatus(message);
                break;
            default:
                ReadCountOrSkip(ref reader, field, type);
                break;
        }
    }

    public Span Build(Resource resource, Scope scope) => new()
    {
        TraceId = _traceId,
        SpanId = _spanId,
        ParentSpanId = _parentSpanId,
        TraceState = _traceState,
        Name = _name,
        Kind = _kind,
        StartNs = _startNs,
        EndNs = _endNs,
        Status = _status,
        StatusMessage = _statusMessage,
        Flags = _flags,
        Attributes = _attributes,
        Events = _events,
        Links = _links,
        DroppedAttributesCount = _droppedAttributes,
        DroppedEventsCount = _droppedEvents,
        DroppedLinksCount = _droppedLinks,
        Resource = resource,
        Scope = scope,
    };

    private void ReadCountOrSkip(ref ProtoReader reader, int field, ProtoWireType type)
    {
        switch (field, type)
        {
            case (10, ProtoWireType.Varint):
                _droppedAttributes = SpanDecoder.ReadUInt(ref reader);
                break;
            case (12, ProtoWireType.Varint):
                _droppedEvents = SpanDecoder.ReadUInt(ref reader);
                break;
            case (14, ProtoWireType.Varint):
                _droppedLinks = SpanDecoder.ReadUInt(ref reader);
                break;
            case (16, ProtoWireType.Fixed32) when reader.TryReadFixed32(out uint flags):
                _flags = flags;
                break;
            default:
                reader.TrySkip(type);
                break;
        }
    }

    private void DecodeStatus(ReadOnlySpan<byte> message)
    {
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            switch (field, type)
            {
                case (2, ProtoWireType.LengthDelimited):
                    _statusMessage = SpanDecoder.ReadText(ref reader);
                    break;
                case (3, ProtoWireType.Varint):
                    _status = (SpanStatusCode)SpanDecoder.ReadUInt(ref reader);
                    break;
                default:
                    reader.TrySkip(type);
                    break;
            }
        }

        SpanDecoder.Check(reader, "status");
    }

    internal static SpanEvent DecodeEvent(ReadOnlySpan<byte> message)
    {
        var reader = new ProtoReader(message);
        var attributes = new List<KeyValue>();
        long timeNs = 0;
        string name = "";
        uint dropped = 0;
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            switch (field, type)
            {
                case (1, ProtoWireType.Fixed64):
                    timeNs = ReadTimeNs(ref reader);
                    break;
                case (2, ProtoWireType.LengthDelimited):
                    name = SpanDecoder.ReadText(ref reader);
                    break;
                case (3, ProtoWireType.LengthDelimited):
                    attributes.Add(SpanDecoder.ReadKeyValue(ref reader, 0));
                    break;
                case (4, ProtoWireType.Varint):
                    dropped = SpanDecoder.ReadUInt(ref reader);
                    break;
                default:
                    reader.TrySkip(type);
                    break;
            }
        }

        SpanDecoder.Check(reader, "event");
        return new SpanEvent(timeNs, name, attributes, dropped);
    }

    private static SpanLink DecodeLink(ReadOnlySpan<byte> message)
    {
        var reader = new ProtoReader(message);
        var attributes = new List<KeyValue>();
        TraceId traceId = default;
        SpanId spanId = default;
        string traceState = "";
        uint dropped = 0;
        uint flags = 0;
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            switch (field, type)
            {
                case (1, ProtoWireType.LengthDelimited):
                    traceId = ReadTraceId(ref reader);
                    break;
                case (2, ProtoWireType.LengthDelimited):
                    spanId = ReadSpanId(ref reader);
                    break;
                case (3, ProtoWireType.LengthDelimited):
                    traceState = SpanDecoder.ReadText(ref reader);
                    break;
                case (4, ProtoWireType.LengthDelimited):
                    attributes.Add(SpanDecoder.ReadKeyValue(ref reader, 0));
                    break;
                case (5, ProtoWireType.Varint):
                    dropped = SpanDecoder.ReadUInt(ref reader);
                    break;
                case (6, ProtoWireType.Fixed32) when reader.TryReadFixed32(out flags):
                    break;
                default:
                    reader.TrySkip(type);
                    break;
            }
        }

        SpanDecoder.Check(reader, "link");
        return new SpanLink(traceId, spanId, traceState, attributes, dropped, flags);
    }

    // Unsigned on the wire; a time beyond the year 2262 is the latest time that fits.
    private static long ReadTimeNs(ref ProtoReader reader) =>
        reader.TryReadFixed64(out ulong value) ? (long)Math.Min(value, long.MaxValue) : 0;

    private static TraceId ReadTraceId(ref ProtoReader reader) =>
        reader.TryReadBytes(out ReadOnlySpan<byte> bytes) && bytes.Length == TraceId.SizeBytes ? TraceId.FromBytes(bytes) : default;

    private static SpanId ReadSpanId(ref ProtoReader reader) =>
        reader.TryReadBytes(out ReadOnlySpan<byte> bytes) && bytes.Length == SpanId.SizeBytes ? SpanId.FromBytes(bytes) : default;
}
