using System.Collections.Frozen;

namespace Tta.Primitives;

/// <summary>Runs one of several primitives, chosen for each input.</summary>
internal sealed class RouterPrimitive<TIn, TOut> : Primitive<TIn, TOut>
{
    private readonly Func<TIn, WorkflowContext, RouteDecision> _decide;
    private readonly FrozenDictionary<string, IPrimitive<TIn, TOut>> _routes;
    private readonly string? _defaultRoute;

    public RouterPrimitive(
        Func<TIn, WorkflowContext, RouteDecision> decide,
        IEnumerable<KeyValuePair<string, IPrimitive<TIn, TOut>>> routes,
        RouterOptions options)
        : base(options.Name, "RouterPrimitive")
    {
        ArgumentNullException.ThrowIfNull(decide);
        ArgumentNullException.ThrowIfNull(routes);
        _decide = decide;
        _routes = routes.ToFrozenDictionary(static route => route.Key, static route => Observed.Of(route.Value), StringComparer.Ordinal);
        _defaultRoute = options.DefaultRoute;
        if (_routes.Count == 0)
        {
            throw new ArgumentException($"router '{Name}' needs at least one route", nameof(routes));
        }

        if (_defaultRoute is not null && !_routes.ContainsKey(_defaultRoute))
        {
            throw new ArgumentException(
                $"default route '{_defaultRoute}' of router '{Name}' is not among its routes {string.Join(", ", _routes.Keys)}", nameof(options));
        }
    }

    protected override IReadOnlyList<PrimitiveChild> Children =>
        [.. _routes.OrderBy(static route => route.Key, StringComparer.Ordinal)
            .Select(static route => PrimitiveChild.Of("route " + route.Key, route.Value))];

    protected override ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        RouteDecision decision = Decide(input, context, cancellationToken);
        IPrimitive<TIn, TOut>? route = null;
        if (decision.Route is null || !_routes.TryGetValue(decision.Route, out route))
        {
            decision = _defaultRoute is null
                ? throw new RouteNotFoundException(Name, decision.Route, _routes.Keys.Order(StringComparer.Ordinal))
                : new RouteDecision(_defaultRoute, RouteDecision.InvalidRouteFallback);
            route = _routes[_defaultRoute];
        }

        RouterTelemetry.Report(Name, decision, context);
        return route.ExecuteAsync(input, context, cancellationToken);
    }

    private RouteDecision Decide(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        if (_defaultRoute is null)
        {
            return _decide(input, context);
        }

        try
        {
            return _decide(input, context);
        }
        catch (Exception e) when (!Failures.IsCancellation(e, cancellationToken))
        {
            Log.RouterFailed(TtaLogging.Logger, Name, Failures.ErrorType(e));
            return new RouteDecision(_defaultRoute, RouteDecision.RoutingErrorFallback);
        }
    }
}
