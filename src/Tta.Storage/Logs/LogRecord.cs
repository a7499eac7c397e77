// Spec: docs/formats/wal.md, section "Logs".
using Tta.Model;
using Tta.Storage.LabelSets;
using Tta.Storage.Wal;

namespace Tta.Storage.Logs;

/// <summary>Writes and reads log entries, with stream and time as differences to the entry before.</summary>
internal static class LogRecord
{
    public const byte Type = 1;

    private const long NsPerMs = 1_000_000;

    public static void WriteEntry(
        ByteWriter record, LogStream stream, in LogBatch.EntryRow entry, ByteArena arena, ref int reference, ref long timeNs)
    {
        record.WriteZigZag(stream.WalReference - reference);
        record.WriteZigZag(entry.TimeNs - timeNs);
        record.WriteBlock(arena.Get(entry.Line));
        record.WriteBlock(arena.Get(entry.Metadata));
        reference = stream.WalReference;
        timeNs = entry.TimeNs;
    }

    /// <summary>Applies a record to the head and returns the time of the newest entry, Unix ms.</summary>
    /// <exception cref="InvalidDataException">The record does not make sense.</exception>
    public static long Read(ReadOnlySpan<byte> payload, long segment, LogHead head, SegmentReferences<LogStream> references)
    {
        references.Enter(segment);
        var reader = new ProtoReader(payload);
        reader.TryReadVarint(out ulong count);
        for (; count > 0 && reader.TryReadBytes(out ReadOnlySpan<byte> labels); count--)
        {
            references.Define(head.FindOrAdd(labels));
        }

        long newestNs = long.MinValue;
        long reference = 0;
        long timeNs = 0;
        while (!reader.Failed && reader.Remaining > 0)
        {
            if (reader.TryReadZigZag(out long change) && reader.TryReadZigZag(out long step)
                && reader.TryReadBytes(out ReadOnlySpan<byte> line) && reader.TryReadBytes(out ReadOnlySpan<byte> metadata)
                && (LabelSetCheck.TryCount(metadata, out _) || reader.Fail()))
            {
                reference += change;
                timeNs += step;
                head.Append(references.Resolve(reference), timeNs, line, metadata, segment);
                newestNs = Math.Max(newestNs, timeNs);
            }
        }

        if (reader.Failed)
        {
            throw new InvalidDataException($"a record of logs is malformed at byte {reader.Position} of its payload");
        }

        return newestNs == long.MinValue ? newestNs : newestNs / NsPerMs;
    }
}
