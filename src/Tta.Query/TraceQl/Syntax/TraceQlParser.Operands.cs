namespace Tta.Query.TraceQl;

internal sealed partial class TraceQlParser
{
    private const int ComparisonPrecedence = 2;

    // Operands and the operators between them, as far as they are of the allowed sorts.
    private Operand ParseChain(int minPrecedence, OperandSorts allowed)
    {
        Enter();
        Operand left = ParseOperand(allowed);
        while (PrecedenceOf(Current, left.Sort, allowed) is { } precedence && precedence >= minPrecedence)
        {
            CountOperator();
            left = ParseRight(left, precedence, allowed);
        }

        _depth--;
        return left;
    }

    private Operand ParseRight(Operand left, int precedence, OperandSorts allowed)
    {
        string symbol = Current.Text;
        Advance();
        int next = symbol == "^" ? precedence : precedence + 1;
        switch (left.Sort)
        {
            case OperandSorts.Spanset or OperandSorts.WrappedPipeline:
                Operand spanset = ParseChain(next, left.Sort);
                return new(left.Sort, new SpansetOperation(SpansetOperator.OfToken(symbol)!.Value, left.Spanset, spanset.Spanset));
            case OperandSorts.Metrics:
                return Combine(symbol, left, ParseChain(next, (OperandSorts.Metrics | OperandSorts.Constant) & allowed));
            case OperandSorts.ScalarPipeline when precedence == ComparisonPrecedence:
                Operand bound = ParseChain(next, OperandSorts.ScalarPipeline | OperandSorts.Constant);
                return new(OperandSorts.ScalarPipelineFilter, new ScalarFilter(Op(symbol), left.Scalar, bound.Scalar));
            case OperandSorts.ScalarPipeline:
                return Combine(symbol, left, ParseChain(next, OperandSorts.ScalarPipeline));
            case OperandSorts.Constant or OperandSorts.Scalar when precedence == ComparisonPrecedence:
                Operand right = ParseChain(next, OperandSorts.Arithmetic);
                return (left.Sort | right.Sort) == OperandSorts.Constant
                    ? throw Unexpected()
                    : new(OperandSorts.ScalarFilter, new ScalarFilter(Op(symbol), left.Scalar, right.Scalar));
            case OperandSorts.Scalar:
                return Combine(symbol, left, ParseChain(next, OperandSorts.Arithmetic));
            case OperandSorts.Constant when symbol is "%" or "^":
                return Combine(symbol, left, ParseUpToScalar(next, allowed));
            default:
                return Combine(symbol, left, ParseChain(next, (OperandSorts.Arithmetic | OperandSorts.Metrics) & allowed));
        }
    }

    // Two numbers cannot stand around % and ^: what follows belongs to the right until it has an aggregate.
    private Operand ParseUpToScalar(int minPrecedence, OperandSorts allowed)
    {
        Operand right = ParseChain(minPrecedence, OperandSorts.Arithmetic & allowed);
        while (right.Sort == OperandSorts.Constant && PrecedenceOf(Current, right.Sort, OperandSorts.Scalar) is { } precedence)
        {
            CountOperator();
            right = ParseRight(right, precedence, OperandSorts.Arithmetic & allowed);
        }

        return right;
    }

    private Operand Combine(string symbol, Operand left, Operand right)
    {
        FieldOperator op = Op(symbol);
        if (left.Sort == OperandSorts.Constant && right.Sort == OperandSorts.Constant)
        {
            return op is FieldOperator.Modulo or FieldOperator.Power ? throw Unexpected() : Operand.Of(Fold(op, left.Constant, right.Constant));
        }

        if (left.Sort == OperandSorts.Metrics && right.Sort == OperandSorts.Metrics)
        {
            return new(OperandSorts.Metrics, new MetricsOperation(op, left.Metrics, right.Metrics, []));
        }

        if (right.Sort == OperandSorts.Metrics)
        {
            return new(OperandSorts.Metrics, right.Metrics.With([new ArithmeticStage(op, FactorOf(left), ValueOnLeft: true)]));
        }

        return left.Sort == OperandSorts.Metrics
            ? new(OperandSorts.Metrics, left.Metrics.With([new ArithmeticStage(op, FactorOf(right), ValueOnLeft: false)]))
            : new(left.Sort == OperandSorts.Constant ? right.Sort : left.Sort, new ScalarOperation(op, left.Scalar, right.Scalar));
    }

    private double FactorOf(Operand constant) => constant.Constant.Type == StaticType.Duration
        ? throw Fail("duration cannot be used as a scalar operand in metric arithmetic")
        : constant.Constant.Number;

    private Static Fold(FieldOperator op, Static left, Static right)
    {
        if (left.Type == StaticType.Duration || right.Type == StaticType.Duration)
        {
            throw Fail("duration cannot be used in scalar arithmetic");
        }

        Static result = StaticMath.Apply(op, left, right);
        return result.IsNil ? throw Fail("division by zero") : result;
    }

