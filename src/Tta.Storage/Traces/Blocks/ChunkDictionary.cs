using Tta.Storage.LabelSets;

namespace Tta.Storage.Traces.Blocks;

/// <summary>Finds the distinct values of a chunk. Used again for the next chunk, so that it allocates nothing after warm-up.</summary>
internal sealed class ChunkDictionary
{
    private int[] _slots = new int[64]; // Code + 1, 0 = free.
    private uint[] _hashes = new uint[32];
    private int[] _firsts = new int[32];
    private int[] _codes = new int[32];
    private int _values;

    /// <summary>Number of distinct values.</summary>
    public int Count { get; private set; }

    /// <summary>For each code the first value that has it.</summary>
    public ReadOnlySpan<int> Firsts => _firsts.AsSpan(0, Count);

    /// <summary>The code of each value.</summary>
    public ReadOnlySpan<int> Codes => _codes.AsSpan(0, _values);

    /// <summary>Codes all values, given as bytes and where each of them ends.</summary>
    public void Fill(ReadOnlySpan<byte> bytes, ReadOnlySpan<ulong> ends)
    {
        Count = 0;
        _values = ends.Length;
        if (_codes.Length < ends.Length)
        {
            _codes = new int[ends.Length * 2];
            _firsts = new int[ends.Length * 2];
            _hashes = new uint[ends.Length * 2];
            _slots = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)ends.Length * 4)];
        }

        Array.Clear(_slots);
        int mask = _slots.Length - 1;
        for (int i = 0; i < ends.Length; i++)
        {
            ReadOnlySpan<byte> value = Value(bytes, ends, i);
            uint hash = SeededHash.Of(value);
            int slot = (int)(hash & (uint)mask);
            while (_slots[slot] != 0)
            {
                int code = _slots[slot] - 1;
                if (_hashes[code] == hash && Value(bytes, ends, _firsts[code]).SequenceEqual(value))
                {
                    break;
                }

                slot = (slot + 1) & mask;
            }

            if (_slots[slot] == 0)
            {
                _hashes[Count] = hash;
                _firsts[Count] = i;
                _slots[slot] = ++Count;
            }

            _codes[i] = _slots[slot] - 1;
        }
    }

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> bytes, ReadOnlySpan<ulong> ends, int index) =>
        bytes[(index == 0 ? 0 : (int)ends[index - 1])..(int)ends[index]];
}
