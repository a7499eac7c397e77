namespace Tta.Primitives;

/// <summary>What a task asks for, and which model it should go to.</summary>
/// <param name="Complexity">How hard it is.</param>
/// <param name="Traits">What it asks of a model.</param>
/// <param name="Model">The model recommended.</param>
/// <param name="Fallbacks">The models to try when that one fails, best first.</param>
/// <param name="Reason">Why, in words that are not made of the task.</param>
public sealed record TaskClassification(
    TaskComplexity Complexity, TaskTraits Traits, string Model, IReadOnlyList<string> Fallbacks, string Reason)
{
    /// <summary>The recommendation as the decision of a router or delegation.</summary>
    /// <returns>The model, and why.</returns>
    public RouteDecision ToDecision() => new(Model, Reason);
}
