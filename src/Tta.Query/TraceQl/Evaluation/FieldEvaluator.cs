namespace Tta.Query.TraceQl;

/// <summary>The value of an expression for one span of a trace.</summary>
internal delegate Static FieldEvaluator(TraceView trace, int span);

/// <summary>Whether one span of a trace satisfies a condition.</summary>
internal delegate bool SpanPredicate(TraceView trace, int span);
