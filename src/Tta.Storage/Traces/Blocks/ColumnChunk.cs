// Spec: docs/formats/traces-block.md, section "Chunk".
using System.Buffers.Binary;
using Tta.Storage.Blocks;

namespace Tta.Storage.Traces.Blocks;

/// <summary>The values of one column in one row group, decoded so that each can be read alone. Immutable.</summary>
internal sealed class ColumnChunk
{
    private readonly byte[] _section;
    private readonly ulong[]? _numbers; // Numbers, or of bytes where each distinct value ends.
    private readonly byte[]? _narrowCodes;
    private readonly ushort[]? _wideCodes;
    private readonly int[]? _starts;

    /// <exception cref="InvalidDataException">The section makes no sense.</exception>
    public ColumnChunk(byte[] section, bool holdsBytes, int count)
    {
        _section = section;
        Count = count;
        var reader = new SectionReader(section);
        byte form = reader.Byte();
        switch (form, holdsBytes)
        {
            case (ChunkForm.Constant, false):
                _numbers = [reader.Number()];
                break;
            case (ChunkForm.Varint, false):
                _numbers = Varints(ref reader, count);
                break;
            case (ChunkForm.Fixed, false):
                _numbers = Fixed(ref reader, count);
                break;
            case (ChunkForm.Constant, true):
                (_starts, _numbers) = Blocks(ref reader, 1);
                break;
            case (ChunkForm.Plain, true):
                (_starts, _numbers) = Plain(ref reader, section.Length, count);
                break;
            case (ChunkForm.Dictionary or ChunkForm.WideDictionary, true):
                (_starts, _numbers) = Blocks(ref reader, reader.Count(minItemBytes: 1));
                ReadOnlySpan<byte> codes = reader.Bytes(form == ChunkForm.Dictionary ? count : 2 * count);
                _narrowCodes = form == ChunkForm.Dictionary ? codes.ToArray() : null;
                _wideCodes = form == ChunkForm.Dictionary ? null : Wide(codes);
                break;
            default:
                throw new InvalidDataException($"a chunk has the unknown form {form}");
        }

        CheckCodes();
    }

    /// <summary>Number of values.</summary>
    public int Count { get; }

    /// <summary>Number of different values that <see cref="CodeOf"/> tells apart; equal values may have different codes.</summary>
    public int DistinctCount => _numbers!.Length;

    /// <summary>Which distinct value stands at an index.</summary>
    public int CodeOf(int index) => _narrowCodes is not null ? _narrowCodes[index]
        : _wideCodes is not null ? _wideCodes[index]
        : DistinctCount == 1 ? 0 : index;

    /// <summary>A number by its code.</summary>
    public ulong Number(int code) => _numbers![code];

    /// <summary>Bytes by their code.</summary>
    public ReadOnlySpan<byte> Bytes(int code) => _section.AsSpan(_starts![code]..(int)_numbers![code]);

    /// <summary>Reads numbers written by <see cref="ColumnBuffer.WriteNumbers"/> into an array of their count.</summary>
    public static ulong[] ReadNumbers(byte[] section, int count)
    {
        var chunk = new ColumnChunk(section, holdsBytes: false, count);
        if (chunk.DistinctCount == count)
        {
            return chunk._numbers!;
        }

        ulong[] numbers = new ulong[count];
        Array.Fill(numbers, chunk.Number(0));
        return numbers;
    }

    private static ulong[] Varints(ref SectionReader reader, int count)
    {
        ulong[] numbers = new ulong[Checked(ref reader, count, 1)];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = reader.Number();
        }

        return numbers;
    }

    private static ulong[] Fixed(ref SectionReader reader, int count)
    {
        ulong[] numbers = new ulong[Checked(ref reader, count, 8)];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = reader.Fixed64();
        }

        return numbers;
    }

    private static (int[] Starts, ulong[] Ends) Blocks(ref SectionReader reader, int count)
    {
        int[] starts = new int[Checked(ref reader, count, 1)];
        ulong[] ends = new ulong[count];
        for (int i = 0; i < count; i++)
        {
            Range range = reader.Block();
            starts[i] = range.Start.Value;
            ends[i] = (ulong)range.End.Value;
        }

        return (starts, ends);
    }

    private static (int[] Starts, ulong[] Ends) Plain(ref SectionReader reader, int sectionBytes, int count)
    {
        int[] starts = new int[Checked(ref reader, count, 1)];
        ulong[] ends = new ulong[count];
        ulong total = 0;
        for (int i = 0; i < count; i++)
        {
            starts[i] = (int)total;
            total += reader.Number();
            ends[i] = total;
            if (total > (ulong)sectionBytes)
            {
                throw reader.Damaged();
            }
        }

        int offset = sectionBytes - reader.Bytes((int)total).Length - reader.Remaining;
        for (int i = 0; i < count; i++)
        {
            starts[i] += offset;
            ends[i] += (ulong)offset;
        }

        return (starts, ends);
    }

    private static ushort[] Wide(ReadOnlySpan<byte> codes)
    {
        ushort[] wide = new ushort[codes.Length / 2];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = BinaryPrimitives.ReadUInt16LittleEndian(codes[(2 * i)..]);
        }

        return wide;
    }

    private static int Checked(ref SectionReader reader, int count, int itemBytes) =>
        count <= reader.Remaining / itemBytes ? count : throw reader.Damaged();

    private void CheckCodes()
    {
        int max = 0;
        foreach (byte code in _narrowCodes ?? [])
        {
            max = Math.Max(max, code);
        }

        foreach (ushort code in _wideCodes ?? [])
        {
            max = Math.Max(max, code);
        }

        if (max >= DistinctCount)
        {
            throw new InvalidDataException($"a chunk has the code {max} and only {DistinctCount} values");
        }
    }
}
