namespace Tta.Primitives;

/// <summary>How everything that learns tells what it does.</summary>
internal static class AdaptiveTelemetry
{
    /// <summary>A step in learning: <c>proposed</c>, <c>validated</c>, <c>rejected</c>, <c>put_aside</c>; null for none.</summary>
    public static void Changed(string primitiveName, string? change, WorkflowContext context)
    {
        if (change is not null)
        {
            Measure.Count(PrimitiveTelemetry.AdaptiveChanges, context, new(AttributeNames.PrimitiveName, primitiveName), new("change", change));
            CurrentSpan.AddEvent("adaptive." + change);
            Log.AdaptiveChanged(TtaLogging.Logger, primitiveName, change);
        }
    }

    /// <summary>An execution by one of several strategies or in one of several orders.</summary>
    public static void Ran(string primitiveName, string strategy, WorkflowContext context) =>
        Measure.Count(PrimitiveTelemetry.AdaptiveExecutions, context, new(AttributeNames.PrimitiveName, primitiveName), new("strategy", strategy));
}
