namespace Tta.Primitives;

/// <summary>What a budget router does when the money is gone.</summary>
public sealed record BudgetRouterOptions
{
    internal static readonly BudgetRouterOptions Default = new();

    /// <summary>Name in spans and metrics. Default: <c>BudgetRouterPrimitive</c>.</summary>
    public string Name { get; init; } = "BudgetRouterPrimitive";

    /// <summary>
    /// True takes the cheapest route and overspends when no route fits; false refuses with <see cref="BudgetExceededException"/>.
    /// Default: false.
    /// </summary>
    public bool CheapestWhenExhausted { get; init; }
}
