namespace Tta.Query.PromQl;

/// <summary>What all parts of one evaluation share.</summary>
/// <param name="Query">Text of the query.</param>
/// <param name="Steps">Steps of the whole query.</param>
/// <param name="IsRangeQuery">False for an instant query.</param>
/// <param name="EndMs">End of the query as asked for.</param>
/// <param name="Options">Settings.</param>
/// <param name="Annotations">Collects warnings.</param>
/// <param name="Budget">Counts samples.</param>
internal sealed record QueryContext(
    string Query, EvaluationSteps Steps, bool IsRangeQuery, long EndMs, PromQlOptions Options, Annotations Annotations, SampleBudget Budget)
{
    public QueryDialect Dialect { get; init; }

    public long LookbackMs => (long)Options.LookbackDelta.TotalMilliseconds;

    public long StepMs => IsRangeQuery ? Steps.StepMs : 0;

    /// <summary>The value of an operator; comparisons give 0 or 1.</summary>
    public double Compute(BinaryOperator op, double left, double right) =>
        Dialect == QueryDialect.LogQl && right == 0 && op is BinaryOperator.Divide or BinaryOperator.Modulo
            ? double.NaN
            : BinaryArithmetic.Compute(op, left, right);

    /// <summary>The fixed time of an <c>@</c> modifier, or null.</summary>
    public long? TimeOf(AtModifier? at) => at?.Anchor switch
    {
        null => null,
        AtAnchor.Timestamp => at.TimeMs,
        AtAnchor.Start => Steps.StartMs,
        _ => EndMs,
    };

    /// <summary>A duration expression in milliseconds, 0 for null.</summary>
    public long DurationMs(Expr? duration) => duration is null ? 0 : ToMs(Seconds(duration), duration);

    /// <summary>The length of a window in milliseconds.</summary>
    public long RangeMs(Expr duration)
    {
        long ms = DurationMs(duration);
        return ms > 0 ? ms : throw new PromQlParseException(Query, "duration must be greater than 0", duration.Source);
    }

    /// <summary>The steps at which the inner expression of a subquery is evaluated: absolute multiples of its step.</summary>
    public EvaluationSteps StepsOf(SubqueryExpr subquery, EvaluationSteps outer)
    {
        long offsetMs = DurationMs(subquery.Offset);
        long stepMs = subquery.Step is null ? (long)Options.DefaultSubqueryStep.TotalMilliseconds : RangeMs(subquery.Step);
        long? fixedMs = TimeOf(subquery.At);
        long windowStartMs = (fixedMs ?? outer.StartMs) - offsetMs - RangeMs(subquery.Range);
        long endMs = (fixedMs ?? outer.EndInclusiveMs) - offsetMs;
        long startMs = (windowStartMs / stepMs * stepMs) - stepMs;
        while (startMs <= windowStartMs)
        {
            startMs += stepMs;
        }

        long count = endMs < startMs ? 0 : ((endMs - startMs) / stepMs) + 1;
        if (count > Options.Limits.MaxQuerySamples)
        {
            throw new PromQlExecutionException("query processing would load too many samples into memory in query execution");
        }

        return new EvaluationSteps(startMs, stepMs, (int)count);
    }

    private double Seconds(Expr duration)
    {
        if (duration is not DurationExpr expr)
        {
            return ((NumberLiteral)duration).Value;
        }

        double left = expr.Left is null ? 0 : Seconds(expr.Left);
        double right = Seconds(expr.Right!);
        if (right == 0 && expr.Op is DurationOperator.Divide or DurationOperator.Modulo)
        {
            throw new PromQlParseException(
                Query, expr.Op == DurationOperator.Divide ? "division by zero" : "modulo by zero", expr.Right!.Source);
        }

        return expr.Op switch
        {
            DurationOperator.Add => left + right,
            DurationOperator.Subtract => left - right,
            DurationOperator.Multiply => left * right,
            DurationOperator.Divide => left / right,
            DurationOperator.Modulo => left % right,
            DurationOperator.Power => Math.Pow(left, right),
            DurationOperator.Step => StepMs / 1000.0,
            DurationOperator.Range => (EndMs - Steps.StartMs) / 1000.0,
            DurationOperator.MinOf => Math.Min(left, right),
            DurationOperator.MaxOf => Math.Max(left, right),
            _ => right,
        };
    }

    private long ToMs(double seconds, Expr duration) => Math.Abs(seconds) <= long.MaxValue / 1e9
        ? (long)Math.Round(seconds * 1000, MidpointRounding.AwayFromZero)
        : throw new PromQlParseException(Query, "duration out of range", duration.Source);
}
