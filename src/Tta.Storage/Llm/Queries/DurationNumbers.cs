using Tta.Storage.Llm.Rows;

namespace Tta.Storage.Llm.Queries;

/// <summary>Milliseconds between the times of two columns, in nanoseconds; unknown where one is missing or they are in the wrong order.</summary>
internal sealed class DurationNumbers(Column<long> from, Column<long> to) : NumberSource(1_000_000)
{
    public override void Read(ReadOnlySpan<int> rows, Span<long> values)
    {
        ReadOnlySpan<long> starts = from.PageOf(rows, out int first);
        ReadOnlySpan<long> ends = to.PageOf(rows, out _);
        for (int i = 0; i < rows.Length; i++)
        {
            values[i] = Of(starts[rows[i] - first], ends[rows[i] - first]);
        }
    }

    public static long Of(long fromNs, long toNs) => fromNs > 0 && toNs >= fromNs ? toNs - fromNs : Unknown;
}
