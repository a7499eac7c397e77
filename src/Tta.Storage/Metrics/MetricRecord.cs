// Spec: docs/formats/wal.md, section "Metrics".
using System.Buffers.Binary;
using Tta.Model;
using Tta.Storage.LabelSets;
using Tta.Storage.Wal;

namespace Tta.Storage.Metrics;

/// <summary>Writes and reads samples as differences to the sample before (time, reference) and to the value before of the series.</summary>
internal static class MetricRecord
{
    public const byte Type = 1;

    /// <summary>Set in the first byte of a sample: its time is that of the sample before.</summary>
    private const int SameTime = 0x40;

    /// <summary>Set in the first byte of a sample: its reference follows that of the sample before.</summary>
    private const int NextReference = 0x80;

    private const int MaxSampleBytes = 1 + (2 * Varint.MaxBytes) + ValueCodec.MaxBytes;

    public static void WriteSample(
        ByteWriter record, MemorySeries series, long timeMs, double value, ref int reference, ref long previousMs)
    {
        Span<byte> target = record.Reserve(MaxSampleBytes);
        int head = ValueCodec.Encode(value, series.Wal.Value, ref series.Wal.Hint, out ulong payload);
        int payloadBytes = ValueCodec.PayloadBytes(head);
        int size = 1;
        if (series.Wal.Reference == reference + 1)
        {
            head |= NextReference;
        }
        else
        {
            size += Varint.Write(target[size..], Varint.ZigZag(series.Wal.Reference - reference));
        }

        if (timeMs == previousMs)
        {
            head |= SameTime;
        }
        else
        {
            size += Varint.Write(target[size..], Varint.ZigZag(timeMs - previousMs));
        }

        target[0] = (byte)head;
        BinaryPrimitives.WriteUInt64LittleEndian(target[size..], payload);
        record.Advance(size + payloadBytes);
        series.Wal.Value = value;
        reference = series.Wal.Reference;
        previousMs = timeMs;
    }

    /// <summary>Applies a record to the head and returns the time of the newest sample.</summary>
    /// <exception cref="InvalidDataException">The record does not make sense.</exception>
    public static long Read(ReadOnlySpan<byte> payload, long segment, MetricHead head, SegmentReferences<MemorySeries> references)
    {
        var reader = new ProtoReader(payload);
        references.Enter(segment);
        reader.TryReadVarint(out ulong count);
        for (; count > 0 && reader.TryReadBytes(out ReadOnlySpan<byte> labels); count--)
        {
            references.Define(head.FindOrAdd(labels));
        }

        ReadMetadata(ref reader, head.Metadata, segment);
        ReadExemplars(ref reader, head.Exemplars, segment, references);
        if (reader.Failed)
        {
            throw new InvalidDataException($"a record of metrics is malformed at byte {reader.Position} of its payload");
        }

        return ReadSamples(payload, reader.Position, segment, head, references);
    }

    private static void ReadMetadata(ref ProtoReader reader, MetadataTable metadata, long segment)
    {
        reader.TryReadVarint(out ulong count);
        for (; count > 0 && reader.TryReadBytes(out ReadOnlySpan<byte> name); count--)
        {
            if (reader.TryReadVarint(out ulong type)
                && reader.TryReadBytes(out ReadOnlySpan<byte> help)
                && reader.TryReadBytes(out ReadOnlySpan<byte> unit))
            {
                metadata.Set(name, (MetricType)type, help, unit, segment);
            }
        }
    }

    private static void ReadExemplars(
        ref ProtoReader reader, ExemplarRing exemplars, long segment, SegmentReferences<MemorySeries> references)
    {
        reader.TryReadVarint(out ulong count);
        for (; count > 0 && reader.TryReadVarint(out ulong reference); count--)
        {
            if (reader.TryReadZigZag(out long timeMs)
                && reader.TryReadDouble(out double value)
                && reader.TryReadBytes(out ReadOnlySpan<byte> labels)
                && (LabelSetCheck.TryCount(labels, out _) || reader.Fail()))
            {
                exemplars.Add(references.Resolve((long)reference), timeMs, value, labels, segment);
            }
        }
    }

    private static long ReadSamples(
        ReadOnlySpan<byte> payload, int position, long segment, MetricHead head, SegmentReferences<MemorySeries> references)
    {
        long newestMs = long.MinValue;
        long timeMs = 0;
        long reference = -1;
        while (position < payload.Length)
        {
            int first = payload[position++];
            ulong change = 0;
            bool ok = (first & NextReference) != 0 || Varint.TryRead(payload, ref position, out change);
            reference += (first & NextReference) != 0 ? 1 : Varint.UnZigZag(change);
            ulong step = 0;
            ok &= (first & SameTime) != 0 || Varint.TryRead(payload, ref position, out step);
            timeMs += Varint.UnZigZag(step);
            int code = first & ChunkWriter.CodeMask;
            int count = ValueCodec.PayloadBytes(code);
            if (!ok || code >= ValueCodec.CodeCount || position + count > payload.Length)
            {
                throw new InvalidDataException($"a sample is malformed at byte {position} of its record");
            }

            MemorySeries series = references.Resolve(reference);
            double value = ValueCodec.Decode(code, ValueCodec.ReadPayload(payload, position, count), series.Wal.Value);
            position += count;
            series.Wal.Value = value;
            head.TryAppend(series, timeMs, value, segment);
            newestMs = Math.Max(newestMs, timeMs);
        }

        return newestMs;
    }
}
