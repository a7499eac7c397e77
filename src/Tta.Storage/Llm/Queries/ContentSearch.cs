using Tta.Model;
using Tta.Storage.Llm.Rows;

namespace Tta.Storage.Llm.Queries;

/// <summary>Finds rows by their content. The lock is taken anew for every few rows, because their content is read from disk.</summary>
internal static class ContentSearch
{
    private const int RowsAtOnce = 64;

    /// <summary>Rows that satisfy a query; null when it has no conditions on content, or the view has none.</summary>
    /// <exception cref="ArgumentException">The query makes no sense for the view.</exception>
    public static HashSet<int>? Find(ScanTurns turns, LlmTables tables, LlmView view, LlmQuery query, CancellationToken cancellationToken)
    {
        List<LlmCondition> conditions = [];
        foreach (LlmCondition condition in query.Conditions)
        {
            if (FieldTable.IsOnDisk(condition.Field))
            {
                conditions.Add(condition);
            }
        }

        if (conditions.Count == 0 || view is not (LlmView.Observations or LlmView.Traces))
        {
            return null;
        }

        List<int> candidates = [];
        Func<int, LlmField, string?, string?> text;
        IRowFields fields;
        List<IRowTest> tests;
        using (turns.EnterToRead())
        {
            fields = view == LlmView.Observations ? new ObservationFields(tables) : new TraceFields(tables);
            text = TextOf(tables, fields);
            tests = RowTests.Of(fields, query, onDisk: null);
        }

        RowScan.Run(turns, fields.RowCount, tests, rows => candidates.AddRange(rows), cancellationToken);

        HashSet<int> found = [];
        for (int first = 0; first < candidates.Count; first += RowsAtOnce)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using (turns.EnterToRead())
            {
                for (int i = first; i < Math.Min(candidates.Count, first + RowsAtOnce); i++)
                {
                    if (Holds(conditions, candidates[i], text))
                    {
                        found.Add(candidates[i]);
                    }
                }
            }
        }

        return found;
    }

    private static bool Holds(List<LlmCondition> conditions, int row, Func<int, LlmField, string?, string?> text)
    {
        foreach (LlmCondition condition in conditions)
        {
            if (!TextTest.Holds(condition, text(row, condition.Field, condition.Key)))
            {
                return false;
            }
        }

        return true;
    }

    private static Func<int, LlmField, string?, string?> TextOf(LlmTables tables, IRowFields fields)
    {
        if (fields is TraceFields)
        {
            var traceReader = new TraceReader(tables);
            return (row, field, key) => ItemFields.Text(traceReader.Read(row, LlmContent.All), field, key);
        }

        var reader = new ObservationReader(tables);
        return (row, field, key) => ItemFields.Text(reader.Read(row, LlmContent.All), field, key);
    }
}
