using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>
/// What must hold for a span if a condition of a query holds: alternatives, each of conditions that hold together. Too much may pass, never
/// too little. No alternative: nothing passes. An alternative without conditions: everything may.
/// </summary>
internal static class SpanAlternatives
{
    private const int MaxAlternatives = 64;

    public static IReadOnlyList<IReadOnlyList<SpanCondition>> Anything { get; } = [[]];

    public static IReadOnlyList<IReadOnlyList<SpanCondition>> Nothing { get; } = [];

    public static bool IsAnything(IReadOnlyList<IReadOnlyList<SpanCondition>> alternatives)
    {
        for (int i = 0; i < alternatives.Count; i++)
        {
            if (alternatives[i].Count == 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>One or the other.</summary>
    public static IReadOnlyList<IReadOnlyList<SpanCondition>> Either(
        IReadOnlyList<IReadOnlyList<SpanCondition>> left, IReadOnlyList<IReadOnlyList<SpanCondition>> right) =>
        left.Count + right.Count > MaxAlternatives ? Anything : [.. left, .. right];

    /// <summary>The alternatives of a condition.</summary>
    public static IReadOnlyList<IReadOnlyList<SpanCondition>> Of(FieldExpr expr) => expr switch
    {
        StaticExpr literal => literal.Value.IsTrue ? Anything : Nothing,
        FieldReference reference => OneOf(Condition(reference.Field, SpanConditionOperator.Equal, AnyValue.From(true))),
        BinaryFieldExpr { Operator: FieldOperator.And } and => Both(Of(and.Left), Of(and.Right)),
        BinaryFieldExpr { Operator: FieldOperator.Or } or => Either(Of(or.Left), Of(or.Right)),
        BinaryFieldExpr { Left: FieldReference field, Right: StaticExpr literal } comparison when comparison.Operator.IsBoolean() =>
            OfComparison(comparison.Operator, field.Field, literal.Value),
        BinaryFieldExpr { Left: StaticExpr literal, Right: FieldReference field } comparison when comparison.Operator.IsComparison() =>
            OfComparison(comparison.Operator.Mirrored(), field.Field, literal.Value),
        BinaryFieldExpr comparison when comparison.Operator.IsBoolean() => AllPresent(comparison),
        UnaryFieldExpr { Operator: FieldOperator.Exists, Inner: FieldReference field } => OneOf(Present(field.Field)),
        ContainsExpr contains => OneOf(Present(contains.Field)),
        _ => Anything,
    };

    /// <summary>The field as stores know it; null for what only a whole trace tells, and for ids, which are always there.</summary>
    public static SpanField? FieldOf(TraceField field) =>
        !field.IsIntrinsic ? new SpanField(field.Scope, field.Name)
        : field.Intrinsic is Intrinsic.TraceRootService or Intrinsic.TraceRootSpan or Intrinsic.TraceDuration or Intrinsic.ChildCount
            or Intrinsic.NestedSetLeft or Intrinsic.NestedSetRight or Intrinsic.NestedSetParent or Intrinsic.Parent or Intrinsic.ParentId ? null
        : new SpanField(SpanFieldScope.Intrinsic, Intrinsics.ScopedNameOf(field.Intrinsic));

    // With too many combinations one side alone is enough to pass nothing wrongly.
    private static IReadOnlyList<IReadOnlyList<SpanCondition>> Both(
        IReadOnlyList<IReadOnlyList<SpanCondition>> left, IReadOnlyList<IReadOnlyList<SpanCondition>> right)
    {
        if (left.Count * right.Count > MaxAlternatives)
        {
            return left.Count <= right.Count ? left : right;
        }

        var both = new List<IReadOnlyList<SpanCondition>>(left.Count * right.Count);
        for (int i = 0; i < left.Count; i++)
        {
            for (int j = 0; j < right.Count; j++)
            {
                both.Add([.. left[i], .. right[j]]);
            }
        }

        return both;
    }

    private static IReadOnlyList<IReadOnlyList<SpanCondition>> OneOf(SpanCondition? condition) =>
        condition is null ? Anything : [[condition]];

    private static SpanCondition? Present(TraceField field) =>
        field.IsIntrinsic || FieldOf(field) is not { } known ? null : new SpanCondition(known, SpanConditionOperator.Exists, []);

    private static SpanCondition? Condition(TraceField field, SpanConditionOperator op, params IReadOnlyList<AnyValue> values) =>
        FieldOf(field) is { } known ? new SpanCondition(known, op, values) : null;

    // A comparison with a missing field is false, so all fields of a comparison of attributes are there.
    private static IReadOnlyList<IReadOnlyList<SpanCondition>> AllPresent(BinaryFieldExpr comparison)
    {
        var present = new List<SpanCondition>();
        AddPresent(comparison, present);
        return [present];
    }

    private static void AddPresent(FieldExpr expr, List<SpanCondition> present)
    {
        switch (expr)
        {
            case FieldReference reference when Present(reference.Field) is { } condition:
                present.Add(condition);
                break;
            case BinaryFieldExpr binary when !IsLogical(binary.Left) && !IsLogical(binary.Right):
                AddPresent(binary.Left, present);
                AddPresent(binary.Right, present);
                break;
            case UnaryFieldExpr { Operator: FieldOperator.Subtract } unary:
                AddPresent(unary.Inner, present);
                break;
        }
    }

    // The value of a truth value in a comparison, (.a = 1) = false, needs no field.
    private static bool IsLogical(FieldExpr expr) => expr switch
    {
        BinaryFieldExpr binary => binary.Operator.IsBoolean(),
        UnaryFieldExpr unary => unary.Operator != FieldOperator.Subtract,
        _ => expr is ContainsExpr,
    };

    // Ids of traces are compared as text without leading zeros, which stores know nothing of.
    private static IReadOnlyList<IReadOnlyList<SpanCondition>> OfComparison(FieldOperator op, TraceField field, Static literal) => OneOf(op switch
    {
        not (FieldOperator.Equal or FieldOperator.In) when field.Intrinsic is Intrinsic.TraceId or Intrinsic.LinkTraceId => null,
        FieldOperator.Equal => Condition(field, SpanConditionOperator.Equal, SameValues(field, literal)),
        FieldOperator.NotEqual => Condition(field, SpanConditionOperator.NotEqual, SameValues(field, literal)),
        FieldOperator.In => Condition(field, SpanConditionOperator.Equal, AllSameValues(field, literal.Elements)),
        FieldOperator.NotIn => Condition(field, SpanConditionOperator.NotEqual, AllSameValues(field, literal.Elements)),
        FieldOperator.Regex => Condition(field, SpanConditionOperator.Matches, AnyValue.From(literal.Text)),
        FieldOperator.NotRegex => Condition(field, SpanConditionOperator.NotMatches, AnyValue.From(literal.Text)),
        FieldOperator.Greater or FieldOperator.GreaterOrEqual or FieldOperator.Less or FieldOperator.LessOrEqual =>
            Condition(field, OperatorOf(op), ValueOf(literal)),
        _ => null,
    } ?? Present(field));

    private static SpanConditionOperator OperatorOf(FieldOperator op) => op switch
    {
        FieldOperator.Greater => SpanConditionOperator.Greater,
        FieldOperator.GreaterOrEqual => SpanConditionOperator.GreaterOrEqual,
        FieldOperator.Less => SpanConditionOperator.Less,
        _ => SpanConditionOperator.LessOrEqual,
    };

    private static List<AnyValue> AllSameValues(TraceField field, IReadOnlyList<AnyValue> elements)
    {
        var all = new List<AnyValue>();
        for (int i = 0; i < elements.Count; i++)
        {
            all.AddRange(SameValues(field, Static.From(elements[i])));
        }

        return all;
    }

    // A value that can be equal has more than one type: 2 and 2.0. Durations of spans and events are whole numbers.
    private static List<AnyValue> SameValues(TraceField field, Static literal)
    {
        if (field.Intrinsic is Intrinsic.TraceId or Intrinsic.LinkTraceId && TraceId.TryParse(literal.Text, out TraceId id))
        {
            return [AnyValue.From(id.ToString())];
        }

        return literal.Type switch
        {
            StaticType.Float when literal.Number == Math.Truncate(literal.Number) && Math.Abs(literal.Number) < 1L << 53 =>
                [AnyValue.From(literal.Number), AnyValue.From((long)literal.Number)],
            StaticType.Int or StaticType.Duration when !field.IsIntrinsic => [AnyValue.From(literal.Bits), AnyValue.From((double)literal.Bits)],
            _ => [ValueOf(literal)],
        };
    }

    private static AnyValue ValueOf(Static literal) =>
        literal.Type == StaticType.Duration ? AnyValue.From(literal.Bits) : literal.ToAnyValue();
}
