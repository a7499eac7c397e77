namespace Tta.Query.PromQl;

internal static class AggregateOperators
{
    public static string Name(this AggregateOperator op) => op switch
    {
        AggregateOperator.Sum => "sum",
        AggregateOperator.Avg => "avg",
        AggregateOperator.Min => "min",
        AggregateOperator.Max => "max",
        AggregateOperator.Group => "group",
        AggregateOperator.Count => "count",
        AggregateOperator.Stddev => "stddev",
        AggregateOperator.Stdvar => "stdvar",
        AggregateOperator.Topk => "topk",
        AggregateOperator.Bottomk => "bottomk",
        AggregateOperator.Quantile => "quantile",
        AggregateOperator.CountValues => "count_values",
        AggregateOperator.Limitk => "limitk",
        _ => "limit_ratio",
    };

    public static bool TakesParameter(this AggregateOperator op) => op >= AggregateOperator.Topk;

    /// <summary>True for the aggregations that pass series on instead of combining them.</summary>
    public static bool KeepsSeries(this AggregateOperator op) =>
        op is AggregateOperator.Topk or AggregateOperator.Bottomk or AggregateOperator.Limitk or AggregateOperator.LimitRatio;
}
