// Spec: Loki pkg/push/push.proto.
using Tta.Model;
using Tta.Wire.Bytes;
using Tta.Wire.Exposition;
using Tta.Wire.Logs;
using Tta.Wire.Protobuf;

namespace Tta.Wire.Loki;

/// <summary>Reads PushRequest messages. Reused; not thread-safe.</summary>
internal sealed class LokiProtobufReader
{
    private readonly LogEntryWriter _writer = new();
    private Rejections _rejections;

    public DecodeResult Run(ReadOnlySpan<byte> request, Limits limits, LogBatch into)
    {
        _rejections = default;
        (int arena, int streams, int entries) = (into.Arena.Length, into.Streams.Count, into.Entries.Count);
        string? problem = null;
        var reader = new ProtoReader(request);
        while (problem is null && reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field == 1 && type == ProtoWireType.LengthDelimited && reader.TryReadBytes(out ReadOnlySpan<byte> stream))
            {
                problem = ReadStream(stream, limits, into);
            }
            else
            {
                reader.TrySkip(type);
            }
        }

        problem ??= reader.Failed ? "the body is no push request: malformed protobuf" : null;
        if (problem is null)
        {
            return DecodeResult.Of(into.Entries.Count - entries, _rejections);
        }

        into.Arena.TruncateTo(arena);
        into.Streams.TruncateTo(streams);
        into.Entries.TruncateTo(entries);
        return DecodeResult.Failed(new WireError(RejectReason.Malformed, -1, problem));
    }

    private string? ReadStream(ReadOnlySpan<byte> message, Limits limits, LogBatch into)
    {
        _writer.Stream.Clear();
        _writer.Metadata.Clear();
        string? problem = ReadLabels(message);
        if (problem is not null)
        {
            return problem;
        }

        int stream = _writer.AddStream(into);
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field != 2 || type != ProtoWireType.LengthDelimited || !reader.TryReadBytes(out ReadOnlySpan<byte> entry))
            {
                reader.TrySkip(type);
            }
            else if (!TryReadEntry(entry, stream, limits, into))
            {
                return "an entry is malformed protobuf";
            }
        }

        return null;
    }

    private string? ReadLabels(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> text = default;
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field == 1 && type == ProtoWireType.LengthDelimited)
            {
                reader.TryReadBytes(out text);
            }
            else
            {
                reader.TrySkip(type);
            }
        }

        if (reader.Failed)
        {
            return "a stream is malformed protobuf";
        }

        text = text.Trim((byte)' ');
        var labels = new LabelCursor(text, 1, isOpenMetrics: false);
        if (!text.StartsWith("{"u8))
        {
            return LokiErrors.Labels(text);
        }

        ByteArena bytes = _writer.Stream.Bytes;
        while (labels.Read())
        {
            if (labels.IsMetricName || !GoQuoted.TryAdd(bytes, labels.Value, out ByteSlice value))
            {
                return LokiErrors.Labels(text);
            }

            _writer.Stream.Add(bytes.Add(labels.Name), value, default, layer: 0);
        }

        return labels.Error is not null || labels.Position != text.Length ? LokiErrors.Labels(text)
            : _writer.Stream.Count == 0 ? LokiErrors.NoLabels
            : null;
    }

    private bool TryReadEntry(ReadOnlySpan<byte> message, int stream, Limits limits, LogBatch into)
    {
        _writer.Metadata.Clear();
        ReadOnlySpan<byte> line = default;
        long timeNs = 0;
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            bool ok = true;
            switch (field, type)
            {
                case (1, ProtoWireType.LengthDelimited) when reader.TryReadBytes(out ReadOnlySpan<byte> timestamp):
                    ok = TryReadTime(timestamp, out timeNs);
                    break;
                case (2, ProtoWireType.LengthDelimited):
                    reader.TryReadBytes(out line);
                    break;
                case (3, ProtoWireType.LengthDelimited) when reader.TryReadBytes(out ReadOnlySpan<byte> pair):
                    ok = TryReadPair(pair);
                    break;
                default:
                    reader.TrySkip(type);
                    break;
            }

            if (!ok)
            {
                return false;
            }
        }

        if (!reader.Failed)
        {
            _writer.AddEntry(into, stream, timeNs, Utf8Repair.Add(into.Arena, line), 0, limits, -1, ref _rejections);
        }

        return !reader.Failed;
    }

    private static bool TryReadTime(ReadOnlySpan<byte> message, out long timeNs)
    {
        ulong seconds = 0;
        ulong nanos = 0;
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (type != ProtoWireType.Varint || !reader.TryReadVarint(out ulong value))
            {
                reader.TrySkip(type);
                continue;
            }

            seconds = field == 1 ? value : seconds;
            nanos = field == 2 ? value : nanos;
        }

        const long NsPerSecond = 1_000_000_000;
        bool isInRange = Math.Abs((decimal)(long)seconds) < long.MaxValue / NsPerSecond && nanos < NsPerSecond;
        timeNs = isInRange ? ((long)seconds * NsPerSecond) + (long)nanos : 0;
        return isInRange && !reader.Failed;
    }

    private bool TryReadPair(ReadOnlySpan<byte> message)
    {
        bool isSound = ProtoPair.TryRead(message, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value);
        ByteArena bytes = _writer.Metadata.Bytes;
        ByteSlice key = Utf8Repair.Add(bytes, name);
        _writer.Metadata.Add(key, Utf8Repair.Add(bytes, value), default, layer: 0);
        return isSound && !name.IsEmpty;
    }
}
