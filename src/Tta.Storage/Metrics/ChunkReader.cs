// Spec: docs/formats/samples.md, section "Chunks".
using Tta.Storage.Wal;

namespace Tta.Storage.Metrics;

/// <summary>Decodes a chunk sample by sample.</summary>
internal ref struct ChunkReader(ReadOnlySpan<byte> data, long minMs)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _position;
    private long _stepMs;

    public long TimeMs { get; private set; } = minMs;

    public double Value { get; private set; }

    public bool TryNext()
    {
        if (_position == _data.Length)
        {
            return false;
        }

        int head = _data[_position++];
        if ((head & ChunkWriter.SameStep) == 0)
        {
            Varint.TryRead(_data, ref _position, out ulong change);
            _stepMs += Varint.UnZigZag(change);
        }

        int code = head & ChunkWriter.CodeMask;
        int count = ValueCodec.PayloadBytes(code);
        TimeMs += _stepMs;
        Value = ValueCodec.Decode(code, ValueCodec.ReadPayload(_data, _position, count), Value);
        _position += count;
        return true;
    }
}
