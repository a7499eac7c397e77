using Tta.Query.PromQl;

namespace Tta.Query.Tests.PromQl.Scripts;

/// <summary>
/// A query with <c>@ time</c> at every selector and subquery that has none: evaluated at any time, it must answer what the original
/// answers at that time. What lies inside a subquery stays as it is.
/// </summary>
internal static class PinnedQuery
{
    /// <summary>The pinned query, or null when it calls a function whose value depends on the evaluation time.</summary>
    public static string? Create(string query, long timeMs)
    {
        bool dependsOnTime = false;
        Expr pinned = Pin(PromQlParser.Parse(query), new AtModifier(AtAnchor.Timestamp, timeMs), ref dependsOnTime);
        return dependsOnTime ? null : PromQlPrinter.Print(pinned);
    }

    private static Expr Pin(Expr expr, AtModifier at, ref bool dependsOnTime)
    {
        switch (expr)
        {
            case VectorSelector selector:
                return selector with { At = selector.At ?? at };
            case MatrixSelector matrix:
                return matrix with { Selector = matrix.Selector with { At = matrix.Selector.At ?? at } };
            case SubqueryExpr subquery:
                _ = Pin(subquery.Inner, at, ref dependsOnTime);
                return subquery with { At = subquery.At ?? at };
            case ParenExpr paren:
                return paren with { Inner = Pin(paren.Inner, at, ref dependsOnTime) };
            case UnaryExpr unary:
                return unary with { Inner = Pin(unary.Inner, at, ref dependsOnTime) };
            case BinaryExpr binary:
                return binary with { Left = Pin(binary.Left, at, ref dependsOnTime), Right = Pin(binary.Right, at, ref dependsOnTime) };
            case AggregateExpr aggregate:
                return aggregate with
                {
                    Inner = Pin(aggregate.Inner, at, ref dependsOnTime),
                    Parameter = aggregate.Parameter is null ? null : Pin(aggregate.Parameter, at, ref dependsOnTime),
                };
            case Call call:
                dependsOnTime |= call.Function.Name is "time" or "timestamp" or "predict_linear" or "day_of_month" or "day_of_week"
                    or "day_of_year" or "days_in_month" or "hour" or "minute" or "month" or "year" or "start" or "end" or "step" or "range";
                var arguments = new List<Expr>();
                foreach (Expr argument in call.Arguments)
                {
                    bool isLabelSelector = call.Function.Name == "info" && arguments.Count == 1;
                    arguments.Add(isLabelSelector ? argument : Pin(argument, at, ref dependsOnTime));
                }

                return call with { Arguments = arguments };
            default:
                return expr;
        }
    }
}
