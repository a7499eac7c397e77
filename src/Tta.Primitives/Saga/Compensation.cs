namespace Tta.Primitives;

/// <summary>How to undo one step that is done.</summary>
/// <param name="StepName">The step.</param>
/// <param name="Context">The context that it ran in.</param>
/// <param name="Undo">Undoes it.</param>
internal readonly record struct Compensation(string StepName, WorkflowContext Context, Func<CancellationToken, ValueTask> Undo);
