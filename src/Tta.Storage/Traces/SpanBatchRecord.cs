// Spec: docs/formats/wal.md, section "Traces".
using Tta.Model;
using Tta.Storage.Wal;

namespace Tta.Storage.Traces;

/// <summary>A batch of spans as one record: the OTLP messages as sent, with resources and scopes once.</summary>
internal static class SpanBatchRecord
{
    public const byte Type = 1;

    /// <summary>
    /// Writes the chosen spans of a batch, with all its resources and scopes, and notes where in the payload each message stands.
    /// </summary>
    public static void Write(ByteWriter record, SpanBatch batch, ReadOnlySpan<int> spans, RowList<int> offsets)
    {
        offsets.Clear();
        record.WriteVarint((uint)batch.Resources.Count);
        foreach (ref readonly SpanBatch.ResourceRow row in batch.Resources.Rows)
        {
            record.WriteBlock(batch.Arena.Get(row.Message));
            record.WriteBlock(batch.Arena.Get(row.SchemaUrl));
            record.WriteBlock(batch.Arena.Get(row.ServiceName));
        }

        record.WriteVarint((uint)batch.Scopes.Count);
        foreach (ref readonly SpanBatch.ScopeRow row in batch.Scopes.Rows)
        {
            record.WriteVarint((uint)row.ResourceIndex);
            record.WriteBlock(batch.Arena.Get(row.Message));
            record.WriteBlock(batch.Arena.Get(row.SchemaUrl));
        }

        record.WriteVarint((uint)spans.Length);
        foreach (int i in spans)
        {
            ref readonly SpanBatch.SpanRow row = ref batch.Spans[i];
            record.WriteVarint((uint)row.ScopeIndex);
            record.WriteBlock(batch.Arena.Get(row.Message));
            offsets.Add(record.Length - row.Message.Length - WalFormat.RecordHeaderBytes);
        }
    }

    /// <summary>Reads a record into an empty batch and notes where in the payload each message stands.</summary>
    /// <exception cref="InvalidDataException">The record does not make sense.</exception>
    public static void Read(ReadOnlySpan<byte> payload, SpanBatch into, RowList<int> offsets)
    {
        offsets.Clear();
        var reader = new ProtoReader(payload);
        reader.TryReadVarint(out ulong count);
        for (; count > 0 && !reader.Failed; count--)
        {
            into.Resources.Add(new SpanBatch.ResourceRow(Block(ref reader, into), Block(ref reader, into), Block(ref reader, into)));
        }

        reader.TryReadVarint(out count);
        for (; count > 0 && reader.TryReadVarint(out ulong resource) && resource < (ulong)into.Resources.Count; count--)
        {
            into.Scopes.Add(new SpanBatch.ScopeRow((int)resource, Block(ref reader, into), Block(ref reader, into)));
        }

        bool ok = count == 0;
        reader.TryReadVarint(out count);
        for (; count > 0 && reader.TryReadVarint(out ulong scope) && scope < (ulong)into.Scopes.Count; count--)
        {
            ByteSlice message = Block(ref reader, into);
            ok &= SpanRowReader.TryRead(into.Arena, message, (int)scope, out SpanBatch.SpanRow row);
            into.Spans.Add(row);
            offsets.Add(reader.Position - message.Length);
        }

        if (!ok || count > 0 || reader.Failed)
        {
            throw new InvalidDataException($"a record of spans is malformed at byte {reader.Position} of its payload");
        }
    }

    private static ByteSlice Block(ref ProtoReader reader, SpanBatch into) =>
        reader.TryReadBytes(out ReadOnlySpan<byte> bytes) ? into.Arena.Add(bytes) : default;
}
