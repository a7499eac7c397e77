using System.Buffers;
using Tta.Storage.Llm.Rows;

namespace Tta.Storage.Llm.Queries;

/// <summary>Runs tests over all rows of a table, a page at a time. Used under the lock of the store.</summary>
internal static class RowScan
{
    public const int PageRows = Column<int>.PageRows;

    public delegate void Sink(ReadOnlySpan<int> rows);

    public static void Run(int rowCount, IReadOnlyList<IRowTest> tests, Sink sink, CancellationToken cancellationToken)
    {
        int[] buffer = ArrayPool<int>.Shared.Rent(PageRows);
        try
        {
            for (int first = 0; first < rowCount; first += PageRows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int count = Math.Min(PageRows, rowCount - first);
                for (int i = 0; i < count; i++)
                {
                    buffer[i] = first + i;
                }

                for (int i = 0; i < tests.Count && count > 0; i++)
                {
                    count = tests[i].Narrow(buffer.AsSpan(0, count));
                }

                if (count > 0)
                {
                    sink(buffer.AsSpan(0, count));
                }
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(buffer);
        }
    }
}
