namespace Tta.Query.PromQl;

/// <summary>sort, sort_by_label and their descending forms; they matter for instant queries only.</summary>
internal static class SortFunctions
{
    public static List<SeriesColumn> ByValue(Evaluator evaluator, Call call, EvaluationSteps steps)
    {
        List<SeriesColumn> columns = evaluator.Vector(call.Arguments[0], steps);
        if (IsIneffective(evaluator.Context, call))
        {
            return columns;
        }

        int sign = call.Function.Name == "sort" ? 1 : -1;
        return StableSort(columns, (a, b) =>
        {
            double left = a.Values[0];
            double right = b.Values[0];
            return double.IsNaN(left) || double.IsNaN(right)
                ? double.IsNaN(left).CompareTo(double.IsNaN(right))
                : sign * left.CompareTo(right);
        });
    }

    public static List<SeriesColumn> ByLabel(Evaluator evaluator, Call call, EvaluationSteps steps)
    {
        List<SeriesColumn> columns = evaluator.Vector(call.Arguments[0], steps);
        if (IsIneffective(evaluator.Context, call))
        {
            return columns;
        }

        var names = new List<string>();
        for (int i = 1; i < call.Arguments.Count; i++)
        {
            names.Add(Evaluator.Text(call.Arguments[i]));
        }

        int sign = call.Function.Name == "sort_by_label" ? 1 : -1;
        return StableSort(columns, (a, b) =>
        {
            foreach (string name in names)
            {
                int order = NaturalOrder.Compare(a.Labels[name], b.Labels[name]);
                if (order != 0)
                {
                    return sign * order;
                }
            }

            return sign * a.Labels.CompareTo(b.Labels);
        });
    }

    private static bool IsIneffective(QueryContext context, Call call)
    {
        if (context.IsRangeQuery)
        {
            context.Annotations.Warn("sort is ineffective for range queries since results are always ordered by labels", call);
        }

        return context.IsRangeQuery;
    }

    private static List<SeriesColumn> StableSort(List<SeriesColumn> columns, Comparison<SeriesColumn> compare)
    {
        var indexed = new List<(SeriesColumn Column, int Index)>(columns.Count);
        foreach (SeriesColumn column in columns)
        {
            indexed.Add((column, indexed.Count));
        }

        indexed.Sort((a, b) => compare(a.Column, b.Column) is var order && order != 0 ? order : a.Index.CompareTo(b.Index));
        for (int i = 0; i < columns.Count; i++)
        {
            columns[i] = indexed[i].Column;
        }

        return columns;
    }
}
