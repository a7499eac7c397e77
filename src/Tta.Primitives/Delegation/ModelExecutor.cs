namespace Tta.Primitives;

/// <summary>A model and the step that calls it.</summary>
/// <typeparam name="TTask">The work.</typeparam>
/// <typeparam name="TResult">Its result.</typeparam>
/// <param name="Model">The model.</param>
/// <param name="Primitive">The step that does the work with it.</param>
public sealed record ModelExecutor<TTask, TResult>(ModelProfile Model, IPrimitive<TTask, TResult> Primitive);
