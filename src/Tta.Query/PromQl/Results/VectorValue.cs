namespace Tta.Query.PromQl;

/// <summary>An instant vector, in the order that the query gives it.</summary>
/// <param name="Samples">One sample per series.</param>
public sealed record VectorValue(IReadOnlyList<VectorSample> Samples) : PromQlValue;
