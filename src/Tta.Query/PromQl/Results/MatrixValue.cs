namespace Tta.Query.PromQl;

/// <summary>Several samples per series, sorted by labels.</summary>
/// <param name="Series">The series; none is empty.</param>
public sealed record MatrixValue(IReadOnlyList<MatrixSeries> Series) : PromQlValue;
