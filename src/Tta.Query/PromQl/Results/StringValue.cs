namespace Tta.Query.PromQl;

/// <summary>A text.</summary>
/// <param name="TimeMs">Evaluation time, Unix milliseconds.</param>
/// <param name="Value">The text.</param>
public sealed record StringValue(long TimeMs, string Value) : PromQlValue;
