namespace Tta.Query.TraceQl;

/// <summary>An expression outside of braces while it is parsed: what it is, and the node, of the type that goes with it.</summary>
internal readonly record struct Operand(OperandSorts Sort, object Node)
{
    public Static Constant => ((StaticExpr)Node).Value;

    public IScalarExpr Scalar => (IScalarExpr)Node;

    public ISpansetExpr Spanset => (ISpansetExpr)Node;

    public IPipelineStage Stage => (IPipelineStage)Node;

    public MetricsExpr Metrics => (MetricsExpr)Node;

    public bool IsAny(OperandSorts sorts) => (Sort & sorts) != 0;

    public static Operand Of(Static value) => new(OperandSorts.Constant, new StaticExpr(value));
}
