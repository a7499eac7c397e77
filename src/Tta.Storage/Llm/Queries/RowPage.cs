using Tta.Model;

namespace Tta.Storage.Llm.Queries;

/// <summary>Finds the rows of one page.</summary>
internal static class RowPage
{
    public readonly record struct Found(List<int> Rows, int TotalCount, LlmCursor? Next);

    /// <param name="turns">The lock.</param>
    /// <param name="open">Makes the fields of the view, under the lock.</param>
    /// <param name="query">What is asked.</param>
    /// <param name="onDisk">Rows whose content satisfies the conditions on it; null when there are none.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="ArgumentException">The query makes no sense for the view.</exception>
    public static Found Find(ScanTurns turns, Func<IRowFields> open, LlmQuery query, IRowTest? onDisk, CancellationToken cancellationToken)
    {
        IRowFields fields;
        SortKeys sortKeys;
        List<IRowTest> tests;
        using (turns.EnterToRead())
        {
            fields = open();
            sortKeys = SortKeys.Of(fields, query.OrderBy);
            tests = RowTests.Of(fields, query, onDisk);
            if (query.After is { } after && query.OrderBy == LlmField.Time)
            {
                tests.Add(new BehindTest(fields, after, query.Descending));
            }
        }

        int wanted = query.Limit == 0 ? 0 : (int)Math.Min(int.MaxValue, (long)query.Skip + query.Limit);
        var top = new TopRows(wanted, query.Descending, fields.OrderId);
        int count = 0;
        long[] keys = new long[RowScan.BatchRows];
        RowScan.Run(turns, fields.RowCount, tests, rows =>
        {
            count += rows.Length;
            sortKeys.Read(rows, keys);
            for (int i = 0; i < rows.Length; i++)
            {
                top.Add(keys[i], rows[i]);
            }
        }, cancellationToken, newestFirst: query.Descending && query.OrderBy == LlmField.Time);
        using (turns.EnterToRead())
        {
            return Cut(fields, query, top.Sorted(), count);
        }
    }

    private static Found Cut(IRowFields fields, LlmQuery query, List<(long Key, int Row)> sorted, int count)
    {
        var page = new List<int>();
        for (int i = query.Skip; i < sorted.Count && (query.Limit == 0 || page.Count < query.Limit); i++)
        {
            page.Add(sorted[i].Row);
        }

        bool hasNext = page.Count > 0 && query.OrderBy == LlmField.Time && (long)query.Skip + page.Count < count;
        LlmCursor? next = hasNext ? new LlmCursor(sorted[query.Skip + page.Count - 1].Key, fields.OrderId(page[^1])) : null;
        return new Found(page, count, next);
    }
}
