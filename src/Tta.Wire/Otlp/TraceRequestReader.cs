// Spec: opentelemetry-proto 1.11, collector/trace/v1/trace_service.proto, trace/v1/trace.proto.
using Tta.Model;

namespace Tta.Wire.Otlp;

/// <summary>Indexes an ExportTraceServiceRequest that lies in the arena of the batch.</summary>
internal ref struct TraceRequestReader(Limits limits, SpanBatch batch, ByteSlice request, Rejections rejections)
{
    private readonly ByteArena _arena = batch.Arena;
    private readonly int _origin = request.Offset;
    private Rejections _rejections = rejections;
    private int _accepted;

    /// <summary>Reads the whole request. After an error the batch is as it was before the request was added.</summary>
    public DecodeResult Run()
    {
        int resources = batch.Resources.Count;
        int scopes = batch.Scopes.Count;
        int spans = batch.Spans.Count;
        WireError error = ReadItems();
        if (!error.IsError)
        {
            return DecodeResult.Of(_accepted, _rejections);
        }

        batch.Resources.TruncateTo(resources);
        batch.Scopes.TruncateTo(scopes);
        batch.Spans.TruncateTo(spans);
        _arena.TruncateTo(_origin);
        return DecodeResult.Failed(error);
    }

    private WireError ReadItems()
    {
        var envelope = new OtlpEnvelope(_arena.Get(request), limits);
        int resourceNumber = 0;
        int scopeNumber = 0;
        while (envelope.Read())
        {
            if (envelope.GroupReason != RejectReason.None)
            {
                Reject(envelope.GroupReason, envelope.Item.Offset, envelope.GroupName + " of the span");
                continue;
            }

            if (resourceNumber != envelope.ResourceNumber)
            {
                resourceNumber = envelope.ResourceNumber;
                ByteSlice resource = Absolute(envelope.Resource);
                batch.Resources.Add(new SpanBatch.ResourceRow(resource, Absolute(envelope.ResourceSchemaUrl), ServiceName(resource)));
            }

            if (scopeNumber != envelope.ScopeNumber)
            {
                scopeNumber = envelope.ScopeNumber;
                batch.Scopes.Add(new SpanBatch.ScopeRow(batch.Resources.Count - 1, Absolute(envelope.Scope), Absolute(envelope.ScopeSchemaUrl)));
            }

            if (!TryReadSpan(envelope.Item))
            {
                return new WireError(
                    RejectReason.Malformed, envelope.Item.Offset, "this looks like OTLP logs; send logs to /v1/logs, not to /v1/traces");
            }
        }

        return envelope.Error;
    }

    // False when the first item of the body is a log record.
    private bool TryReadSpan(ByteSlice item)
    {
        ByteSlice message = Absolute(item);
        var span = new SpanCheck(_arena.Get(message), limits);
        RejectReason reason = span.Run();
        if (reason == RejectReason.None)
        {
            var name = new ByteSlice(message.Offset + span.Name.Offset, span.Name.Length);
            batch.Spans.Add(new SpanBatch.SpanRow(
                span.TraceId, span.SpanId, span.ParentSpanId, span.StartNs, span.EndNs, batch.Scopes.Count - 1, name, message, span.Kind, span.Status));
            _accepted++;
            return true;
        }

        if (span.LooksLikeLogRecord && _accepted == 0 && _rejections.Count == 0)
        {
            return false;
        }

        Reject(reason, item.Offset, "the span");
        return true;
    }

    private void Reject(RejectReason reason, int offset, string what) =>
        _rejections.Add(reason, offset, _rejections.Count == 0 ? AttributeCheck.Explain(what, reason, limits) : "");

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

    private readonly ByteSlice Absolute(ByteSlice slice) => slice with { Offset = slice.Offset + _origin };
}
