namespace Tta.Query.TraceQl;

/// <summary>Builds expressions; what has no field in it is computed at once.</summary>
internal static class FieldExprs
{
    public static FieldExpr Unary(FieldOperator op, FieldExpr inner)
    {
        var expr = new UnaryFieldExpr(op, inner);
        return inner is StaticExpr literal && TraceQlValidator.Check(expr) is null ? new StaticExpr(StaticMath.Apply(op, literal.Value)) : expr;
    }

    public static FieldExpr Binary(FieldOperator op, FieldExpr left, FieldExpr right)
    {
        var expr = new BinaryFieldExpr(op, Normalized(left, right), Normalized(right, left));
        if (left is not StaticExpr leftLiteral || right is not StaticExpr rightLiteral || TraceQlValidator.Check(expr) is not null)
        {
            return expr;
        }

        Static value = StaticMath.Apply(op, leftLiteral.Value, rightLiteral.Value);
        return value.IsNil ? expr : new StaticExpr(value);
    }

    // Trace ids are compared without their leading zeros.
    private static FieldExpr Normalized(FieldExpr expr, FieldExpr other) =>
        expr is StaticExpr { Value.Type: StaticType.String } literal
        && other is FieldReference { Field.Intrinsic: Intrinsic.TraceId or Intrinsic.LinkTraceId }
            ? new StaticExpr(Static.From(literal.Value.Text.TrimStart('0')))
            : expr;
}
