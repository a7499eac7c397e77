using Tta.Storage.Llm.Rows;

namespace Tta.Storage.Llm.Queries;

/// <summary>Traces that belong to a session.</summary>
internal sealed class SessionTest(Column<int> sessions) : IRowTest
{
    public int Narrow(Span<int> rows)
    {
        ReadOnlySpan<int> page = sessions.PageOf(rows, out int first);
        int count = 0;
        foreach (int row in rows)
        {
            rows[count] = row;
            count += page[row - first] != 0 ? 1 : 0;
        }

        return count;
    }
}
