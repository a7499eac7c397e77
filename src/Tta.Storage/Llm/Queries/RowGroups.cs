using Tta.Model;

namespace Tta.Storage.Llm.Queries;

/// <summary>Groups and sums rows.</summary>
internal static class RowGroups
{
    /// <exception cref="ArgumentException">The question makes no sense for the view.</exception>
    public static List<LlmGroup> Of(
        ScanTurns turns, Func<IRowFields> open, LlmAggregation aggregation, IRowTest? onDisk, CancellationToken cancellationToken)
    {
        List<IRowTest> tests;
        GroupKeys keys;
        IRowFields fields;
        var measures = new MeasureColumn[aggregation.Measures.Count];
        using (turns.EnterToRead())
        {
            fields = open();
            tests = RowTests.Of(fields, aggregation.Filter, onDisk);
            keys = new GroupKeys(fields, aggregation);
            for (int i = 0; i < measures.Length; i++)
            {
                measures[i] = Column(fields, aggregation.Measures[i]);
            }
        }

        int[] groups = new int[RowScan.BatchRows];
        RowScan.Run(turns, fields.RowCount, tests, rows =>
        {
            Span<int> groupOf = groups.AsSpan(0, rows.Length);
            keys.Read(rows, groupOf);
            foreach (MeasureColumn measure in measures)
            {
                measure.Add(rows, groupOf, keys.Count);
            }
        }, cancellationToken);
        using (turns.EnterToRead())
        {
            return Results(keys, measures, aggregation.HistogramBins);
        }
    }

    public static LlmFunction FunctionOf(LlmMeasure measure) =>
        measure.Field == LlmField.Count && measure.Function != LlmFunction.Histogram ? LlmFunction.Count : measure.Function;

    private static MeasureColumn Column(IRowFields fields, LlmMeasure measure)
    {
        FieldTable.Check(fields.View, measure.Field);
        LlmFunction function = FunctionOf(measure);
        return new MeasureColumn(function, measure.Field == LlmField.Count && function == LlmFunction.Count ? null : fields.Numbers(measure.Field));
    }

    private static List<LlmGroup> Results(GroupKeys keys, MeasureColumn[] measures, int bins)
    {
        var results = new List<LlmGroup>(keys.Count);
        for (int group = 0; group < keys.Count; group++)
        {
            var values = new LlmValue[measures.Length];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = measures[i].Result(group, bins);
            }

            (long bucketNs, string?[] texts) = keys.Describe(group);
            results.Add(new LlmGroup(bucketNs, texts, values));
        }

        return results;
    }
}
