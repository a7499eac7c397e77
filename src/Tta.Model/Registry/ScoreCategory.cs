namespace Tta.Model;

/// <summary>A value that a categorical score may have.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Value">The number it counts as.</param>
public sealed record ScoreCategory(string Label, double Value);
