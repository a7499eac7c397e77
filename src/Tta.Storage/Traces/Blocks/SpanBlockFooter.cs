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

    public required BlockSection Table { get; init; }

    public required BlockSection Filter { get; init; }

    public required BlockSection Schema { get; init; }

    public required BlockSection Scopes { get; init; }

    public required BlockSection Operations { get; init; }

    /// <summary>At least one.</summary>
    public required GroupFooter[] Groups { get; init; }

    public void WriteTo(ByteWriter into)
    {
        into.WriteVarint((uint)Level);
        into.WriteVarint((uint)TraceCount);
        WriteNumbers(into, Segments);
        into.WriteVarint((ulong)NewestSegment);
        WriteNumbers(into, Replaces);
        SectionReference.Write(into, Table);
        SectionReference.Write(into, Filter);
        SectionReference.Write(into, Schema);
        SectionReference.Write(into, Scopes);
        SectionReference.Write(into, Operations);
        into.WriteVarint((uint)Groups.Length);
        foreach (GroupFooter group in Groups)
        {
            group.WriteTo(into);
        }
    }

    /// <exception cref="InvalidDataException">The bytes make no sense.</exception>
    public static SpanBlockFooter Read(byte[] bytes)
    {
        var reader = new SectionReader(bytes);
        var footer = new SpanBlockFooter
        {
            Level = reader.Index(int.MaxValue),
            TraceCount = reader.Index(int.MaxValue),
            Segments = ReadNumbers(ref reader),
            NewestSegment = (long)reader.Number(),
            Replaces = ReadNumbers(ref reader),
            Table = SectionReference.Read(ref reader),
            Filter = SectionReference.Read(ref reader),
            Schema = SectionReference.Read(ref reader),
            Scopes = SectionReference.Read(ref reader),
            Operations = SectionReference.Read(ref reader),
            Groups = ReadGroups(ref reader),
        };
        return footer.Groups.Length > 0 ? footer : throw reader.Damaged();
    }

    private static GroupFooter[] ReadGroups(ref SectionReader reader)
    {
        var groups = new GroupFooter[reader.Count(minItemBytes: 8)];
        for (int i = 0; i < groups.Length; i++)
        {
            groups[i] = GroupFooter.Read(ref reader);
        }

        return groups;
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
