// Spec: docs/formats/traces-block.md, section "Stretches".
using Tta.Storage.Blocks;
using Tta.Storage.Wal;

namespace Tta.Storage.Traces.Blocks;

/// <summary>
/// Where the filters of a stretch of row groups stand: for a column with many values they tell which of them are in none of its groups, so that a
/// search for what is rare passes over all of them at once. Immutable.
/// </summary>
internal sealed class StretchFilters(int[] columns, BlockSection[] filters)
{
    /// <summary>Row groups of one stretch.</summary>
    public const int Groups = 64;

    /// <summary>A column with more distinct values than this in a stretch has none.</summary>
    public const int MaxValues = 1 << 17;

    public long SizeBytes => 64 + (columns.Length * 28L);

    /// <summary>The filter of a column; null when it has none.</summary>
    public BlockSection? FilterOf(int column) => Array.BinarySearch(columns, column) is >= 0 and var found ? filters[found] : null;

    public static void Write(ByteWriter into, List<(int Column, BlockSection Filter)> filters)
    {
        into.WriteVarint((uint)filters.Count);
        int before = 0;
        foreach ((int column, BlockSection filter) in filters)
        {
            into.WriteVarint((uint)(column - before));
            SectionReference.Write(into, filter);
            before = column;
        }
    }

    /// <exception cref="InvalidDataException">The section makes no sense.</exception>
    public static StretchFilters Read(byte[] section)
    {
        var reader = new SectionReader(section);
        int[] columns = new int[reader.Count(minItemBytes: 8)];
        var filters = new BlockSection[columns.Length];
        int column = 0;
        for (int i = 0; i < columns.Length; i++)
        {
            column += reader.Index(int.MaxValue - column);
            columns[i] = column;
            filters[i] = SectionReference.Read(ref reader);
        }

        return new StretchFilters(columns, filters);
    }
}
