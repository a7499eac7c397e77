namespace Tta.Storage.Llm.Queries;

/// <summary>A condition that is asked of each row.</summary>
internal sealed class RowTest(Func<int, bool> holds) : IRowTest
{
    public int Narrow(Span<int> rows)
    {
        int count = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            if (holds(row))
            {
                rows[count++] = row;
            }
        }

        return count;
    }
}
