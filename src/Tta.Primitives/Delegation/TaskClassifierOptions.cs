namespace Tta.Primitives;

/// <summary>How tasks are classified and which models are preferred.</summary>
public sealed record TaskClassifierOptions
{
    internal static readonly TaskClassifierOptions Default = new();

    /// <summary>Name in spans and metrics. Default: <c>TaskClassifierPrimitive</c>.</summary>
    public string Name { get; init; } = "TaskClassifierPrimitive";

    /// <summary>Whether a model that costs nothing goes before one that fits the traits better. Default: true.</summary>
    public bool PreferFree { get; init; } = true;

    /// <summary>Characters from which on a task has a long context, at least 1. Default: 100,000 (about 25,000 tokens).</summary>
    public int LongContextChars { get; init; } = 100_000;

    internal TaskClassifierOptions Validated()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Name);
        ArgumentOutOfRangeException.ThrowIfLessThan(LongContextChars, 1);
        return this;
    }
}
