namespace Tta.Query.TraceQl;

/// <summary>An expression over the fields of one span. Immutable.</summary>
internal abstract class FieldExpr
{
    /// <summary>The type, as far as it is known without a span.</summary>
    public abstract StaticType ImpliedType { get; }

    /// <summary>False for an expression of literals alone.</summary>
    public abstract bool ReferencesSpan { get; }

    public sealed override string ToString() => TraceQlPrinter.Print(this);
}

/// <summary>A literal.</summary>
internal sealed class StaticExpr(Static value) : FieldExpr, IScalarExpr
{
    public Static Value { get; } = value;

    public override StaticType ImpliedType => Value.Type;

    public override bool ReferencesSpan => false;
}

/// <summary>The value of a field.</summary>
internal sealed class FieldReference(TraceField field) : FieldExpr
{
    public TraceField Field { get; } = field;

    public override StaticType ImpliedType => Field.ImpliedType;

    public override bool ReferencesSpan => true;
}

/// <summary>An operator between two expressions.</summary>
internal sealed class BinaryFieldExpr(FieldOperator op, FieldExpr left, FieldExpr right) : FieldExpr
{
    public FieldOperator Operator { get; } = op;

    public FieldExpr Left { get; } = left;

    public FieldExpr Right { get; } = right;

    public override StaticType ImpliedType => Operator.IsBoolean() ? StaticType.Boolean
        : Left.ImpliedType != StaticType.Attribute ? Left.ImpliedType : Right.ImpliedType;

    public override bool ReferencesSpan { get; } = left.ReferencesSpan || right.ReferencesSpan;
}

/// <summary>Minus, not, or a comparison with nil.</summary>
internal sealed class UnaryFieldExpr(FieldOperator op, FieldExpr inner) : FieldExpr
{
    public FieldOperator Operator { get; } = op;

    public FieldExpr Inner { get; } = inner;

    public override StaticType ImpliedType =>
        Operator is FieldOperator.Exists or FieldOperator.NotExists ? StaticType.Boolean : Inner.ImpliedType;

    public override bool ReferencesSpan => Inner.ReferencesSpan;
}

/// <summary>True when the text of a field contains a text, whatever the case: the tag search of old.</summary>
internal sealed class ContainsExpr(TraceField field, string text) : FieldExpr
{
    public TraceField Field { get; } = field;

    public string Text { get; } = text;

    public override StaticType ImpliedType => StaticType.Boolean;

    public override bool ReferencesSpan => true;
}
