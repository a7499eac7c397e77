// Spec: opentelemetry-proto 1.11, metrics/v1/metrics.proto (Exemplar); OTLP to Prometheus: trace_id and span_id first, then attributes
// while the 128 characters of an OpenMetrics exemplar last.
using Tta.Model;
using Tta.Wire.Bytes;
using Tta.Wire.Prometheus;

namespace Tta.Wire.Otlp;

/// <summary>Turns OTLP exemplars into labelled ones. Reused; not thread-safe.</summary>
internal sealed class ExemplarReader
{
    private const int MaxCharacters = 128;

    private readonly LabelCollector _labels = new();
    private int _characters;

    /// <summary>Reads an exemplar and writes its labels; false when it is malformed.</summary>
    public bool TryRead(ReadOnlySpan<byte> message, Limits limits, LabelNamer namer, ByteArena target, out long timeMs, out double value, out ByteSlice labels)
    {
        _labels.Clear();
        _characters = 0;
        timeMs = 0;
        value = 0;
        labels = default;
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            switch (field, type)
            {
                case (2, ProtoWireType.Fixed64) when reader.TryReadFixed64(out ulong time):
                    timeMs = (long)(time / 1_000_000);
                    break;
                case (3, ProtoWireType.Fixed64):
                    reader.TryReadDouble(out value);
                    break;
                case (6, ProtoWireType.Fixed64) when reader.TryReadFixed64(out ulong number):
                    value = (long)number;
                    break;
                case (4 or 5, ProtoWireType.LengthDelimited) when reader.TryReadBytes(out ReadOnlySpan<byte> id):
                    AddId(field == 4 ? "span_id"u8 : "trace_id"u8, id, field == 4 ? SpanId.SizeBytes : TraceId.SizeBytes);
                    break;
                case (7, ProtoWireType.LengthDelimited) when AttributeCheck.KeyValue(ref reader, limits) != RejectReason.None:
                    return false;
                case (7, ProtoWireType.LengthDelimited):
                    break;
                default:
                    reader.TrySkip(type);
                    break;
            }
        }

        if (reader.Failed)
        {
            return false;
        }

        AddAttributes(message, namer);
        labels = _labels.WriteTo(target);
        return true;
    }

    private void AddId(ReadOnlySpan<byte> name, ReadOnlySpan<byte> id, int size)
    {
        Span<byte> hex = stackalloc byte[32];
        if (id.Length == size && id.IndexOfAnyExcept((byte)0) >= 0 && Convert.TryToHexStringLower(id, hex, out int written))
        {
            _labels.Add(name, hex[..written], layer: 1);
            _characters += name.Length + written;
        }
    }

    private void AddAttributes(ReadOnlySpan<byte> message, LabelNamer namer)
    {
        var attributes = new KeyValueReader(message, attributesField: 7);
        while (attributes.Read())
        {
            LabelCollector.Mark mark = _labels.Save();
            bool isName = namer.TryAdd(_labels.Bytes, attributes.Key, out ByteSlice name);
            ByteSlice value = AnyValueText.Add(_labels.Bytes, attributes.Value);
            int characters = Count(_labels.Bytes.Get(name)) + Count(_labels.Bytes.Get(value));
            if (isName && _characters + characters <= MaxCharacters)
            {
                _labels.Add(name, value, default, layer: 0);
                _characters += characters;
            }
            else
            {
                _labels.Restore(mark);
            }
        }
    }

    // Every byte but a continuation byte starts a character.
    private static int Count(ReadOnlySpan<byte> utf8)
    {
        int count = 0;
        foreach (byte b in utf8)
        {
            count += (b & 0xC0) == 0x80 ? 0 : 1;
        }

        return count;
    }
}
