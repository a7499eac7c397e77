// Spec: opentelemetry-proto 1.11, collector/trace/v1/trace_service.proto, trace/v1/trace.proto. Differences: a known field of the
// envelope with another wire type makes the body malformed instead of being skipped as unknown.
using Tta.Model;

namespace Tta.Wire.Otlp;

/// <summary>Indexes an ExportTraceServiceRequest that lies in the arena of the batch.</summary>
internal ref struct TraceRequestReader(Limits limits, SpanBatch batch, ByteSlice request, Rejections rejections)
{
    private readonly ByteArena _arena = batch.Arena;
    private readonly ByteSlice _request = request;
    private Rejections _rejections = rejections;
    private WireError _error = WireError.None;
    private int _accepted;

    /// <summary>Reads the whole request. After an error the batch is as it was before the request was added.</summary>
    public DecodeResult Run()
    {
        int resources = batch.Resources.Count;
        int scopes = batch.Scopes.Count;
        int spans = batch.Spans.Count;
        var reader = new ProtoReader(_arena.Get(_request));
        while (!_error.IsError && reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field != 1)
            {
                reader.TrySkip(type);
            }
            else if (TryReadMessage(ref reader, type, _request, out ByteSlice message))
            {
                ReadResourceSpans(message);
            }
        }

        Check(reader, _request, "trace request");
        if (!_error.IsError)
        {
            return DecodeResult.Of(_accepted, _rejections);
        }

        batch.Resources.TruncateTo(resources);
        batch.Scopes.TruncateTo(scopes);
        batch.Spans.TruncateTo(spans);
        _arena.TruncateTo(_request.Offset);
        return DecodeResult.Failed(_error);
    }

    // The resource may follow its spans on the wire, so it is looked up first.
    private void ReadResourceSpans(ByteSlice message)
    {
        if (!TryFind(message, "ResourceSpans", out ByteSlice resource, out ByteSlice schemaUrl))
        {
            return;
        }

        RejectReason reason = AttributeCheck.Part(_arena.Get(resource), attributesField: 1, limits);
        int index = -1;
        if (reason == RejectReason.None)
        {
            index = batch.Resources.Add(new SpanBatch.ResourceRow(resource, schemaUrl, ServiceName(resource)));
        }

        var reader = new ProtoReader(_arena.Get(message));
        while (!_error.IsError && reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field == 2 && TryReadMessage(ref reader, type, message, out ByteSlice scopeSpans))
            {
                ReadScopeSpans(scopeSpans, index, reason);
            }
            else if (field != 2)
            {
                reader.TrySkip(type);
            }
        }

        Check(reader, message, "ResourceSpans");
    }

    private void ReadScopeSpans(ByteSlice message, int resourceIndex, RejectReason resourceReason)
    {
        if (!TryFind(message, "ScopeSpans", out ByteSlice scope, out ByteSlice schemaUrl))
        {
            return;
        }

        RejectReason reason = resourceReason;
        int index = -1;
        if (reason == RejectReason.None)
        {
            reason = AttributeCheck.Part(_arena.Get(scope), attributesField: 3, limits);
        }

        if (reason == RejectReason.None)
        {
            index = batch.Scopes.Add(new SpanBatch.ScopeRow(resourceIndex, scope, schemaUrl));
        }

        var reader = new ProtoReader(_arena.Get(message));
        while (!_error.IsError && reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field != 2)
            {
                reader.TrySkip(type);
            }
            else if (TryReadMessage(ref reader, type, message, out ByteSlice span))
            {
                if (reason == RejectReason.None)
                {
                    ReadSpan(span, index);
                }
                else
                {
                    Reject(reason, span, resourceReason != RejectReason.None ? "the resource of the span" : "the scope of the span");
                }
            }
        }

        Check(reader, message, "ScopeSpans");
    }

    private void ReadSpan(ByteSlice message, int scopeIndex)
    {
        var span = new SpanCheck(_arena.Get(message), limits);
        RejectReason reason = span.Run();
        if (reason == RejectReason.None)
        {
            var name = new ByteSlice(message.Offset + span.Name.Offset, span.Name.Length);
            batch.Spans.Add(new SpanBatch.SpanRow(
                span.TraceId, span.SpanId, span.ParentSpanId, span.StartNs, span.EndNs, scopeIndex, name, message, span.Kind, span.Status));
            _accepted++;
        }
        else if (span.LooksLikeLogRecord && _accepted == 0 && _rejections.Count == 0)
        {
            _error = new WireError(
                RejectReason.Malformed, message.Offset - _request.Offset, "this looks like OTLP logs; send logs to /v1/logs, not to /v1/traces");
        }
        else
        {
            Reject(reason, message, "span");
        }
    }

    private void Reject(RejectReason reason, ByteSlice span, string what) =>
        _rejections.Add(reason, span.Offset - _request.Offset, _rejections.Count == 0 ? AttributeCheck.Explain(what, reason, limits) : "");

    private readonly ByteSlice ServiceName(ByteSlice resource)
    {
        ReadOnlySpan<byte> message = _arena.Get(resource);
        if (!KeyValueReader.TryFind(message, attributesField: 1, "service.name"u8, out ReadOnlySpan<byte> value))
        {
            return default;
        }

        return AnyValueText.TryGetString(value, out ReadOnlySpan<byte> text) && message.Overlaps(text, out int offset)
            ? new ByteSlice(resource.Offset + offset, text.Length)
            : AnyValueText.Add(_arena, value);
    }

    // ResourceSpans and ScopeSpans have the same shape: 1 = resource or scope, 2 = children, 3 = schema URL.
    private bool TryFind(ByteSlice message, string what, out ByteSlice part, out ByteSlice schemaUrl)
    {
        part = schemaUrl = new ByteSlice(message.Offset, 0);
        var reader = new ProtoReader(_arena.Get(message));
        while (!_error.IsError && reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field is not (1 or 3))
            {
                reader.TrySkip(type);
            }
            else if (TryReadMessage(ref reader, type, message, out ByteSlice found))
            {
                part = field == 1 ? found : part;
                schemaUrl = field == 3 ? found : schemaUrl;
            }
        }

        Check(reader, message, what);
        return !_error.IsError;
    }

    private static bool TryReadMessage(ref ProtoReader reader, ProtoWireType type, ByteSlice outer, out ByteSlice message)
    {
        if (type != ProtoWireType.LengthDelimited || !reader.TryReadBytes(out ReadOnlySpan<byte> bytes))
        {
            message = default;
            return reader.Fail();
        }

        message = new ByteSlice(outer.Offset + reader.Position - bytes.Length, bytes.Length);
        return true;
    }

    private void Check(in ProtoReader reader, ByteSlice message, string what)
    {
        if (reader.Failed && !_error.IsError)
        {
            _error = new WireError(RejectReason.Malformed, message.Offset - _request.Offset + reader.Position, $"malformed protobuf in {what}");
        }
    }
}
