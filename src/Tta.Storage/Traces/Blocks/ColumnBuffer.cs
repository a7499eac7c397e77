// Spec: docs/formats/traces-block.md, section "Chunk".
using Tta.Model;
using Tta.Storage.Wal;

namespace Tta.Storage.Traces.Blocks;

/// <summary>The values of one column of the row group under construction. Used again for the next group.</summary>
internal sealed class ColumnBuffer(SpanColumn column)
{
    private readonly ByteArena _bytes = new(256);
    private readonly RowList<ulong> _values = new(); // Numbers, or where bytes end.

    public SpanColumn Column { get; } = column;

    public int Count => _values.Count;

    public void Add(ulong number) => _values.Add(number);

    public void Add(ReadOnlySpan<byte> bytes)
    {
        _bytes.Add(bytes);
        _values.Add((uint)_bytes.Length);
    }

    public void Clear()
    {
        _bytes.Clear();
        _values.Clear();
    }

    /// <summary>Writes the chunk in the shortest of its forms.</summary>
    public void WriteTo(ByteWriter into, ChunkDictionary dictionary)
    {
        if (Column.HoldsBytes)
        {
            WriteBytes(into, dictionary);
        }
        else
        {
            WriteNumbers(into, _values.Rows, Column.Wire == ProtoWireType.Fixed64);
        }
    }

    /// <summary>Writes numbers as a chunk.</summary>
    public static void WriteNumbers(ByteWriter into, ReadOnlySpan<ulong> values, bool fixedSize)
    {
        if (values.IndexOfAnyExcept(values[0]) < 0)
        {
            into.WriteByte(ChunkForm.Constant);
            into.WriteVarint(values[0]);
            return;
        }

        into.WriteByte(fixedSize ? ChunkForm.Fixed : ChunkForm.Varint);
        foreach (ulong value in values)
        {
            if (fixedSize)
            {
                into.WriteFixed64(value);
            }
            else
            {
                into.WriteVarint(value);
            }
        }
    }

    /// <summary>One of the values of a column of bytes.</summary>
    public ReadOnlySpan<byte> Bytes(int index)
    {
        int start = index == 0 ? 0 : (int)_values[index - 1];
        return _bytes.Written[start..(int)_values[index]];
    }

    private void WriteBytes(ByteWriter into, ChunkDictionary dictionary)
    {
        dictionary.Fill(_bytes.Written, _values.Rows);
        if (dictionary.Count == 1)
        {
            into.WriteByte(ChunkForm.Constant);
            into.WriteBlock(Bytes(0));
        }
        else if (dictionary.Count <= ChunkForm.MaxDictionary && dictionary.Count <= Count / 2)
        {
            into.WriteByte(dictionary.Count <= byte.MaxValue + 1 ? ChunkForm.Dictionary : ChunkForm.WideDictionary);
            WriteDictionary(into, dictionary);
        }
        else
        {
            into.WriteByte(ChunkForm.Plain);
            ulong before = 0;
            foreach (ulong end in _values.Rows)
            {
                into.WriteVarint(end - before);
                before = end;
            }

            into.WriteRaw(_bytes.Written);
        }
    }

    private void WriteDictionary(ByteWriter into, ChunkDictionary dictionary)
    {
        into.WriteVarint((uint)dictionary.Count);
        foreach (int first in dictionary.Firsts)
        {
            into.WriteBlock(Bytes(first));
        }

        bool wide = dictionary.Count > byte.MaxValue + 1;
        foreach (int code in dictionary.Codes)
        {
            into.WriteByte((byte)code);
            if (wide)
            {
                into.WriteByte((byte)(code >> 8));
            }
        }
    }
}
