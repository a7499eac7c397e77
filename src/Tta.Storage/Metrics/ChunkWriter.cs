// Spec: docs/formats/samples.md, section "Chunks".
using System.Buffers.Binary;
using Tta.Storage.Wal;

namespace Tta.Storage.Metrics;

/// <summary>
/// The growing chunk of a series. Bytes once written never change and the array is never used for another chunk, so a reader that
/// took (array, length) under the lock can decode without it.
/// </summary>
internal struct ChunkWriter
{
    public const int MaxCount = 120;

    /// <summary>Set in the first byte of a sample: the distance to the previous sample is the one before.</summary>
    public const byte SameStep = 0x40;

    public const byte CodeMask = 0x3f;

    private const int MaxSampleBytes = 1 + Varint.MaxBytes + ValueCodec.MaxBytes;
    private const int FirstBytes = 32;

    private byte[]? _bytes;
    private int _length;
    private long _stepMs;
    private byte _hint;

    public int Count { get; private set; }

    public long MinMs { get; private set; }

    public long MaxMs { get; private set; }

    public double LastValue { get; private set; }

    public readonly ReadOnlyMemory<byte> Data => _bytes.AsMemory(0, _length);

    public readonly bool IsFull => Count == MaxCount;

    /// <summary>Appends a sample later than all before.</summary>
    public void Append(long timeMs, double value)
    {
        if (Count == 0)
        {
            MinMs = MaxMs = timeMs;
            _hint = ValueCodec.NoHint;
        }

        Span<byte> target = Reserve();
        long step = timeMs - MaxMs;
        int code = ValueCodec.Encode(value, LastValue, ref _hint, out ulong payload);
        int size = 1;
        if (step == _stepMs)
        {
            code |= SameStep;
        }
        else
        {
            size += Varint.Write(target[1..], Varint.ZigZag(step - _stepMs));
        }

        target[0] = (byte)code;
        BinaryPrimitives.WriteUInt64LittleEndian(target[size..], payload);
        _length += size + ValueCodec.PayloadBytes(code & CodeMask);
        _stepMs = step;
        MaxMs = timeMs;
        LastValue = value;
        Count++;
    }

    /// <summary>Ends the chunk and starts an empty one, with as much memory as this one needed.</summary>
    public SampleChunk Seal(long segment)
    {
        byte[] bytes = _bytes!;
        int expected = _length;
        if (bytes.Length - _length > (_length / 8) + MaxSampleBytes)
        {
            bytes = bytes.AsSpan(0, _length).ToArray();
        }

        var chunk = new SampleChunk(bytes.AsMemory(0, _length), Count, MinMs, MaxMs, segment);
        bool wasFull = IsFull;
        this = default;
        _bytes = wasFull ? new byte[expected + (expected / 16) + MaxSampleBytes] : null;
        return chunk;
    }

    private Span<byte> Reserve()
    {
        _bytes ??= new byte[FirstBytes];
        if (_bytes.Length - _length < MaxSampleBytes)
        {
            Array.Resize(ref _bytes, Math.Max(_length + MaxSampleBytes, _bytes.Length * 3 / 2));
        }

        return _bytes.AsSpan(_length);
    }
}
