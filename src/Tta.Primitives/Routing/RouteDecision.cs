namespace Tta.Primitives;

/// <summary>A route and why it was chosen.</summary>
/// <param name="Route">Name of the route.</param>
/// <param name="Reason">A short word or phrase for the span, never made of the input.</param>
public readonly record struct RouteDecision(string Route, string Reason)
{
    /// <summary>Reason of a decision that only names a route.</summary>
    public const string RoutingFunction = "routing_function";

    /// <summary>Reason of the default route after the function threw.</summary>
    public const string RoutingErrorFallback = "routing_error_fallback";

    /// <summary>Reason of the default route after the function named a route that does not exist.</summary>
    public const string InvalidRouteFallback = "invalid_route_fallback";

    /// <summary>A decision without a reason of its own.</summary>
    /// <param name="route">Name of the route.</param>
    public static implicit operator RouteDecision(string route) => FromString(route);

    /// <summary>A decision without a reason of its own.</summary>
    /// <param name="route">Name of the route.</param>
    /// <returns>The decision.</returns>
    public static RouteDecision FromString(string route) => new(route, RoutingFunction);
}
