namespace Tta.Primitives;

/// <summary>A model that tasks may be given to.</summary>
/// <param name="Name">Name of the model, a label value.</param>
/// <param name="Strength">The hardest tasks that it is trusted with.</param>
/// <param name="Traits">What it is good at; a task with a long context goes to models that name it here, if there are any.</param>
/// <param name="UsdPerMillionTokens">Price of a million tokens in US dollars, input and output together; 0 for a model that costs nothing.</param>
public sealed record ModelProfile(string Name, TaskComplexity Strength, TaskTraits Traits = TaskTraits.None, decimal UsdPerMillionTokens = 0);
