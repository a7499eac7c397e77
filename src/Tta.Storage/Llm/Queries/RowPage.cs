using Tta.Model;

namespace Tta.Storage.Llm.Queries;

/// <summary>Finds the rows of one page. Used under the lock of the store.</summary>
internal static class RowPage
{
    public readonly record struct Found(List<int> Rows, int TotalCount, LlmCursor? Next);

    /// <param name="fields">The view.</param>
    /// <param name="query">What is asked.</param>
    /// <param name="onDisk">Rows whose content satisfies the conditions on it; null when there are none.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="ArgumentException">The query makes no sense for the view.</exception>
    public static Found Find(IRowFields fields, LlmQuery query, IRowTest? onDisk, CancellationToken cancellationToken)
    {
        FieldTable.Check(fields.View, query.OrderBy);
        List<IRowTest> tests = RowTests.Of(fields, query, onDisk);
        Func<int, long> keyOf = KeyOf(fields, query.OrderBy);
        if (query.After is { } after && query.OrderBy == LlmField.Time)
        {
            tests.Add(new RowTest(row => IsBehind(keyOf(row), fields, row, after, query.Descending)));
        }

        int wanted = query.Limit == 0 ? 0 : (int)Math.Min(int.MaxValue, (long)query.Skip + query.Limit);
        var top = new TopRows(wanted, query.Descending, fields.OrderId);
        int count = 0;
        RowScan.Run(fields.RowCount, tests, rows =>
        {
            count += rows.Length;
            foreach (int row in rows)
            {
                top.Add(keyOf(row), row);
            }
        }, cancellationToken);
        return Cut(fields, query, top.Sorted(), count);
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

    private static bool IsBehind(long timeNs, IRowFields fields, int row, LlmCursor after, bool descending)
    {
        int order = timeNs.CompareTo(after.TimeNs);
        order = order != 0 ? order : string.CompareOrdinal(fields.OrderId(row), after.Id);
        return descending ? order < 0 : order > 0;
    }

    private static Func<int, long> KeyOf(IRowFields fields, LlmField field)
    {
        if (FieldTable.KindOf(field) == FieldKind.Number)
        {
            NumberSource numbers = fields.Numbers(field);
            return row => numbers.Read(row) is not NumberSource.Inexact and var key ? key : (long)Math.Clamp(numbers.Exact(row)!.Value * numbers.Scale, -9e18m, 9e18m);
        }

        if (FieldTable.IsOnDisk(field))
        {
            throw new ArgumentException($"{fields.View} cannot be sorted by {field}", nameof(field));
        }

        CodeSource codes = fields.Codes(field);
        long[] ranks = RanksOf(codes);
        return row =>
        {
            Span<int> code = stackalloc int[1];
            codes.Read([row], code);
            return ranks[code[0]];
        };
    }

    /// <summary>Place of the text of each code in the order of texts; no text comes first.</summary>
    private static long[] RanksOf(CodeSource codes)
    {
        var texts = new (string? Text, int Code)[codes.Count];
        for (int code = 0; code < texts.Length; code++)
        {
            texts[code] = (codes.Text(codes.Symbol(code)), code);
        }

        Array.Sort(texts, static (a, b) => string.CompareOrdinal(a.Text, b.Text));
        long[] ranks = new long[texts.Length];
        long rank = 0;
        for (int i = 0; i < texts.Length; i++)
        {
            rank += i > 0 && !string.Equals(texts[i].Text, texts[i - 1].Text, StringComparison.Ordinal) ? 1 : 0;
            ranks[texts[i].Code] = rank;
        }

        return ranks;
    }
}
