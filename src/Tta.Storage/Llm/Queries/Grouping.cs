using Tta.Model;

namespace Tta.Storage.Llm.Queries;

/// <summary>Groups items that are complete in memory.</summary>
internal static class Grouping
{
    public static IReadOnlyList<LlmGroup> Of<T>(
        IReadOnlyList<T> items, LlmAggregation aggregation, Func<T, LlmField, string?> text, Func<T, LlmField, decimal?> number)
    {
        foreach (LlmField dimension in aggregation.Dimensions)
        {
            FieldTable.Check(aggregation.View, dimension);
        }

        foreach (LlmMeasure measure in aggregation.Measures)
        {
            FieldTable.Check(aggregation.View, measure.Field);
        }

        var groups = new Dictionary<string, (long BucketNs, string?[] Keys, MeasureValues[] Values)>(StringComparer.Ordinal);
        foreach (T item in items)
        {
            long bucketNs = TimeBuckets.Of(aggregation, (long)(number(item, LlmField.Time) ?? 0)).StartNs;
            string?[] keys = new string?[aggregation.Dimensions.Count];
            string name = bucketNs.ToString(System.Globalization.CultureInfo.InvariantCulture);
            for (int i = 0; i < keys.Length; i++)
            {
                keys[i] = text(item, aggregation.Dimensions[i]);
                name += keys[i] is { } key ? $"|{key.Length}:{key}" : "|";
            }

            if (!groups.TryGetValue(name, out (long BucketNs, string?[] Keys, MeasureValues[] Values) group))
            {
                groups[name] = group = (bucketNs, keys, new MeasureValues[aggregation.Measures.Count]);
                for (int i = 0; i < group.Values.Length; i++)
                {
                    group.Values[i] = new MeasureValues(Function(aggregation.Measures[i]));
                }
            }

            for (int i = 0; i < group.Values.Length; i++)
            {
                if (number(item, aggregation.Measures[i].Field) is { } value)
                {
                    group.Values[i].Add(value);
                }
            }
        }

        var result = new List<LlmGroup>(groups.Count);
        foreach ((long bucketNs, string?[] keys, MeasureValues[] values) in groups.Values)
        {
            var results = new LlmValue[values.Length];
            for (int i = 0; i < values.Length; i++)
            {
                results[i] = values[i].Result(aggregation.HistogramBins);
            }

            result.Add(new LlmGroup(bucketNs, keys, results));
        }

        return result;
    }

    private static LlmFunction Function(LlmMeasure measure) =>
        measure.Field == LlmField.Count && measure.Function != LlmFunction.Histogram ? LlmFunction.Count : measure.Function;
}
