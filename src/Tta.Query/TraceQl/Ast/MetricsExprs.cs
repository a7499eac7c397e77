namespace Tta.Query.TraceQl;

/// <summary>A metrics query, or arithmetic between metrics queries, with what is done to its series afterwards.</summary>
internal abstract class MetricsExpr(IReadOnlyList<MetricsStage> stages)
{
    public IReadOnlyList<MetricsStage> Stages { get; } = stages;

    /// <summary>The same with further stages at its end.</summary>
    public MetricsExpr With(IReadOnlyList<MetricsStage> more) => more.Count == 0 ? this : WithStages([.. Stages, .. more]);

    protected abstract MetricsExpr WithStages(IReadOnlyList<MetricsStage> stages);
}

/// <summary>A pipeline whose spans a function makes into series.</summary>
internal sealed class MetricsQuery(Pipeline pipeline, MetricsFunction function, IReadOnlyList<MetricsStage> stages) : MetricsExpr(stages)
{
    public Pipeline Pipeline { get; } = pipeline;

    public MetricsFunction Function { get; } = function;

    protected override MetricsExpr WithStages(IReadOnlyList<MetricsStage> stages) => new MetricsQuery(Pipeline, Function, stages);
}

/// <summary>Arithmetic between the series of two expressions.</summary>
internal sealed class MetricsOperation(FieldOperator op, MetricsExpr left, MetricsExpr right, IReadOnlyList<MetricsStage> stages)
    : MetricsExpr(stages)
{
    public FieldOperator Operator { get; } = op;

    public MetricsExpr Left { get; } = left;

    public MetricsExpr Right { get; } = right;

    protected override MetricsExpr WithStages(IReadOnlyList<MetricsStage> stages) => new MetricsOperation(Operator, Left, Right, stages);
}

internal enum MetricsFunctionKind : byte
{
    Rate,
    CountOverTime,
    MinOverTime,
    MaxOverTime,
    AvgOverTime,
    SumOverTime,
    QuantileOverTime,
    HistogramOverTime,
    Compare,
}

/// <summary>What makes spans into series.</summary>
internal sealed class MetricsFunction(MetricsFunctionKind kind)
{
    public MetricsFunctionKind Kind { get; } = kind;

    /// <summary>The field that is aggregated; null for counts.</summary>
    public TraceField? Field { get; init; }

    /// <summary>Quantiles asked for, 0-1.</summary>
    public IReadOnlyList<double> Quantiles { get; init; } = [];

    /// <summary>One series for each combination of these fields.</summary>
    public IReadOnlyList<TraceField> By { get; init; } = [];

    /// <summary>What <c>compare</c> selects.</summary>
    public SpansetFilter? Selection { get; init; }

    /// <summary>Most values of one field in <c>compare</c>.</summary>
    public long TopN { get; init; } = DefaultTopN;

    /// <summary>Where the selection of <c>compare</c> starts, Unix nanoseconds, exclusive; 0 = no limit.</summary>
    public long SelectionStartNs { get; init; }

    /// <summary>Where the selection of <c>compare</c> ends, Unix nanoseconds, inclusive; 0 = no limit.</summary>
    public long SelectionEndNs { get; init; }

    public const long DefaultTopN = 10;

    public string Name => Kind switch
    {
        MetricsFunctionKind.Rate => "rate",
        MetricsFunctionKind.CountOverTime => "count_over_time",
        MetricsFunctionKind.MinOverTime => "min_over_time",
        MetricsFunctionKind.MaxOverTime => "max_over_time",
        MetricsFunctionKind.AvgOverTime => "avg_over_time",
        MetricsFunctionKind.SumOverTime => "sum_over_time",
        MetricsFunctionKind.QuantileOverTime => "quantile_over_time",
        MetricsFunctionKind.HistogramOverTime => "histogram_over_time",
        _ => "compare",
    };
}

/// <summary>What is done to series.</summary>
internal abstract record MetricsStage;

/// <summary><c>topk(n)</c> or <c>bottomk(n)</c>: at each step the largest or smallest values.</summary>
internal sealed record RankStage(bool Largest, long Count) : MetricsStage;

/// <summary><c>&gt; 10</c>: the samples that satisfy a comparison.</summary>
internal sealed record ThresholdStage(FieldOperator Operator, double Value) : MetricsStage;

/// <summary><c>* 100</c>: arithmetic with a number.</summary>
internal sealed record ArithmeticStage(FieldOperator Operator, double Value, bool ValueOnLeft) : MetricsStage;
