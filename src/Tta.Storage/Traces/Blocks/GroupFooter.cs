// Spec: docs/formats/traces-block.md, section "Footer".
using Tta.Storage.Blocks;
using Tta.Storage.Wal;

namespace Tta.Storage.Traces.Blocks;

/// <summary>What is always in memory of one row group: its rows, the bounds of their times, and where the rest stands. Immutable.</summary>
internal sealed record GroupFooter
{
    public required int RowCount { get; init; }

    public required long MinStartNs { get; init; }

    public required long MaxStartNs { get; init; }

    public required long MinDurationNs { get; init; }

    public required long MaxDurationNs { get; init; }

    /// <summary>Traces with rows in the group; 0 in version 1, where a table of the block tells them.</summary>
    public int TraceCount { get; init; }

    /// <summary>True when its first row belongs to a trace that begins in the group before; not known in version 1.</summary>
    public bool StartsWithin { get; init; }

    /// <summary>Where its columns stand; unused in version 1.</summary>
    public BlockSection Columns { get; init; }

    public void WriteTo(ByteWriter into)
    {
        into.WriteVarint((uint)RowCount);
        into.WriteZigZag(MinStartNs);
        into.WriteZigZag(MaxStartNs - MinStartNs);
        into.WriteZigZag(MinDurationNs);
        into.WriteZigZag(MaxDurationNs - MinDurationNs);
        into.WriteVarint(((ulong)TraceCount << 1) | (StartsWithin ? 1UL : 0));
        SectionReference.Write(into, Columns);
    }

    public static GroupFooter Read(ref SectionReader reader)
    {
        GroupFooter bounds = ReadBounds(ref reader);
        ulong traces = reader.Number();
        return bounds with
        {
            TraceCount = (int)Math.Min(traces >> 1, (ulong)bounds.RowCount),
            StartsWithin = (traces & 1) != 0,
            Columns = SectionReference.Read(ref reader),
        };
    }

    /// <summary>The beginning, which is all there is in version 1.</summary>
    public static GroupFooter ReadBounds(ref SectionReader reader)
    {
        int rows = (int)Math.Min(reader.Number(), int.MaxValue);
        long minStart = reader.Signed();
        long maxStart = minStart + reader.Signed();
        long minDuration = reader.Signed();
        return new GroupFooter
        {
            RowCount = rows,
            MinStartNs = minStart,
            MaxStartNs = maxStart,
            MinDurationNs = minDuration,
            MaxDurationNs = minDuration + reader.Signed(),
        };
    }
}
