// Spec: opentelemetry-proto 1.11, logs/v1/logs.proto; mapping of Loki's OTLP endpoint (docs/sources/send-data/otel). Differences: the
// resource attribute workspace is a stream label too; of equal names the log record wins over scope and resource.
using System.Buffers.Text;
using Tta.Model;
using Tta.Wire.Bytes;
using Tta.Wire.Logs;
using Tta.Wire.Prometheus;

namespace Tta.Wire.Otlp;

/// <summary>Turns ExportLogsServiceRequests into log entries. Reused; not thread-safe.</summary>
internal sealed class LogRequestReader
{
    private const int ResourceLayer = 0;
    private const int ScopeLayer = 1;
    private const int AttributeLayer = 2;
    private const int FieldLayer = 3;

    private readonly LogEntryWriter _writer = new();
    private readonly LabelCollector _metadata;
    private Rejections _rejections;
    private Limits _limits = new();

    public LogRequestReader() => _metadata = _writer.Metadata;

    public DecodeResult Run(ReadOnlySpan<byte> request, Limits limits, LogBatch into, long nowNs, Rejections rejections)
    {
        _limits = limits;
        _rejections = rejections;
        int arena = into.Arena.Length;
        int streams = into.Streams.Count;
        int entries = into.Entries.Count;
        WireError error = ReadItems(new OtlpEnvelope(request, limits), into, nowNs);
        if (!error.IsError)
        {
            return DecodeResult.Of(into.Entries.Count - entries, _rejections);
        }

        into.Arena.TruncateTo(arena);
        into.Streams.TruncateTo(streams);
        into.Entries.TruncateTo(entries);
        return DecodeResult.Failed(error);
    }

    private WireError ReadItems(OtlpEnvelope envelope, LogBatch into, long nowNs)
    {
        int before = into.Entries.Count;
        int resourceNumber = 0;
        int scopeNumber = 0;
        int stream = -1;
        LabelCollector.Mark ofResource = default;
        LabelCollector.Mark ofScope = default;
        while (envelope.Read())
        {
            if (envelope.GroupReason != RejectReason.None)
            {
                Reject(envelope.GroupReason, envelope.Item.Offset, envelope.GroupName + " of the log record");
                continue;
            }

            if (resourceNumber != envelope.ResourceNumber)
            {
                resourceNumber = envelope.ResourceNumber;
                ReadResource(envelope.Get(envelope.Resource));
                ofResource = _metadata.Save();
                stream = _writer.AddStream(into);
            }

            if (scopeNumber != envelope.ScopeNumber)
            {
                scopeNumber = envelope.ScopeNumber;
                _metadata.Restore(ofResource);
                ReadScope(envelope.Get(envelope.Scope));
                ofScope = _metadata.Save();
            }

            _metadata.Restore(ofScope);
            var record = new LogRecordFields(envelope.Get(envelope.Item), _limits);
            RejectReason reason = record.Run();
            if (record.LooksLikeSpan && into.Entries.Count == before && _rejections.Count == 0)
            {
                return new WireError(
                    RejectReason.Malformed, envelope.Item.Offset, "this looks like OTLP traces; send spans to /v1/traces, not to /v1/logs");
            }

            if (reason != RejectReason.None)
            {
                Reject(reason, envelope.Item.Offset, "the log record");
                continue;
            }

            AddAttributes(envelope.Get(envelope.Item), 6, AttributeLayer);
            AddFields(record);
            AddEntry(record, envelope.Item.Offset, stream, into, nowNs);
        }

        return envelope.Error;
    }

    private void ReadResource(ReadOnlySpan<byte> resource)
    {
        LabelCollector labels = _writer.Stream;
        labels.Clear();
        _metadata.Clear();
        var attributes = new KeyValueReader(resource, attributesField: 1);
        while (attributes.Read())
        {
            if (LokiLabels.IsIndexed(attributes.Key))
            {
                LabelNamer.Default.TryAdd(labels.Bytes, attributes.Key, out ByteSlice name);
                labels.Add(name, AnyValueText.Add(labels.Bytes, attributes.Value), default, ResourceLayer);
            }
            else
            {
                AddAttribute(default, attributes.Key, attributes.Value, ResourceLayer);
            }
        }
    }

