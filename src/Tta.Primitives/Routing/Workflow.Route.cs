namespace Tta.Primitives;

public static partial class Workflow
{
    /// <summary>Runs one of several primitives, chosen for each input: <c>Workflow.Route(doc => doc.IsLong ? "quality" : "fast", [("fast", f), ("quality", q)])</c>.</summary>
    /// <typeparam name="TIn">What every route takes.</typeparam>
    /// <typeparam name="TOut">What every route gives.</typeparam>
    /// <param name="decide">Names the route; a plain string is a decision.</param>
    /// <param name="routes">The routes by name, at least one.</param>
    /// <param name="options">Name and default route.</param>
    /// <returns>The router.</returns>
    /// <exception cref="ArgumentException">There are no routes, two of one name, or the default is not among them.</exception>
    public static Primitive<TIn, TOut> Route<TIn, TOut>(
        Func<TIn, RouteDecision> decide,
        IEnumerable<(string Name, IPrimitive<TIn, TOut> Primitive)> routes,
        RouterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(decide);
        return Route((input, _) => decide(input), routes, options);
    }

    /// <summary>Runs one of several primitives, chosen for each input and context.</summary>
    /// <typeparam name="TIn">What every route takes.</typeparam>
    /// <typeparam name="TOut">What every route gives.</typeparam>
    /// <param name="decide">Names the route; a plain string is a decision.</param>
    /// <param name="routes">The routes by name, at least one.</param>
    /// <param name="options">Name and default route.</param>
    /// <returns>The router.</returns>
    /// <exception cref="ArgumentException">There are no routes, two of one name, or the default is not among them.</exception>
    public static Primitive<TIn, TOut> Route<TIn, TOut>(
        Func<TIn, WorkflowContext, RouteDecision> decide,
        IEnumerable<(string Name, IPrimitive<TIn, TOut> Primitive)> routes,
        RouterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var byName = new Dictionary<string, IPrimitive<TIn, TOut>>(StringComparer.Ordinal);
        foreach ((string name, IPrimitive<TIn, TOut> primitive) in routes)
        {
            byName.Add(name, primitive);
        }

        return new RouterPrimitive<TIn, TOut>(decide, byName, options ?? RouterOptions.Default);
    }
}
