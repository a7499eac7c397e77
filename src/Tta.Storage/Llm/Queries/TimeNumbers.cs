using Tta.Storage.Llm.Rows;

namespace Tta.Storage.Llm.Queries;

/// <summary>Times of a column, Unix nanoseconds.</summary>
/// <param name="column">The times.</param>
/// <param name="zeroIsUnknown">Whether 0 is no time.</param>
internal sealed class TimeNumbers(Column<long> column, bool zeroIsUnknown) : NumberSource(1)
{
    public override void Read(ReadOnlySpan<int> rows, Span<long> values)
    {
        ReadOnlySpan<long> page = column.PageOf(rows, out int first);
        for (int i = 0; i < rows.Length; i++)
        {
            long at = page[rows[i] - first];
            values[i] = at > 0 || !zeroIsUnknown ? at : Unknown;
        }
    }
}
