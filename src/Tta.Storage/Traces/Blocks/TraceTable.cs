// Spec: docs/formats/traces-block.md, section "Table".
using System.Buffers.Binary;
using Tta.Model;
using Tta.Storage.Wal;

namespace Tta.Storage.Traces.Blocks;

/// <summary>The traces of a block: their ids, their rows, and their order by id. Immutable.</summary>
internal sealed class TraceTable
{
    private readonly byte[] _section;
    private readonly int _count;
    private readonly int _rowCount;

    /// <exception cref="InvalidDataException">The section does not have the size of so many traces.</exception>
    public TraceTable(byte[] section, int count, int rowCount)
    {
        if (section.Length != count * (long)EntryBytes)
        {
            throw new InvalidDataException($"a table of {count} traces has {section.Length} bytes");
        }

        _section = section;
        _count = count;
        _rowCount = rowCount;
    }

    private const int EntryBytes = TraceId.SizeBytes + 4 + 4;

    public int Count => _count;

    public TraceId IdOf(int trace) => TraceId.FromBytes(_section.AsSpan(trace * TraceId.SizeBytes));

    /// <summary>First row of a trace; of the number behind the last trace the number of rows.</summary>
    public int FirstRowOf(int trace) => trace < _count ? Number((_count * TraceId.SizeBytes) + (4 * trace)) : _rowCount;

    /// <summary>The trace that a row belongs to.</summary>
    public int TraceOfRow(int row)
    {
        int low = 0;
        int high = _count;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            (low, high) = FirstRowOf(middle) <= row ? (middle, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Number of a trace, or -1.</summary>
    public int Find(TraceId id)
    {
        int low = 0;
        int high = _count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            int trace = Number((_count * (TraceId.SizeBytes + 4)) + (4 * middle));
            if ((uint)trace >= (uint)_count)
            {
                throw new InvalidDataException("the order of the traces of a block makes no sense");
            }

            TraceId found = IdOf(trace);
            if (found == id)
            {
                return trace;
            }

            (low, high) = Compare(found, id) < 0 ? (middle + 1, high) : (low, middle);
        }

        return -1;
    }

    public static void Write(ByteWriter into, List<TraceId> ids, List<int> firstRows)
    {
        foreach (TraceId id in ids)
        {
            id.WriteTo(into.Reserve(TraceId.SizeBytes));
            into.Advance(TraceId.SizeBytes);
        }

        foreach (int row in firstRows)
        {
            into.WriteFixed32((uint)row);
        }

        int[] order = new int[ids.Count];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) => Compare(ids[a], ids[b]));
        foreach (int trace in order)
        {
            into.WriteFixed32((uint)trace);
        }
    }

    private static int Compare(TraceId a, TraceId b)
    {
        int order = a.High.CompareTo(b.High);
        return order != 0 ? order : a.Low.CompareTo(b.Low);
    }

    private int Number(int offset) => BinaryPrimitives.ReadInt32LittleEndian(_section.AsSpan(offset));
}
