using System.Collections.Frozen;
using System.Globalization;

namespace Tta.Primitives;

/// <summary>Runs one of several primitives, chosen for each input.</summary>
internal sealed class RouterPrimitive<TIn, TOut> : Primitive<TIn, TOut>
{
    private readonly Func<TIn, WorkflowContext, RouteDecision> _decide;
    private readonly FrozenDictionary<string, IPrimitive<TIn, TOut>> _routes;
    private readonly string? _defaultRoute;
    private readonly FrozenDictionary<string, double> _savedUsd;

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

        _savedUsd = Savings(options.CostPerRouteUsd);
        if (_defaultRoute is not null && !_routes.ContainsKey(_defaultRoute))
        {
            throw new ArgumentException(
                $"default route '{_defaultRoute}' of router '{Name}' is not among its routes {string.Join(", ", _routes.Keys)}", nameof(options));
        }
    }

    private FrozenDictionary<string, double> Savings(IReadOnlyDictionary<string, double> costs)
    {
        foreach ((string route, double usd) in costs)
        {
            if (!_routes.ContainsKey(route) || !(usd >= 0 && double.IsFinite(usd)))
            {
                throw new ArgumentException(
                    $"router '{Name}': the cost {usd.ToString(CultureInfo.InvariantCulture)} of route '{route}' must be 0 or more, of one of the routes {string.Join(", ", _routes.Keys)}", nameof(costs));
            }
        }

        double dearest = costs.Values.DefaultIfEmpty().Max();
        return costs.ToFrozenDictionary(static cost => cost.Key, cost => dearest - cost.Value, StringComparer.Ordinal);
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

        RouterTelemetry.Report(Name, decision, context, _savedUsd.GetValueOrDefault(decision.Route));
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
