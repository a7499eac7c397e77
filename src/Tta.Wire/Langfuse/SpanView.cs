// Spec: opentelemetry-proto 1.11, trace/v1/trace.proto.
using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>
/// A span as the mapping looks at it: its bytes are walked over once, what rules ask for is decoded. Moves from span to span; resource and
/// scope are kept while they stay the same. Not thread-safe.
/// </summary>
internal sealed class SpanView
{
    private readonly TextCache _texts = new();
    private readonly List<ByteSlice> _eventMessages = [];
    private SpanBatch _batch = new();
    private SpanBatch.SpanRow _row;
    private int _scopeIndex = -1;
    private int _resourceIndex = -1;
    private Scope _scope = new("", "", []);
    private AttributeMap? _scopeAttributes;
    private IReadOnlyList<SpanEvent>? _events;
    private TraceId _traceId;
    private string _traceIdText = "";

    public SpanView()
    {
        Attributes = new AttributeMap(_texts);
        Resource = new AttributeMap(_texts);
    }

    public AttributeMap Attributes { get; }

    public AttributeMap Resource { get; }

    public AttributeMap ScopeAttributes => _scopeAttributes ??= new AttributeMap(_scope.Attributes);

    public string ScopeName => _scope.Name;

    public string ScopeVersion => _scope.Version;

    /// <summary>32 hex digits.</summary>
    public string TraceId
    {
        get
        {
            if (_traceId != _row.TraceId || _traceIdText.Length == 0)
            {
                _traceId = _row.TraceId;
                _traceIdText = _traceId.ToString();
            }

            return _traceIdText;
        }
    }

    /// <summary>16 hex digits.</summary>
    public string SpanId => _row.SpanId.ToString();

    /// <summary>16 hex digits; null for a span without parent.</summary>
    public string? ParentSpanId => _row.ParentSpanId.IsValid ? _row.ParentSpanId.ToString() : null;

    public bool HasParent => _row.ParentSpanId.IsValid;

    public string Name => _texts.Get(_batch.Arena.Get(_row.Name));

    /// <summary>Unix nanoseconds; 0 = not said.</summary>
    public long StartNs => _row.StartNs;

    /// <summary>Unix nanoseconds; 0 = not said.</summary>
    public long EndNs => _row.EndNs;

    public SpanStatusCode Status => _row.Status;

    /// <summary>"" when absent.</summary>
    public string StatusMessage { get; private set; } = "";

    public IReadOnlyList<SpanEvent> Events => _events ??= _eventMessages.ConvertAll(message => SpanDecoder.DecodeEvent(_batch.Arena.Get(message)));

    /// <summary>Langfuse's own SDKs say everything in attributes of Langfuse; the rest is not worth keeping as metadata.</summary>
    public bool IsLangfuseSdk => ScopeName.StartsWith("langfuse-sdk", StringComparison.Ordinal);

    public bool IsRoot => !HasParent || Attributes.Text(LangfuseKeys.AsRoot) == "true";

    /// <summary>
    /// Agents and steps of Vercel's SDK repeat the sums of their model calls; taken over, every token would count twice.
    /// </summary>
    public bool RepeatsUsageOfChildren => Attributes.IsText(LangfuseKeys.OperationName, "invoke_agent") || Attributes.IsText(LangfuseKeys.OperationName, "agent_step");

    /// <summary>True when the span says something about its trace.</summary>
    public bool UpdatesTrace
    {
        get
        {
            if (Attributes.FirstTruthy(LangfuseKeys.TraceUpdates).Kind != AnyValueKind.Empty)
            {
                return true;
            }

            foreach (string key in Attributes.Keys)
            {
                if (key.StartsWith(LangfuseKeys.TraceMetadata, StringComparison.Ordinal))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Turns to a batch, which must stay as it is until the next one.</summary>
    public void Begin(SpanBatch batch)
    {
        _batch = batch;
        _scopeIndex = -1;
        _resourceIndex = -1;
    }

    /// <summary>Moves to a span of the batch.</summary>
    public void MoveTo(int spanIndex)
    {
        _row = _batch.Spans[spanIndex];
        if (_row.ScopeIndex != _scopeIndex)
        {
            ReadScope();
        }

        Attributes.Clear();
        _eventMessages.Clear();
        _events = null;
        StatusMessage = "";
        var reader = new ProtoReader(_batch.Arena.Get(_row.Message));
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field is not (9 or 11 or 15) || type != ProtoWireType.LengthDelimited)
            {
                reader.TrySkip(type);
            }
            else if (reader.TryReadBytes(out ReadOnlySpan<byte> message))
            {
                Read(field, new ByteSlice(_row.Message.Offset + reader.Position - message.Length, message.Length));
            }
        }
    }

    private void Read(int field, ByteSlice message)
    {
        switch (field)
        {
            case 9:
                Attributes.Add(_batch.Arena, message);
                break;
            case 11:
                _eventMessages.Add(message);
                break;
            default:
                var status = new ProtoReader(_batch.Arena.Get(message));
                while (status.TryReadTag(out int part, out ProtoWireType type))
                {
                    if (part == 2 && type == ProtoWireType.LengthDelimited && status.TryReadBytes(out ReadOnlySpan<byte> text))
                    {
                        StatusMessage = _texts.Get(text);
                    }
                    else
                    {
                        status.TrySkip(type);
                    }
                }

                break;
        }
    }

    private void ReadScope()
    {
        _scopeIndex = _row.ScopeIndex;
        SpanBatch.ScopeRow scope = _batch.Scopes[_scopeIndex];
        _scope = SpanDecoder.DecodeScope(_batch.Arena.Get(scope.Message), "");
        _scopeAttributes = null;
        if (scope.ResourceIndex == _resourceIndex)
        {
            return;
        }

        _resourceIndex = scope.ResourceIndex;
        Resource.Clear();
        ByteSlice message = _batch.Resources[_resourceIndex].Message;
        var reader = new ProtoReader(_batch.Arena.Get(message));
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field == 1 && type == ProtoWireType.LengthDelimited && reader.TryReadBytes(out ReadOnlySpan<byte> pair))
            {
                Resource.Add(_batch.Arena, new ByteSlice(message.Offset + reader.Position - pair.Length, pair.Length));
            }
            else
            {
                reader.TrySkip(type);
            }
        }
    }
}
