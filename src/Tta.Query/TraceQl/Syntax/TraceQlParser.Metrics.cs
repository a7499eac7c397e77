namespace Tta.Query.TraceQl;

internal sealed partial class TraceQlParser
{
    private MetricsFunction ParseMetricsFunction(MetricsFunctionKind kind)
    {
        Advance();
        Expect("(");
        switch (kind)
        {
            case MetricsFunctionKind.Compare:
                return ParseCompare();
            case MetricsFunctionKind.Rate or MetricsFunctionKind.CountOverTime:
                Expect(")");
                return new MetricsFunction(kind) { By = ParseBy() };
            case MetricsFunctionKind.QuantileOverTime:
                TraceField measured = TakeField();
                List<double> quantiles = ParseQuantiles();
                return new MetricsFunction(kind) { Field = measured, Quantiles = quantiles, By = ParseBy() };
            default:
                TraceField field = TakeField();
                Expect(")");
                return new MetricsFunction(kind) { Field = field, By = ParseBy() };
        }
    }

    private List<TraceField> ParseBy()
    {
        if (!TryTake("by"))
        {
            return [];
        }

        Expect("(");
        return ParseFieldList();
    }

    private List<double> ParseQuantiles()
    {
        Expect(",");
        var quantiles = new List<double>();
        do
        {
            quantiles.Add(Current.Kind is TraceTokenKind.Integer or TraceTokenKind.Float ? Current.Value.Number : throw Unexpected("INTEGER", "FLOAT"));
            Advance();
        }
        while (TryTake(","));

        Expect(")", ",");
        return quantiles;
    }

    private MetricsFunction ParseCompare()
    {
        if (!Current.Is("{"))
        {
            throw Unexpected("{");
        }

        SpansetFilter selection = ParseSpansetFilter();
        long topN = MetricsFunction.DefaultTopN;
        long startNs = 0;
        long endNs = 0;
        if (TryTake(","))
        {
            topN = TakeLiteral(TraceTokenKind.Integer, "INTEGER").Bits;
            if (TryTake(","))
            {
                startNs = TakeLiteral(TraceTokenKind.Integer, "INTEGER").Bits;
                Expect(",");
                endNs = TakeLiteral(TraceTokenKind.Integer, "INTEGER").Bits;
                Expect(")");
                return Compare(selection, topN, startNs, endNs);
            }
        }

        Expect(")", ",");
        return Compare(selection, topN, startNs, endNs);
    }

    private static MetricsFunction Compare(SpansetFilter selection, long topN, long startNs, long endNs) =>
        new(MetricsFunctionKind.Compare) { Selection = selection, TopN = topN, SelectionStartNs = startNs, SelectionEndNs = endNs };

    private List<MetricsStage> ParseMetricsStages()
    {
        var stages = new List<MetricsStage>();
        while (true)
        {
            if (TryTake("|"))
            {
                bool largest = Current.Is("topk");
                if (!largest && !Current.Is("bottomk"))
                {
                    throw Unexpected("topk", "bottomk");
                }

                Advance();
                Expect("(");
                stages.Add(new RankStage(largest, TakeLiteral(TraceTokenKind.Integer, "INTEGER").Bits));
                Expect(")");
            }
            else if (Current.Kind == TraceTokenKind.Symbol && FieldOperators.OfToken(Current.Text) is { } op && op.IsComparison())
            {
                Advance();
                stages.Add(new ThresholdStage(op, ParseChain(ComparisonPrecedence + 1, OperandSorts.Constant).Constant.NumberInSeconds));
            }
            else
            {
                return stages;
            }
        }
    }

    private static MetricsFunctionKind? MetricsFunctionOf(TraceToken token) => token.Kind != TraceTokenKind.Symbol ? null : token.Text switch
    {
        "rate" => MetricsFunctionKind.Rate,
        "count_over_time" => MetricsFunctionKind.CountOverTime,
        "min_over_time" => MetricsFunctionKind.MinOverTime,
        "max_over_time" => MetricsFunctionKind.MaxOverTime,
        "avg_over_time" => MetricsFunctionKind.AvgOverTime,
        "sum_over_time" => MetricsFunctionKind.SumOverTime,
        "quantile_over_time" => MetricsFunctionKind.QuantileOverTime,
        "histogram_over_time" => MetricsFunctionKind.HistogramOverTime,
        "compare" => MetricsFunctionKind.Compare,
        _ => null,
    };
}
