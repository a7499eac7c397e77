namespace Tta.Primitives;

/// <summary>How delegated work is checked.</summary>
/// <typeparam name="TTask">The work.</typeparam>
/// <typeparam name="TResult">Its result.</typeparam>
public sealed record DelegationOptions<TTask, TResult>
{
    internal static readonly DelegationOptions<TTask, TResult> Default = new();

    /// <summary>Name in spans and metrics. Default: <c>DelegationPrimitive</c>.</summary>
    public string Name { get; init; } = "DelegationPrimitive";

    /// <summary>Judges a result: a function, a test run, another model. Null takes every result. Default: null.</summary>
    public IPrimitive<(TTask Task, TResult Result), bool>? Validator { get; init; }

    /// <summary>What an executor's result cost in US dollars, those turned down included; null tells nothing. Default: null.</summary>
    public Func<string, TTask, TResult, decimal>? CostUsd { get; init; }

    /// <summary>
    /// What the result that was taken would have cost without delegating, in US dollars; with <see cref="CostUsd"/> it tells what was saved. Default: null.
    /// </summary>
    public Func<TTask, TResult, decimal>? BaselineUsd { get; init; }

    /// <summary>How often a result that was turned down goes to the next stronger executor, 0 or more. Default: 1.</summary>
    public int MaxEscalations { get; init; } = 1;
}
