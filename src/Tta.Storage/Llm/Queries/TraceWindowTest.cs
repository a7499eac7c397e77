using Tta.Storage.Llm.Rows;

namespace Tta.Storage.Llm.Queries;

/// <summary>Traces that are known and began in a window.</summary>
internal sealed class TraceWindowTest(TraceRows traces, long startNs, long endNs) : IRowTest
{
    public int Narrow(Span<int> rows)
    {
        ReadOnlySpan<long> said = traces.TimestampNs.PageOf(rows, out int first);
        ReadOnlySpan<long> seen = traces.FirstStartNs.PageOf(rows, out _);
        int count = 0;
        foreach (int row in rows)
        {
            long beganNs = said[row - first] is not 0 and var at ? at : seen[row - first];
            rows[count] = row;
            count += beganNs >= startNs && beganNs < endNs && traces.IsAlive(row) ? 1 : 0;
        }

        return count;
    }
}
