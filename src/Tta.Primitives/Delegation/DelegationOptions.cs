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

    /// <summary>How often a result that was turned down goes to the next stronger executor, 0 or more. Default: 1.</summary>
    public int MaxEscalations { get; init; } = 1;
}
