// Spec: docs/formats/traces-block.md, section "Version 1".
using System.Buffers.Binary;
using Tta.Model;

namespace Tta.Storage.Traces.Blocks;

/// <summary>The traces of a block of version 1: their ids, their rows, and their order by id. Immutable.</summary>
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

    /// <summary>The traces of some rows.</summary>
    public GroupTraces Of(int firstRow, int rowCount)
    {
        int first = TraceOfRow(firstRow);
        int end = TraceOfRow(firstRow + rowCount - 1) + 1;
        var ids = new TraceId[end - first];
        int[] firstRows = new int[ids.Length + 1];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = IdOf(first + i);
            firstRows[i] = Math.Max(0, FirstRowOf(first + i) - firstRow);
        }

        firstRows[^1] = rowCount;
        return new GroupTraces(ids, firstRows, FirstRowOf(first) < firstRow, FirstRowOf(end) > firstRow + rowCount);
    }

    /// <summary>The rows of a trace; an empty range when it is not here.</summary>
    public (int First, int End) RowsOf(TraceId id) => Find(id) is >= 0 and var trace ? (FirstRowOf(trace), FirstRowOf(trace + 1)) : default;

    private TraceId IdOf(int trace) => TraceId.FromBytes(_section.AsSpan(trace * TraceId.SizeBytes));

    /// <summary>First row of a trace; of the number behind the last trace the number of rows.</summary>
    private int FirstRowOf(int trace) => trace < _count ? Number((_count * TraceId.SizeBytes) + (4 * trace)) : _rowCount;

    /// <summary>The trace that a row belongs to.</summary>
    private int TraceOfRow(int row)
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
    private int Find(TraceId id)
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

    private static int Compare(TraceId a, TraceId b)
    {
        int order = a.High.CompareTo(b.High);
        return order != 0 ? order : a.Low.CompareTo(b.Low);
    }

    private int Number(int offset) => BinaryPrimitives.ReadInt32LittleEndian(_section.AsSpan(offset));
}
