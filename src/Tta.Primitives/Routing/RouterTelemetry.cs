using System.Diagnostics;

namespace Tta.Primitives;

/// <summary>How every primitive that chooses a route tells so: metric, span attributes, span event, log.</summary>
internal static class RouterTelemetry
{
    public static void Report(string primitiveName, RouteDecision decision, WorkflowContext context)
    {
        Measure.Count(
            PrimitiveTelemetry.RouterDecisions, context, new(AttributeNames.PrimitiveName, primitiveName), new("route", decision.Route));
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
}