    private void ReadScope(ReadOnlySpan<byte> scope)
    {
        var reader = new ProtoReader(scope);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field is 1 or 2 && type == ProtoWireType.LengthDelimited && reader.TryReadBytes(out ReadOnlySpan<byte> text))
            {
                AddText(field == 1 ? "scope_name"u8 : "scope_version"u8, text, ScopeLayer);
            }
            else
            {
                reader.TrySkip(type);
            }
        }

        AddAttributes(scope, 3, ScopeLayer);
    }

    private void AddAttributes(ReadOnlySpan<byte> message, int field, int layer)
    {
        var attributes = new KeyValueReader(message, field);
        while (attributes.Read())
        {
            AddAttribute(default, attributes.Key, attributes.Value, layer);
        }
    }

    // Maps are flattened: {"http":{"method":"GET"}} becomes http_method. The depth is bounded, the message was checked.
    private void AddAttribute(ByteSlice prefix, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, int layer)
    {
        ByteArena bytes = _metadata.Bytes;
        LabelNamer.Default.TryAdd(bytes, key, out ByteSlice name);
        if (!prefix.IsEmpty)
        {
            int start = bytes.Length;
            bytes.Reserve(prefix.Length + name.Length + 1);
            bytes.Add(bytes.Get(prefix));
            bytes.Add("_"u8);
            bytes.Add(bytes.Get(name));
            name = new ByteSlice(start, bytes.Length - start);
        }

        if (!AnyValueText.TryGetMap(value, out ReadOnlySpan<byte> map))
        {
            if (!name.IsEmpty)
            {
                _metadata.Add(name, AnyValueText.Add(bytes, value), default, layer);
            }

            return;
        }

        var pairs = new KeyValueReader(map, attributesField: 1);
        while (pairs.Read())
        {
            AddAttribute(name, pairs.Key, pairs.Value, layer);
        }
    }

    private void AddFields(in LogRecordFields record)
    {
        AddText("severity_text"u8, record.SeverityText, FieldLayer);
        AddText("event_name"u8, record.EventName, FieldLayer);
        AddHex("trace_id"u8, record.TraceId);
        AddHex("span_id"u8, record.SpanId);
        AddNumber("severity_number"u8, (ulong)record.SeverityNumber);
        AddNumber("flags"u8, record.Flags);
        AddNumber("dropped_attributes_count"u8, record.DroppedAttributesCount);
        AddNumber("observed_timestamp"u8, record.TimeNs != 0 ? record.ObservedTimeNs : 0);
    }

    private void AddEntry(in LogRecordFields record, int offset, int stream, LogBatch into, long nowNs)
    {
        ulong time = record.TimeNs != 0 ? record.TimeNs : record.ObservedTimeNs != 0 ? record.ObservedTimeNs : (ulong)nowNs;
        ByteSlice line = AnyValueText.Add(into.Arena, record.Body);
        _writer.AddEntry(into, stream, (long)Math.Min(time, long.MaxValue), line, record.SeverityNumber, _limits, offset, ref _rejections);
    }

    private void AddText(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int layer)
    {
        ByteSlice key = _metadata.Bytes.Add(name);
        _metadata.Add(key, Utf8Repair.Add(_metadata.Bytes, value), default, layer);
    }

    private void AddHex(ReadOnlySpan<byte> name, ReadOnlySpan<byte> id)
    {
        Span<byte> hex = stackalloc byte[32];
        if (!id.IsEmpty && Convert.TryToHexStringLower(id, hex, out int size))
        {
            _metadata.Add(name, hex[..size], FieldLayer);
        }
    }

    private void AddNumber(ReadOnlySpan<byte> name, ulong value)
    {
        Span<byte> digits = stackalloc byte[20];
        if (value != 0 && Utf8Formatter.TryFormat(value, digits, out int size))
        {
            _metadata.Add(name, digits[..size], FieldLayer);
        }
    }

    private void Reject(RejectReason reason, int offset, string what) =>
        _rejections.Add(reason, offset, _rejections.Count == 0 ? AttributeCheck.Explain(what, reason, _limits) : "");
}
