namespace Tta.Primitives.Testing;

/// <summary>One call of a mock.</summary>
/// <typeparam name="TIn">What the mock takes.</typeparam>
/// <param name="Input">What it was called with.</param>
/// <param name="Context">The context it was called in.</param>
public readonly record struct MockCall<TIn>(TIn Input, WorkflowContext Context);
