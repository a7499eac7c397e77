namespace Tta.Primitives;

/// <summary>A router chose a route that it does not have, and has no default.</summary>
public sealed class RouteNotFoundException : Exception
{
    /// <summary>Says which router chose what.</summary>
    /// <param name="routerName">The router.</param>
    /// <param name="route">What it chose; null when it named none.</param>
    /// <param name="routes">What it has.</param>
    public RouteNotFoundException(string routerName, string? route, IEnumerable<string> routes)
        : base($"router '{routerName}' chose {(route is null ? "no route (null)" : $"route '{route}', which it does not have")}; "
            + $"it has {string.Join(", ", routes)} and no default route")
    {
        RouterName = routerName;
        Route = route;
    }

    /// <summary>The router.</summary>
    public string RouterName { get; }

    /// <summary>What it chose; null when it named none.</summary>
    public string? Route { get; }
}
