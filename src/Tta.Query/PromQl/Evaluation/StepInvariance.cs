namespace Tta.Query.PromQl;

/// <summary>Finds the expressions whose value does not depend on the evaluation time, so that they are evaluated once.</summary>
internal static class StepInvariance
{
    public static HashSet<Expr> Find(Expr root)
    {
        var found = new HashSet<Expr>(ReferenceEqualityComparer.Instance);
        Visit(root, found);
        return found;
    }

    private static bool Visit(Expr expr, HashSet<Expr> found)
    {
        bool invariant = expr switch
        {
            NumberLiteral or StringLiteral => true,
            ParenExpr paren => Visit(paren.Inner, found),
            UnaryExpr unary => Visit(unary.Inner, found),
            BinaryExpr binary => Visit(binary.Left, found) & Visit(binary.Right, found),
            AggregateExpr aggregate => Visit(aggregate.Inner, found) & (aggregate.Parameter is null || Visit(aggregate.Parameter, found)),
            Call call => VisitCall(call, found),
            SubqueryExpr subquery => Visit(subquery.Inner, found) | subquery.At is not null,
            MatrixSelector matrix => matrix.Selector.At is not null,
            VectorSelector selector => selector.At is not null,
            _ => false,
        };
        if (invariant)
        {
            found.Add(expr);
        }

        return invariant;
    }

    private static bool VisitCall(Call call, HashSet<Expr> found)
    {
        bool invariant = true;
        foreach (Expr argument in call.Arguments)
        {
            invariant &= Visit(argument, found);
            if (call.Function.Name == "info")
            {
                // Its selector looks where the first argument looks.
                break;
            }
        }

        return invariant && call.Function.Name is not ("time" or "timestamp" or "predict_linear" or "day_of_month" or "day_of_week"
            or "day_of_year" or "days_in_month" or "hour" or "minute" or "month" or "year");
    }
}
