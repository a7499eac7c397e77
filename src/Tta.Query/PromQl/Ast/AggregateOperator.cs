namespace Tta.Query.PromQl;

/// <summary>Aggregations over the series of an instant vector.</summary>
public enum AggregateOperator
{
    /// <summary>Sum of the values.</summary>
    Sum,

    /// <summary>Mean of the values.</summary>
    Avg,

    /// <summary>Smallest value.</summary>
    Min,

    /// <summary>Largest value.</summary>
    Max,

    /// <summary>Constant 1 per group.</summary>
    Group,

    /// <summary>Number of series.</summary>
    Count,

    /// <summary>Population standard deviation.</summary>
    Stddev,

    /// <summary>Population variance.</summary>
    Stdvar,

    /// <summary>Largest k series.</summary>
    Topk,

    /// <summary>Smallest k series.</summary>
    Bottomk,

    /// <summary>Quantile of the values.</summary>
    Quantile,

    /// <summary>Number of series per value.</summary>
    CountValues,

    /// <summary>First k series.</summary>
    Limitk,

    /// <summary>A ratio of the series.</summary>
    LimitRatio,
}
