using System.Text.RegularExpressions;
using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>Makes expressions into delegates that allocate nothing per span. The expressions are valid.</summary>
internal static class FieldCompiler
{
    public static FieldEvaluator Compile(FieldExpr expr)
    {
        switch (expr)
        {
            case StaticExpr literal:
                Static value = literal.Value;
                return (_, _) => value;
            case FieldReference reference:
                return FieldReaders.Of(reference.Field);
            case UnaryFieldExpr unary:
                FieldEvaluator inner = Compile(unary.Inner);
                FieldOperator op = unary.Operator;
                return (trace, span) => StaticMath.Apply(op, inner(trace, span));
            case BinaryFieldExpr binary when binary.Operator.IsArithmetic():
                FieldOperator arithmetic = binary.Operator;
                FieldEvaluator left = Compile(binary.Left);
                FieldEvaluator right = Compile(binary.Right);
                return (trace, span) => StaticMath.Apply(arithmetic, left(trace, span), right(trace, span));
            default:
                SpanPredicate predicate = CompilePredicate(expr);
                return (trace, span) => Static.From(predicate(trace, span));
        }
    }

    /// <summary>A condition; anything but true is false.</summary>
    public static SpanPredicate CompilePredicate(FieldExpr expr)
    {
        switch (expr)
        {
            case StaticExpr literal:
                bool isTrue = literal.Value.IsTrue;
                return (_, _) => isTrue;
            case ContainsExpr contains:
                return CompileContains(contains);
            case BinaryFieldExpr { Operator: FieldOperator.And }:
                return CompileAll(expr);
            case BinaryFieldExpr { Operator: FieldOperator.Or } or:
                SpanPredicate either = CompilePredicate(or.Left);
                SpanPredicate other = CompilePredicate(or.Right);
                return (trace, span) => either(trace, span) || other(trace, span);
            case BinaryFieldExpr binary when binary.Operator.IsBoolean():
                return CompileComparison(binary);
            default:
                FieldEvaluator evaluator = Compile(expr);
                return (trace, span) => evaluator(trace, span).IsTrue;
        }
    }

    private static SpanPredicate CompileAll(FieldExpr expr)
    {
        var conditions = new List<FieldExpr>();
        AddConditions(expr, conditions);
        var all = new List<SpanPredicate>(conditions.Count);
        var ofEvents = new List<SpanPredicate>();
        var ofLinks = new List<SpanPredicate>();
        for (int i = 0; i < conditions.Count; i++)
        {
            List<SpanPredicate> group = SpanParts.Of(conditions[i]) switch
            {
                SpanFieldScope.Event => ofEvents,
                SpanFieldScope.Link => ofLinks,
                _ => all,
            };
            group.Add(CompilePredicate(conditions[i]));
        }

        AddParts(SpanFieldScope.Event, ofEvents, all);
        AddParts(SpanFieldScope.Link, ofLinks, all);
        SpanPredicate[] each = [.. all];
        return (trace, span) => SpanParts.Holds(each, trace, span);
    }

    private static void AddParts(SpanFieldScope scope, List<SpanPredicate> conditions, List<SpanPredicate> all)
    {
        if (conditions.Count > 1)
        {
            all.Add(SpanParts.OneMeets(scope, [.. conditions]));
        }
        else
        {
            all.AddRange(conditions);
        }
    }

    private static void AddConditions(FieldExpr expr, List<FieldExpr> conditions)
    {
        while (expr is BinaryFieldExpr { Operator: FieldOperator.And } and)
        {
            AddConditions(and.Left, conditions);
            expr = and.Right;
        }

        conditions.Add(expr);
    }

    private static SpanPredicate CompileComparison(BinaryFieldExpr binary)
    {
        FieldOperator op = binary.Operator;
        FieldEvaluator left = Compile(binary.Left);
        if (binary.Right is not StaticExpr { Value: { } literal })
        {
            FieldEvaluator right = Compile(binary.Right);
            return (trace, span) => StaticMath.Apply(op, left(trace, span), right(trace, span)).IsTrue;
        }

        switch (op)
        {
            case FieldOperator.Regex or FieldOperator.NotRegex:
                Regex regex = LinearRegex.Anchored(literal.Text);
                return (trace, span) => StaticMath.Apply(op, left(trace, span), literal, regex).IsTrue;
            case FieldOperator.In or FieldOperator.NotIn or FieldOperator.MatchAny or FieldOperator.MatchNone:
                return CompileList(op, left, literal.Elements);
            default:
                return (trace, span) => StaticMath.Apply(op, left(trace, span), literal).IsTrue;
        }
    }

    // IN and MATCH ANY hold when some element does, NOT IN and MATCH NONE when every element does.
    private static SpanPredicate CompileList(FieldOperator op, FieldEvaluator left, IReadOnlyList<AnyValue> elements)
    {
        bool wantsAll = op is FieldOperator.NotIn or FieldOperator.MatchNone;
        bool isRegex = op is FieldOperator.MatchAny or FieldOperator.MatchNone;
        FieldOperator each = op switch
        {
            FieldOperator.In => FieldOperator.Equal,
            FieldOperator.NotIn => FieldOperator.NotEqual,
            FieldOperator.MatchAny => FieldOperator.Regex,
            _ => FieldOperator.NotRegex,
        };
        var literals = new Static[elements.Count];
        var patterns = new Regex?[elements.Count];
        for (int i = 0; i < literals.Length; i++)
        {
            literals[i] = Static.From(elements[i]);
            patterns[i] = isRegex ? LinearRegex.Anchored(literals[i].Text) : null;
        }

        return (trace, span) =>
        {
            Static value = left(trace, span);
            for (int i = 0; i < literals.Length; i++)
            {
                bool holds = StaticMath.Apply(each, value, literals[i], patterns[i]).IsTrue;
                if (holds != wantsAll)
                {
                    return holds;
                }
            }

            return wantsAll;
        };
    }

    private static SpanPredicate CompileContains(ContainsExpr contains)
    {
        FieldEvaluator field = FieldReaders.Of(contains.Field);
        string text = contains.Text;
        return (trace, span) =>
        {
            Static value = field(trace, span);
            return value.Type switch
            {
                StaticType.Nil => false,
                StaticType.String => value.Text.Contains(text, StringComparison.OrdinalIgnoreCase),
                _ when value.Type.IsNumeric() => string.Equals(value.ToText(), text, StringComparison.OrdinalIgnoreCase),
                _ => value.ToText().Contains(text, StringComparison.OrdinalIgnoreCase),
            };
        };
    }
}
