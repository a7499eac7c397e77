namespace Tta.Primitives;

/// <summary>How work goes to several models.</summary>
/// <typeparam name="TTask">The work.</typeparam>
/// <typeparam name="TResult">Its result.</typeparam>
public sealed record MultiModelOptions<TTask, TResult>
{
    internal static readonly MultiModelOptions<TTask, TResult> Default = new();

    /// <summary>Name in spans and metrics. Default: <c>MultiModelWorkflow</c>.</summary>
    public string Name { get; init; } = "MultiModelWorkflow";

    /// <summary>Judges a result; null takes every result. Default: null.</summary>
    public IPrimitive<(TTask Task, TResult Result), bool>? Validator { get; init; }

    /// <summary>How often a result that was turned down goes to the next stronger model, 0 or more. Default: 1.</summary>
    public int MaxEscalations { get; init; } = 1;

    /// <summary>Tokens that a result took, input and output together, for its cost and what was saved; null tells neither. Default: null.</summary>
    public Func<TResult, long>? TokensOf { get; init; }

    /// <summary>How tasks are classified.</summary>
    public TaskClassifierOptions Classifier { get; init; } = TaskClassifierOptions.Default;
}
