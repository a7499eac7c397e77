// Spec: docs/formats/traces-block.md, section "Chunk".
using System.Buffers.Binary;
using Tta.Storage.Blocks;

namespace Tta.Storage.Traces.Blocks;

/// <summary>The values of one column in one row group, each of which can be read alone. Immutable.</summary>
internal sealed class ColumnChunk
{
    private readonly byte[] _section = []; // Bytes, codes and numbers of fixed size are read where they stand.
    private readonly byte _form;
    private readonly ulong[] _numbers = []; // Of variable size.
    private readonly int[] _starts = []; // Of the distinct values; of form Plain a value starts where the one before ends.
    private readonly int[] _ends = [];
    private readonly int _offset; // Of the codes, the numbers of fixed size or the plain bytes.

    /// <exception cref="InvalidDataException">The section makes no sense.</exception>
    public ColumnChunk(byte[] section, bool holdsBytes, int count)
    {
        Count = count;
        var reader = new SectionReader(section);
        _form = reader.Byte();
        switch (_form, holdsBytes)
        {
            case (ChunkForm.Constant, false):
                _numbers = [reader.Number()];
                DistinctCount = 1;
                return; // The section is let go.
            case (ChunkForm.Varint, false):
                _numbers = Varints(ref reader, count);
                DistinctCount = count;
                return;
            case (ChunkForm.Fixed, false):
                reader.Bytes(checked(8 * count));
                _offset = 1;
                DistinctCount = count;
                break;
            case (ChunkForm.Constant, true):
                (_starts, _ends) = Blocks(ref reader, 1);
                DistinctCount = 1;
                break;
            case (ChunkForm.Plain, true):
                _ends = Ends(ref reader, section.Length, count, out _offset);
                DistinctCount = count;
                break;
            case (ChunkForm.Dictionary or ChunkForm.WideDictionary, true):
                DistinctCount = reader.Count(minItemBytes: 1);
                (_starts, _ends) = Blocks(ref reader, DistinctCount);
                _offset = section.Length - reader.Remaining;
                reader.Bytes(_form == ChunkForm.Dictionary ? count : checked(2 * count));
                break;
            default:
                throw new InvalidDataException($"a chunk has the unknown form {_form}");
        }

        _section = section;
        CheckCodes();
    }

    /// <summary>What it takes in memory.</summary>
    public long SizeBytes => 128 + _section.Length + (_numbers.Length * 8L) + ((_starts.Length + _ends.Length) * 4L);

    /// <summary>Number of values.</summary>
    public int Count { get; }

    /// <summary>Number of different values that <see cref="CodeOf"/> tells apart; equal values may have different codes.</summary>
    public int DistinctCount { get; }

    /// <summary>Which distinct value stands at an index.</summary>
    public int CodeOf(int index) => _form switch
    {
        ChunkForm.Constant => 0,
        ChunkForm.Dictionary => _section[_offset + index],
        ChunkForm.WideDictionary => BinaryPrimitives.ReadUInt16LittleEndian(_section.AsSpan(_offset + (2 * index))),
        _ => index,
    };

    /// <summary>A number by its code.</summary>
    public ulong Number(int code) => _form == ChunkForm.Fixed
        ? BinaryPrimitives.ReadUInt64LittleEndian(_section.AsSpan(_offset + (8 * code)))
        : _numbers[code];

    /// <summary>Bytes by their code.</summary>
    public ReadOnlySpan<byte> Bytes(int code)
    {
        int start = _form != ChunkForm.Plain ? _starts[code] : code == 0 ? _offset : _ends[code - 1];
        return _section.AsSpan(start.._ends[code]);
    }

    /// <summary>Reads numbers written by <see cref="ColumnBuffer.WriteNumbers"/> into an array of their count.</summary>
    public static ulong[] ReadNumbers(byte[] section, int count)
    {
        var chunk = new ColumnChunk(section, holdsBytes: false, count);
        if (chunk._form == ChunkForm.Varint)
        {
            return chunk._numbers;
        }

        ulong[] numbers = new ulong[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = chunk.Number(chunk.CodeOf(i));
        }

        return numbers;
    }

    private static ulong[] Varints(ref SectionReader reader, int count)
    {
        ulong[] numbers = new ulong[Checked(ref reader, count)];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = reader.Number();
        }

        return numbers;
    }

    private static (int[] Starts, int[] Ends) Blocks(ref SectionReader reader, int count)
    {
        int[] starts = new int[Checked(ref reader, count)];
        int[] ends = new int[count];
        for (int i = 0; i < count; i++)
        {
            Range range = reader.Block();
            starts[i] = range.Start.Value;
            ends[i] = range.End.Value;
        }

        return (starts, ends);
    }

    private static int[] Ends(ref SectionReader reader, int sectionBytes, int count, out int offset)
    {
        int[] ends = new int[Checked(ref reader, count)];
        int total = 0;
        for (int i = 0; i < count; i++)
        {
            total += reader.Index(sectionBytes - total + 1);
            ends[i] = total;
        }

        offset = sectionBytes - reader.Remaining;
        reader.Bytes(total);
        for (int i = 0; i < count; i++)
        {
            ends[i] += offset;
        }

        return ends;
    }

    private static int Checked(ref SectionReader reader, int count) => count <= reader.Remaining ? count : throw reader.Damaged();

    private void CheckCodes()
    {
        bool hasCodes = _form is ChunkForm.Dictionary or ChunkForm.WideDictionary;
        for (int i = 0; hasCodes && i < Count; i++)
        {
            if (CodeOf(i) >= DistinctCount)
            {
                throw new InvalidDataException($"a chunk has the code {CodeOf(i)} and only {DistinctCount} values");
            }
        }
    }
}
