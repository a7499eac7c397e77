namespace Tta.Model;

/// <summary>One column of an aggregation.</summary>
/// <param name="Field">A field that is a number, or <see cref="LlmField.Count"/>.</param>
/// <param name="Function">How its values become one; of <see cref="LlmField.Count"/> every function but the histogram is the number of items.</param>
public readonly record struct LlmMeasure(LlmField Field, LlmFunction Function);
