namespace Tta.Primitives;

/// <summary>How a router decides when its function cannot.</summary>
public sealed record RouterOptions
{
    internal static readonly RouterOptions Default = new();

    /// <summary>Name in spans and metrics. Default: <c>RouterPrimitive</c>.</summary>
    public string Name { get; init; } = "RouterPrimitive";

    /// <summary>Route taken when the function throws, or names a route that does not exist or none; null makes both an error. Default: null.</summary>
    public string? DefaultRoute { get; init; }

    /// <summary>
    /// What a call by each route costs, US dollars, 0 or more: <c>router_savings_usd_total</c> counts what a route costs less than the dearest one. Routes
    /// may be missing. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, double> CostPerRouteUsd { get; init; } = System.Collections.Frozen.FrozenDictionary<string, double>.Empty;
}
