namespace Tta.Query.PromQl;

/// <summary>
/// The value of a query: <see cref="ScalarValue"/>, <see cref="StringValue"/>, <see cref="VectorValue"/> or <see cref="MatrixValue"/>.
/// </summary>
public abstract record PromQlValue;
