// Spec: docs/formats/traces-block.md, section "Group".
using Tta.Model;
using Tta.Storage.Blocks;
using Tta.Storage.Wal;

namespace Tta.Storage.Traces.Blocks;

/// <summary>The traces that have rows in a row group, in order of their rows. Immutable.</summary>
internal sealed class GroupTraces
{
    private readonly TraceId[] _ids;
    private readonly int[] _firstRows; // Behind the last trace the number of rows.
    private readonly bool _startsBefore;
    private readonly bool _endsBehind;

    /// <param name="ids">The traces.</param>
    /// <param name="firstRows">The first row of each in the group, and the number of rows.</param>
    /// <param name="startsBefore">True when the first trace has rows in the group before.</param>
    /// <param name="endsBehind">True when the last trace has rows in the next group.</param>
    public GroupTraces(TraceId[] ids, int[] firstRows, bool startsBefore, bool endsBehind)
    {
        _ids = ids;
        _firstRows = firstRows;
        _startsBefore = startsBefore;
        _endsBehind = endsBehind;
    }

    public int Count => _ids.Length;

    public long SizeBytes => 64 + (_ids.Length * 20L);

    /// <summary>The first trace that begins here, <see cref="Count"/> when there is none.</summary>
    public int FirstBegun => _startsBefore ? 1 : 0;

    public TraceId IdOf(int trace) => _ids[trace];

    /// <summary>First row of a trace in the group; of the number behind the last trace the number of rows.</summary>
    public int FirstRowOf(int trace) => _firstRows[trace];

    /// <summary>True when all rows that the block has of a trace are in this group.</summary>
    public bool IsWhole(int trace) => !(_startsBefore && trace == 0) && !(_endsBehind && trace == Count - 1);

    /// <summary>The trace that a row of the group belongs to.</summary>
    public int TraceOfRow(int row)
    {
        int found = Array.BinarySearch(_firstRows, row);
        return found >= 0 ? found : ~found - 1;
    }

    /// <summary>Ids, then the number of rows of each trace.</summary>
    public static void Write(ByteWriter into, ReadOnlySpan<TraceId> ids, ReadOnlySpan<int> firstRows, int rowCount)
    {
        foreach (TraceId id in ids)
        {
            id.WriteTo(into.Reserve(TraceId.SizeBytes));
            into.Advance(TraceId.SizeBytes);
        }

        for (int i = 0; i < firstRows.Length; i++)
        {
            into.WriteVarint((uint)((i + 1 < firstRows.Length ? firstRows[i + 1] : rowCount) - firstRows[i]));
        }
    }

    /// <exception cref="InvalidDataException">The section makes no sense.</exception>
    public static GroupTraces Read(byte[] section, GroupFooter group, bool endsBehind)
    {
        var reader = new SectionReader(section);
        if (section.Length / TraceId.SizeBytes < group.TraceCount)
        {
            throw reader.Damaged();
        }

        var ids = new TraceId[group.TraceCount];
        foreach (ref TraceId id in ids.AsSpan())
        {
            id = TraceId.FromBytes(reader.Bytes(TraceId.SizeBytes));
        }

        int[] firstRows = new int[ids.Length + 1];
        for (int i = 0; i < ids.Length; i++)
        {
            int rows = reader.Index(group.RowCount - firstRows[i] + 1);
            firstRows[i + 1] = firstRows[i] + (rows > 0 ? rows : throw reader.Damaged());
        }

        return firstRows[^1] == group.RowCount ? new GroupTraces(ids, firstRows, group.StartsWithin, endsBehind) : throw reader.Damaged();
    }
}
