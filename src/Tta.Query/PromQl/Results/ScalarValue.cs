namespace Tta.Query.PromQl;

/// <summary>A number.</summary>
/// <param name="TimeMs">Evaluation time, Unix milliseconds.</param>
/// <param name="Value">The number.</param>
public sealed record ScalarValue(long TimeMs, double Value) : PromQlValue;
