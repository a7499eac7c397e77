using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>
/// Conditions on the events of a span, or on its links. Those joined by "and" are asked of one and the same event; what must not be (!=, !~,
/// = nil) is asked of all of them.
/// </summary>
internal static class SpanParts
{
    /// <summary>The events or the links, when a condition asks for one of them and for nothing else; null for other conditions.</summary>
    public static SpanFieldScope? Of(FieldExpr condition)
    {
        SpanFieldScope? scope = null;
        return IsOfParts(condition, ref scope) ? scope : null;
    }

    /// <summary>A condition that holds when all of some hold for one event, or for one link.</summary>
    public static SpanPredicate OneMeets(SpanFieldScope scope, SpanPredicate[] all) => (trace, span) =>
    {
        if (trace.Part >= 0)
        {
            return Holds(all, trace, span);
        }

        int count = scope == SpanFieldScope.Event ? trace[span].Events.Count : trace[span].Links.Count;
        bool isMet = false;
        for (int i = 0; i < count && !isMet; i++)
        {
            trace.Part = i;
            isMet = Holds(all, trace, span);
        }

        trace.Part = -1;
        return isMet;
    };

    /// <summary>True when all conditions hold.</summary>
    public static bool Holds(SpanPredicate[] all, TraceView trace, int span)
    {
        foreach (SpanPredicate each in all)
        {
            if (!each(trace, span))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsOfParts(FieldExpr expr, ref SpanFieldScope? scope)
    {
        switch (expr)
        {
            case FieldReference reference:
                return ScopeOf(reference.Field) is { } own && (scope ??= own) == own;
            case UnaryFieldExpr { Operator: FieldOperator.Exists or FieldOperator.Subtract } unary:
                return IsOfParts(unary.Inner, ref scope);
            case BinaryFieldExpr { Operator: not (FieldOperator.NotEqual or FieldOperator.NotRegex or FieldOperator.NotIn or FieldOperator.MatchNone) } binary:
                return IsOfParts(binary.Left, ref scope) && IsOfParts(binary.Right, ref scope);
            default:
                return expr is StaticExpr;
        }
    }

    private static SpanFieldScope? ScopeOf(TraceField field) =>
        field.Scope is SpanFieldScope.Event or SpanFieldScope.Link ? field.Scope
        : field.Intrinsic is Intrinsic.EventName or Intrinsic.EventTimeSinceStart ? SpanFieldScope.Event
        : field.Intrinsic is Intrinsic.LinkTraceId or Intrinsic.LinkSpanId ? SpanFieldScope.Link
        : null;
}
