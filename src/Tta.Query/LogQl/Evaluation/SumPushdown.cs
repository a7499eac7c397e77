using Tta.Query.PromQl;

namespace Tta.Query.LogQl;

/// <summary>
/// Rewrites <c>sum by (x) (count_over_time(...))</c> so that lines are grouped as they are read: with metadata that differs in every
/// entry there would otherwise be as many series as lines.
/// </summary>
internal static class SumPushdown
{
    public static Expr Apply(Expr expr) => expr switch
    {
        AggregateExpr { Op: AggregateOperator.Sum, Inner: LogRangeExpr { Grouping: null } range } sum when IsAdditive(range.Op) =>
            sum with { Inner = range with { Grouping = new LabelGrouping(sum.Without, sum.Grouping) } },
        AggregateExpr aggregate => aggregate with { Inner = Apply(aggregate.Inner) },
        ParenExpr paren => paren with { Inner = Apply(paren.Inner) },
        BinaryExpr binary => binary with { Left = Apply(binary.Left), Right = Apply(binary.Right) },
        Call call => call with { Arguments = ApplyToFirst(call.Arguments) },
        _ => expr,
    };

    // Only the first argument of the functions of LogQL is a vector.
    private static List<Expr> ApplyToFirst(IReadOnlyList<Expr> arguments)
    {
        var applied = new List<Expr>(arguments);
        applied[0] = Apply(applied[0]);
        return applied;
    }

    private static bool IsAdditive(string op) =>
        op is "count_over_time" or "rate" or "bytes_over_time" or "bytes_rate" or "sum_over_time";
}
