namespace Tta.Observability;

/// <summary>A judgement about an outcome.</summary>
/// <param name="Name">What is judged, for example <c>correct</c>.</param>
/// <param name="Value">The judgement; by custom 1 for yes and 0 for no.</param>
/// <param name="Comment">Why; null says nothing.</param>
public sealed record LangfuseEvaluation(string Name, double Value, string? Comment = null);
