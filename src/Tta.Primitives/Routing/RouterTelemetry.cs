using System.Diagnostics;

namespace Tta.Primitives;

/// <summary>How every primitive that chooses a route tells so: metric, span attributes, span event, log.</summary>
internal static class RouterTelemetry
{
    public static void Report(string primitiveName, RouteDecision decision, WorkflowContext context, double savedUsd = 0)
    {
        Measure.Count(
            PrimitiveTelemetry.RouterDecisions, context, new(AttributeNames.PrimitiveName, primitiveName), new("route", decision.Route));
        Saved(primitiveName, decision.Route, context, savedUsd);
        if (PrimitiveTelemetry.Source.HasListeners() && Activity.Current is { IsAllDataRequested: true } span)
        {
            span.SetTag("router.route", decision.Route);
            span.SetTag("router.reason", decision.Reason);
            span.AddEvent(new ActivityEvent("router.decision", tags: new ActivityTagsCollection
            {
                { "router.route", decision.Route },
                { "router.reason", decision.Reason },
            }));
        }

        Log.RouteChosen(TtaLogging.Logger, primitiveName, decision.Route, decision.Reason);
    }

    /// <summary>What a route costs less than the one that would have been taken for its quality alone.</summary>
    public static void Saved(string primitiveName, string route, WorkflowContext context, double usd) => Measure.Saved(
        PrimitiveTelemetry.RouterSavings, usd, context, new(AttributeNames.PrimitiveName, primitiveName), new("route", route));
}
