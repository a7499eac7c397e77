// Spec: docs/formats/traces-block.md, section "Footer".
using Tta.Storage.Blocks;
using Tta.Storage.Wal;

namespace Tta.Storage.Traces.Blocks;

/// <summary>What a block holds and where. Immutable.</summary>
internal sealed record SpanBlockFooter
{
    /// <summary>How often its spans were rewritten: 0 when it was cut from the log.</summary>
    public required int Level { get; init; }

    public required int TraceCount { get; init; }

    /// <summary>Segments of the log whose spans are in this block, while they may still exist.</summary>
    public required long[] Segments { get; init; }

    /// <summary>Number of the newest segment whose spans are in this block.</summary>
    public required long NewestSegment { get; init; }

    /// <summary>Blocks whose spans are in this one, while they may still exist.</summary>
    public required long[] Replaces { get; init; }

    /// <summary>Where traces are found by id; in version 1 a table of all of them.</summary>
    public required BlockSection Index { get; init; }

    public required BlockSection Filter { get; init; }

    public required BlockSection Schema { get; init; }

    public required BlockSection Scopes { get; init; }

    public required BlockSection Operations { get; init; }

    /// <summary>At least one.</summary>
    public required GroupFooter[] Groups { get; init; }

    /// <summary>Where the filters of stretches of groups stand; none when the block has none.</summary>
    public BlockSection[] Stretches { get; init; } = [];

    /// <summary>The columns of each group in version 1; later they are read when they are needed.</summary>
    public GroupColumns[]? Columns { get; private init; }

    public void WriteTo(ByteWriter into)
    {
        into.WriteVarint((uint)Level);
        into.WriteVarint((uint)TraceCount);
        WriteNumbers(into, Segments);
        into.WriteVarint((ulong)NewestSegment);
        WriteNumbers(into, Replaces);
        SectionReference.Write(into, Index);
        SectionReference.Write(into, Filter);
        SectionReference.Write(into, Schema);
        SectionReference.Write(into, Scopes);
        SectionReference.Write(into, Operations);
        into.WriteVarint((uint)Groups.Length);
        foreach (GroupFooter group in Groups)
        {
            group.WriteTo(into);
        }

        into.WriteVarint((uint)Stretches.Length);
        foreach (BlockSection stretch in Stretches)
        {
            SectionReference.Write(into, stretch);
        }
    }

    /// <exception cref="InvalidDataException">The bytes make no sense.</exception>
    public static SpanBlockFooter Read(byte[] bytes, ushort version)
    {
        var reader = new SectionReader(bytes);
        var footer = new SpanBlockFooter
        {
            Level = reader.Index(int.MaxValue),
            TraceCount = reader.Index(int.MaxValue),
            Segments = ReadNumbers(ref reader),
            NewestSegment = (long)reader.Number(),
            Replaces = ReadNumbers(ref reader),
            Index = SectionReference.Read(ref reader),
            Filter = SectionReference.Read(ref reader),
            Schema = SectionReference.Read(ref reader),
            Scopes = SectionReference.Read(ref reader),
            Operations = SectionReference.Read(ref reader),
            Groups = ReadGroups(ref reader, version, out GroupColumns[]? columns),
            Columns = columns,
            Stretches = version > 1 ? ReadStretches(ref reader) : [],
        };
        bool fits = footer.Stretches.Length == 0 || footer.Stretches.Length == (footer.Groups.Length + StretchFilters.Groups - 1) / StretchFilters.Groups;
        return footer.Groups.Length > 0 && fits ? footer : throw reader.Damaged();
    }

    private static GroupFooter[] ReadGroups(ref SectionReader reader, ushort version, out GroupColumns[]? columns)
    {
        var groups = new GroupFooter[reader.Count(minItemBytes: 8)];
        columns = version > 1 ? null : new GroupColumns[groups.Length];
        for (int i = 0; i < groups.Length; i++)
        {
            groups[i] = columns is null ? GroupFooter.Read(ref reader) : GroupFooter.ReadBounds(ref reader);
            if (columns is not null)
            {
                columns[i] = GroupColumns.Read(ref reader, hasTraces: false);
            }
        }

        return groups;
    }

    private static BlockSection[] ReadStretches(ref SectionReader reader)
    {
        var stretches = new BlockSection[reader.Count(minItemBytes: 7)];
        foreach (ref BlockSection stretch in stretches.AsSpan())
        {
            stretch = SectionReference.Read(ref reader);
        }

        return stretches;
    }

    private static void WriteNumbers(ByteWriter into, long[] numbers)
    {
        into.WriteVarint((uint)numbers.Length);
        foreach (long number in numbers)
        {
            into.WriteVarint((ulong)number);
        }
    }

    private static long[] ReadNumbers(ref SectionReader reader)
    {
        long[] numbers = new long[reader.Count(minItemBytes: 1)];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (long)reader.Number();
        }

        return numbers;
    }
}
