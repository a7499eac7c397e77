// Spec: opentelemetry-proto 1.11, collector/*/v1/*_service.proto: the three requests have one shape,
// request { 1: resource group { 1: resource, 2: scope group { 1: scope, 2: item, 3: schema URL }, 3: schema URL } }.
// Differences: a known field of this envelope with another wire type makes the body malformed instead of being skipped as unknown.
using Tta.Model;

namespace Tta.Wire.Otlp;

/// <summary>Walks an export request item by item. Slices are relative to the request. Allocates nothing.</summary>
internal ref struct OtlpEnvelope(ReadOnlySpan<byte> request, Limits limits)
{
    private readonly ReadOnlySpan<byte> _request = request;
    private ProtoReader _resourceGroups = new(request);
    private ProtoReader _scopeGroups;
    private ProtoReader _items;
    private ByteSlice _resourceGroup;
    private ByteSlice _scopeGroup;
    private ByteSlice _item;
    private RejectReason _resourceReason;

    /// <summary>Set when the envelope is malformed; nothing more is read then.</summary>
    public WireError Error { get; private set; } = WireError.None;

    /// <summary>Number of the resource group, from 1; groups without items count too.</summary>
    public int ResourceNumber { get; private set; }

    /// <summary>Number of the scope group in the whole request, from 1.</summary>
    public int ScopeNumber { get; private set; }

    public ByteSlice Resource { get; private set; }

    public ByteSlice ResourceSchemaUrl { get; private set; }

    public ByteSlice Scope { get; private set; }

    public ByteSlice ScopeSchemaUrl { get; private set; }

    /// <summary>The Span, LogRecord or Metric message.</summary>
    public readonly ByteSlice Item => _item;

    /// <summary>Why the resource or scope of the item cannot be stored, and with it the item.</summary>
    public RejectReason GroupReason { get; private set; }

    /// <summary>What <see cref="GroupReason"/> is about.</summary>
    public readonly string GroupName => _resourceReason != RejectReason.None ? "the resource" : "the scope";

    /// <summary>Moves to the next item. False at the end or when malformed.</summary>
    public bool Read()
    {
        while (!Error.IsError)
        {
            if (Next(ref _items, _scopeGroup, 2, out _item))
            {
                return true;
            }

            if (Next(ref _scopeGroups, _resourceGroup, 2, out ByteSlice scopeGroup))
            {
                OpenScope(scopeGroup);
            }
            else if (Next(ref _resourceGroups, new ByteSlice(0, _request.Length), 1, out ByteSlice resourceGroup))
            {
                OpenResource(resourceGroup);
            }
            else
            {
                return false;
            }
        }

        return false;
    }

    public readonly ReadOnlySpan<byte> Get(ByteSlice slice) => _request.Slice(slice.Offset, slice.Length);

    private void OpenResource(ByteSlice group)
    {
        ResourceNumber++;
        _resourceGroup = group;
        _scopeGroups = new ProtoReader(Get(group));
        FindGroup(group, out ByteSlice resource, out ByteSlice schemaUrl);
        Resource = resource;
        ResourceSchemaUrl = schemaUrl;
        _resourceReason = AttributeCheck.Part(Get(resource), attributesField: 1, limits);
    }

    private void OpenScope(ByteSlice group)
    {
        ScopeNumber++;
        _scopeGroup = group;
        _items = new ProtoReader(Get(group));
        FindGroup(group, out ByteSlice scope, out ByteSlice schemaUrl);
        Scope = scope;
        ScopeSchemaUrl = schemaUrl;
        GroupReason = _resourceReason != RejectReason.None ? _resourceReason : AttributeCheck.Part(Get(scope), attributesField: 3, limits);
    }

    // The resource or scope may follow its items on the wire, so it is looked up first.
    private void FindGroup(ByteSlice group, out ByteSlice part, out ByteSlice schemaUrl)
    {
        part = schemaUrl = new ByteSlice(group.Offset, 0);
        var reader = new ProtoReader(Get(group));
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field is not (1 or 3))
            {
                reader.TrySkip(type);
            }
            else if (TryReadMessage(ref reader, type, group, out ByteSlice found))
            {
                part = field == 1 ? found : part;
                schemaUrl = field == 3 ? found : schemaUrl;
            }
        }

        Check(reader, group);
    }

    private bool Next(scoped ref ProtoReader reader, ByteSlice outer, int wanted, out ByteSlice message)
    {
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field == wanted && TryReadMessage(ref reader, type, outer, out message))
            {
                return true;
            }

            if (field != wanted)
            {
                reader.TrySkip(type);
            }
        }

        Check(reader, outer);
        message = default;
        return false;
    }

    private static bool TryReadMessage(scoped ref ProtoReader reader, ProtoWireType type, ByteSlice outer, out ByteSlice message)
    {
        message = default;
        if (type != ProtoWireType.LengthDelimited || !reader.TryReadBytes(out ReadOnlySpan<byte> bytes))
        {
            return reader.Fail();
        }

        message = new ByteSlice(outer.Offset + reader.Position - bytes.Length, bytes.Length);
        return true;
    }

    private void Check(scoped in ProtoReader reader, ByteSlice message)
    {
        if (reader.Failed && !Error.IsError)
        {
            Error = new WireError(RejectReason.Malformed, message.Offset + reader.Position, "the body is not an OTLP request: malformed protobuf");
        }
    }
}