    private Operand ParseOperand(OperandSorts allowed)
    {
        TraceToken token = Current;
        if (token.Is("{") && (allowed & OperandSorts.Spanset) != 0)
        {
            return new(OperandSorts.Spanset, ParseSpansetFilter());
        }

        if (token.Is("("))
        {
            return ParseParentheses(allowed);
        }

        if ((allowed & OperandSorts.Scalar) != 0 && token.Kind == TraceTokenKind.Symbol && AggregateOf(token.Text) is { } function)
        {
            return new(OperandSorts.Scalar, ParseAggregate(function));
        }

        if ((allowed & OperandSorts.Constant) != 0)
        {
            if (token.Kind is TraceTokenKind.Integer or TraceTokenKind.Float or TraceTokenKind.Duration)
            {
                Advance();
                return Operand.Of(token.Value);
            }

            if (TryTake("-"))
            {
                Enter();
                Operand negated = Operand.Of(StaticMath.Negate(ParseOperand(OperandSorts.Constant).Constant));
                _depth--;
                return negated;
            }
        }

        throw allowed switch
        {
            OperandSorts.Spanset => Unexpected("{", "("),
            OperandSorts.WrappedPipeline or OperandSorts.ScalarPipeline => Unexpected("("),
            _ => Unexpected(),
        };
    }

    private Operand ParseParentheses(OperandSorts allowed)
    {
        Enter();
        Advance();
        bool canHoldPipeline = (allowed & OperandSorts.OfPipelines) != 0;
        Operand inner = canHoldPipeline
            ? ParseStart((allowed | OperandSorts.InStage) & ~OperandSorts.ScalarPipelineFilter)
            : ParseChain(0, allowed & ~OperandSorts.ScalarFilter);
        bool isStage = inner.IsAny(OperandSorts.Spanset | OperandSorts.ScalarFilter | OperandSorts.Stage);
        bool isSpanset = inner.Sort == OperandSorts.Spanset && inner.IsAny(allowed) && Current.Is(")");
        if (canHoldPipeline && isStage && !isSpanset)
        {
            inner = ParsePipeline(inner, allowed);
        }

        if (inner.IsAny(OperandSorts.Pipeline))
        {
            inner = inner with { Sort = OperandSorts.WrappedPipeline };
            ExpectEndOfPipeline(canEnd: inner.IsAny(allowed));
        }
        else if (!inner.IsAny(allowed))
        {
            throw Unexpected();
        }
        else
        {
            Expect(")", named: false);
        }

        _depth--;
        return inner;
    }

    private void ExpectEndOfPipeline(bool canEnd)
    {
        if (!canEnd)
        {
            throw Unexpected("|");
        }

        Expect(")", "|");
    }

    private SpansetFilter ParseSpansetFilter()
    {
        Expect("{");
        if (TryTake("}"))
        {
            return new SpansetFilter(new StaticExpr(Static.True));
        }

        FieldExpr condition = ParseField(0);
        Expect("}", named: false);
        return new SpansetFilter(condition);
    }

    private Aggregate ParseAggregate(AggregateFunction function)
    {
        Advance();
        Expect("(");
        if (function == AggregateFunction.Count)
        {
            Expect(")");
            return new Aggregate(function, null);
        }

        FieldExpr argument = ParseField(0);
        Expect(")", named: false);
        return new Aggregate(function, argument);
    }

    private static int? PrecedenceOf(TraceToken token, OperandSorts left, OperandSorts allowed)
    {
        if (token.Kind != TraceTokenKind.Symbol)
        {
            return null;
        }

        if ((left & (OperandSorts.Spanset | OperandSorts.WrappedPipeline)) != 0)
        {
            return SpansetOperator.OfToken(token.Text) is { } op ? op.IsStructural ? ComparisonPrecedence : 1 : null;
        }

        bool isMetrics = left == OperandSorts.Metrics;
        OperandSorts comparison = left == OperandSorts.ScalarPipeline ? OperandSorts.ScalarPipelineFilter : OperandSorts.ScalarFilter;
        bool canUseAllOperators = left != OperandSorts.Constant ? !isMetrics : (allowed & OperandSorts.Scalar) != 0;
        bool canCompare = !isMetrics && (allowed & comparison) != 0;
        return (left & (OperandSorts.Arithmetic | OperandSorts.ScalarPipeline | OperandSorts.Metrics)) == 0 ? null : token.Text switch
        {
            "=" or "!=" or "<" or "<=" or ">" or ">=" => canCompare ? ComparisonPrecedence : null,
            "+" or "-" => 3,
            "*" or "/" => 4,
            "%" => canUseAllOperators ? 4 : null,
            "^" => canUseAllOperators ? 5 : null,
            _ => null,
        };
    }

    private static FieldOperator Op(string symbol) => FieldOperators.OfToken(symbol)!.Value;

    private static AggregateFunction? AggregateOf(string word) => word switch
    {
        "count" => AggregateFunction.Count,
        "max" => AggregateFunction.Max,
        "min" => AggregateFunction.Min,
        "sum" => AggregateFunction.Sum,
        "avg" => AggregateFunction.Avg,
        _ => null,
    };
}
