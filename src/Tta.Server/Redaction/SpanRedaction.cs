// Spec: opentelemetry-proto 1.11, trace/v1/trace.proto, resource/v1/resource.proto, common/v1/common.proto. Differences: a field that is not
// known there is left out when something in it would have to be hidden.
using System.Text;
using Tta.Model;
using Tta.Observability;
using Tta.Wire.Langfuse;
using Tta.Wire.Protobuf;

namespace Tta.Server.Redaction;

/// <summary>Hides what must not be kept in the messages of a batch of spans. Thread-safe; a batch with nothing to hide stays untouched.</summary>
internal sealed class SpanRedaction(IntakeRedactor redactor)
{
    public void Apply(SpanBatch batch)
    {
        ByteArena arena = batch.Arena;
        foreach (ref SpanBatch.ResourceRow row in batch.Resources.Rows)
        {
            if (redactor.MayHold(arena.Get(row.Message)))
            {
                row = row with { Message = Rewrite(arena, row.Message, OtlpField.Resource), ServiceName = Text(arena, row.ServiceName) };
            }

            row = row with { SchemaUrl = Text(arena, row.SchemaUrl) };
        }

        foreach (ref SpanBatch.ScopeRow row in batch.Scopes.Rows)
        {
            if (redactor.MayHold(arena.Get(row.Message)))
            {
                row = row with { Message = Rewrite(arena, row.Message, OtlpField.Scope) };
            }

            row = row with { SchemaUrl = Text(arena, row.SchemaUrl) };
        }

        foreach (ref SpanBatch.SpanRow row in batch.Spans.Rows)
        {
            if (redactor.MayHold(arena.Get(row.Message)))
            {
                row = row with { Message = Rewrite(arena, row.Message, OtlpField.Span), Name = Text(arena, row.Name) };
            }
        }
    }

    private ByteSlice Text(ByteArena arena, ByteSlice text) => redactor.Hide(arena.Get(text)) is { } hidden ? arena.Add(hidden) : text;

    private ByteSlice Rewrite(ByteArena arena, ByteSlice message, OtlpField kind)
    {
        // The arena grows while the message is read.
        byte[] source = arena.Get(message).ToArray();
        int start = arena.Length;
        if (Copy(arena, source, kind))
        {
            return new ByteSlice(start, arena.Length - start);
        }

        arena.TruncateTo(start);
        return message;
    }

    /// <summary>Writes a message to the end of the arena; true when it is another one now.</summary>
    private bool Copy(ByteArena arena, ReadOnlySpan<byte> message, OtlpField kind)
    {
        var writer = new ProtoWriter(arena);
        var reader = new ProtoReader(message);
        bool isChanged = false;
        int start = 0;
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (type != ProtoWireType.LengthDelimited)
            {
                reader.TrySkip(type);
                arena.Add(message[start..reader.Position]);
            }
            else if (reader.TryReadBytes(out ReadOnlySpan<byte> content))
            {
                isChanged |= CopyField(writer, arena, kind, field, content, message[start..reader.Position]);
            }

            start = reader.Position;
        }

        // Decoders pass no message on that does not read to its end; if one did, its rest stays out.
        return isChanged || reader.Failed;
    }

    private bool CopyField(ProtoWriter writer, ByteArena arena, OtlpField kind, int field, ReadOnlySpan<byte> content, ReadOnlySpan<byte> whole)
    {
        switch (Of(kind, field))
        {
            case OtlpField.Id:
                arena.Add(whole);
                return false;
            case OtlpField.Text when redactor.Hide(content) is { } hidden:
                writer.Text(field, hidden);
                return true;
            case OtlpField.Unknown when redactor.Hide(content) is not null:
                return true;
            case OtlpField.Text or OtlpField.Unknown:
                arena.Add(whole);
                return false;
            case OtlpField.KeyValue:
                return CopyPair(writer, arena, field, content);
            case var message:
                int start = writer.Begin(field);
                bool isChanged = Copy(arena, content, message);
                writer.End(start);
                return isChanged;
        }
    }

    private bool CopyPair(ProtoWriter writer, ByteArena arena, int field, ReadOnlySpan<byte> pair)
    {
        string key = "";
        bool isText = false;
        var reader = new ProtoReader(pair);
        while (reader.TryReadTag(out int part, out ProtoWireType type))
        {
            if (type == ProtoWireType.LengthDelimited && reader.TryReadBytes(out ReadOnlySpan<byte> content))
            {
                key = part == 1 ? Encoding.UTF8.GetString(content) : key;
                isText |= part == 2 && IsText(content);
            }
            else
            {
                reader.TrySkip(type);
            }
        }

        if (!redactor.KeepsContent && ModelContent.Is(key))
        {
            return true;
        }

        int start = writer.Begin(field);
        bool isChanged = isText && redactor.IsSecret(key);
        if (isChanged)
        {
            writer.Text(1, key);
            int value = writer.Begin(2);
            writer.Text(1, SecretPatterns.Replacement);
            writer.End(value);
        }
        else
        {
            isChanged = Copy(arena, pair, OtlpField.KeyValue);
        }

        writer.End(start);
        return isChanged;
    }

    // Numbers and truth values tell no secret.
    private static bool IsText(ReadOnlySpan<byte> anyValue)
    {
        var reader = new ProtoReader(anyValue);
        return reader.TryReadTag(out _, out ProtoWireType type) && type == ProtoWireType.LengthDelimited;
    }

    private static OtlpField Of(OtlpField message, int field) => (message, field) switch
    {
        (OtlpField.Span, 1 or 2 or 4) or (OtlpField.Link, 1 or 2) => OtlpField.Id,
        (OtlpField.Span, 3 or 5) or (OtlpField.Scope, 1 or 2) or (OtlpField.Event, 2) or (OtlpField.Link, 3) or (OtlpField.Status, 2) => OtlpField.Text,
        (OtlpField.KeyValue, 1) or (OtlpField.AnyValue, 1 or 7) => OtlpField.Text,
        (OtlpField.Resource, 1) or (OtlpField.Scope, 3) or (OtlpField.Span, 9) or (OtlpField.Event, 3) or (OtlpField.Link, 4) or (OtlpField.KeyValueList, 1) => OtlpField.KeyValue,
        (OtlpField.Span, 11) => OtlpField.Event,
        (OtlpField.Span, 13) => OtlpField.Link,
        (OtlpField.Span, 15) => OtlpField.Status,
        (OtlpField.KeyValue, 2) or (OtlpField.ArrayValue, 1) => OtlpField.AnyValue,
        (OtlpField.AnyValue, 5) => OtlpField.ArrayValue,
        (OtlpField.AnyValue, 6) => OtlpField.KeyValueList,
        _ => OtlpField.Unknown,
    };
}
