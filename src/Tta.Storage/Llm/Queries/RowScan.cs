using System.Buffers;
using Tta.Storage.Llm.Pages;

namespace Tta.Storage.Llm.Queries;

/// <summary>
/// Runs tests over all rows of a table, a batch at a time, under the lock of the store for no longer than that. A batch is small enough for what is
/// computed of it to stay in the cache of the processor, and its rows share a page of the columns.
/// </summary>
internal static class RowScan
{
    /// <summary>Most rows of a batch; pages of columns of numbers are multiples of it.</summary>
    public const int BatchRows = RowPages.PageBytes / sizeof(long);

    /// <summary>Gets the rows of one batch that satisfy the tests, in order.</summary>
    public delegate void Sink(ReadOnlySpan<int> rows);

    /// <param name="turns">The lock.</param>
    /// <param name="rowCount">Rows below this are looked at.</param>
    /// <param name="tests">What they must satisfy.</param>
    /// <param name="sink">Called under the lock.</param>
    /// <param name="cancellationToken">Ends the scan.</param>
    /// <param name="newestFirst">Where the newest rows are wanted, the batches are read backwards.</param>
    public static void Run(
        ScanTurns turns, int rowCount, IReadOnlyList<IRowTest> tests, Sink sink, CancellationToken cancellationToken, bool newestFirst = false)
    {
        int[] buffer = ArrayPool<int>.Shared.Rent(BatchRows);
        try
        {
            int batches = (rowCount + BatchRows - 1) / BatchRows;
            for (int i = 0; i < batches; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int first = (newestFirst ? batches - 1 - i : i) * BatchRows;
                using (turns.EnterToRead())
                {
                    RunBatch(buffer.AsSpan(0, Math.Min(BatchRows, rowCount - first)), first, tests, sink);
                }
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(buffer);
        }
    }

    private static void RunBatch(Span<int> rows, int first, IReadOnlyList<IRowTest> tests, Sink sink)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = first + i;
        }

        for (int i = 0; i < tests.Count && rows.Length > 0; i++)
        {
            rows = rows[..tests[i].Narrow(rows)];
        }

        if (rows.Length > 0)
        {
            sink(rows);
        }
    }
}
