using Tta.Storage.Llm.Reports;
using Tta.Storage.Llm.Rows;

namespace Tta.Storage.Llm.Queries;

/// <summary>Rows that are not removed and whose time lies in a window.</summary>
internal sealed class WindowTest(Column<long> times, LocationColumn locations, long startNs, long endNs) : IRowTest
{
    public int Narrow(Span<int> rows)
    {
        ReadOnlySpan<long> at = times.PageOf(rows, out int first);
        ReadOnlySpan<long> where = locations.PageOf(rows, out _);
        int count = 0;
        foreach (int row in rows)
        {
            long time = at[row - first];
            rows[count] = row;
            count += time >= startNs && time < endNs && where[row - first] != Location.None.Value ? 1 : 0;
        }

        return count;
    }
}
