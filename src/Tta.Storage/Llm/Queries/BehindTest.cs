using Tta.Model;

namespace Tta.Storage.Llm.Queries;

/// <summary>Rows that come behind a cursor in the order of time.</summary>
internal sealed class BehindTest(IRowFields fields, LlmCursor after, bool descending) : IRowTest
{
    private readonly NumberSource _times = fields.Numbers(LlmField.Time);
    private readonly long[] _values = new long[RowScan.BatchRows];

    public int Narrow(Span<int> rows)
    {
        Span<long> times = _values.AsSpan(0, rows.Length);
        _times.Read(rows, times);
        int count = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            int order = times[i].CompareTo(after.TimeNs);
            order = order != 0 ? order : string.CompareOrdinal(fields.OrderId(row), after.Id);
            rows[count] = row;
            count += (descending ? order < 0 : order > 0) ? 1 : 0;
        }

        return count;
    }
}
