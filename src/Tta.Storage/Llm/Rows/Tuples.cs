using System.Buffers.Binary;
using Tta.Storage.LabelSets;

namespace Tta.Storage.Llm.Rows;

/// <summary>
/// Gives every distinct combination of symbols a number. Fields that go together have few combinations, so that many fields of a row
/// take one number, and a condition on them is decided once per combination. Not thread-safe.
/// </summary>
internal sealed class Tuples(int width)
{
    private readonly ByteKeyTable _table = new();

    public int Count => _table.Count;

    public int Width => width;

    public int Of(ReadOnlySpan<int> symbols)
    {
        Span<byte> key = stackalloc byte[width * sizeof(int)];
        for (int i = 0; i < width; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(key[(i * sizeof(int))..], symbols[i]);
        }

        return _table.GetOrAdd(key, out _);
    }

    public int Symbol(int tuple, int slot) => BinaryPrimitives.ReadInt32LittleEndian(_table[tuple].Span[(slot * sizeof(int))..]);

    public void Read(int tuple, Span<int> symbols)
    {
        for (int i = 0; i < width; i++)
        {
            symbols[i] = Symbol(tuple, i);
        }
    }
}
