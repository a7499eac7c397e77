namespace Tta.Query.TraceQl;

/// <summary>One step of a pipeline.</summary>
internal interface IPipelineStage;

/// <summary>A step that selects spansets, and can be an operand of spanset operators.</summary>
internal interface ISpansetExpr : IPipelineStage;

/// <summary>An expression whose value is one number per spanset.</summary>
internal interface IScalarExpr
{
    StaticType ImpliedType { get; }
}

/// <summary>Steps, each working on the spansets of the one before.</summary>
internal sealed class Pipeline(IReadOnlyList<IPipelineStage> stages) : ISpansetExpr, IScalarExpr
{
    public IReadOnlyList<IPipelineStage> Stages { get; } = stages;

    /// <summary>A pipeline that ends in an aggregate is a number.</summary>
    public StaticType ImpliedType => Stages[^1] is Aggregate aggregate ? aggregate.ImpliedType : StaticType.Spanset;
}

/// <summary><c>{ condition }</c>: the spans that satisfy it.</summary>
internal sealed class SpansetFilter(FieldExpr condition) : ISpansetExpr
{
    public FieldExpr Condition { get; } = condition;
}

/// <summary>Two spansets put together.</summary>
internal sealed class SpansetOperation(SpansetOperator op, ISpansetExpr left, ISpansetExpr right) : ISpansetExpr
{
    public SpansetOperator Operator { get; } = op;

    public ISpansetExpr Left { get; } = left;

    public ISpansetExpr Right { get; } = right;
}

/// <summary><c>count() &gt; 2</c>: keeps the spansets whose number satisfies a comparison.</summary>
internal sealed class ScalarFilter(FieldOperator op, IScalarExpr left, IScalarExpr right) : ISpansetExpr
{
    public FieldOperator Operator { get; } = op;

    public IScalarExpr Left { get; } = left;

    public IScalarExpr Right { get; } = right;
}

/// <summary><c>by(..)</c>: splits each spanset by a value.</summary>
internal sealed class GroupStage(FieldExpr key) : IPipelineStage
{
    public FieldExpr Key { get; } = key;
}

/// <summary><c>coalesce()</c>: makes the spansets of a trace one again.</summary>
internal sealed class CoalesceStage : IPipelineStage;

/// <summary><c>select(..)</c>: adds fields to the answer.</summary>
internal sealed class SelectStage(IReadOnlyList<TraceField> fields) : IPipelineStage
{
    public IReadOnlyList<TraceField> Fields { get; } = fields;
}

/// <summary><c>count()</c>, <c>max(..)</c>, ..: a number of a spanset.</summary>
internal sealed class Aggregate(AggregateFunction function, FieldExpr? argument) : IScalarExpr, IPipelineStage
{
    public AggregateFunction Function { get; } = function;

    public FieldExpr? Argument { get; } = argument;

    public StaticType ImpliedType => Argument is null ? StaticType.Int : Argument.ImpliedType;
}

/// <summary>Arithmetic between numbers of spansets.</summary>
internal sealed class ScalarOperation(FieldOperator op, IScalarExpr left, IScalarExpr right) : IScalarExpr
{
    public FieldOperator Operator { get; } = op;

    public IScalarExpr Left { get; } = left;

    public IScalarExpr Right { get; } = right;

    public StaticType ImpliedType => Left.ImpliedType != StaticType.Attribute ? Left.ImpliedType : Right.ImpliedType;
}

internal enum AggregateFunction : byte
{
    Count,
    Max,
    Min,
    Sum,
    Avg,
}
