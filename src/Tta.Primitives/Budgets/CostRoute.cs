namespace Tta.Primitives;

/// <summary>A route that costs money.</summary>
/// <typeparam name="TIn">What the route takes.</typeparam>
/// <typeparam name="TOut">What it gives.</typeparam>
/// <param name="Name">Name of the route, a label value.</param>
/// <param name="Primitive">The work.</param>
/// <param name="EstimateUsd">Expected cost of an input in US dollars, 0 or more.</param>
/// <param name="ActualUsd">Cost as the result tells it; null takes the estimate.</param>
public sealed record CostRoute<TIn, TOut>(
    string Name, IPrimitive<TIn, TOut> Primitive, Func<TIn, decimal> EstimateUsd, Func<TOut, decimal>? ActualUsd = null);
