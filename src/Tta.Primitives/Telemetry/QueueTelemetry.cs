namespace Tta.Primitives;

/// <summary>How every primitive in which executions wait for their turn tells so.</summary>
internal static class QueueTelemetry
{
    /// <summary>An execution had its turn, or gave up, after a wait; zero when it had it at once.</summary>
    public static void Waited(string primitiveName, TimeSpan wait, WorkflowContext context) =>
        Measure.Record(PrimitiveTelemetry.QueueWait, wait.TotalSeconds, context, new(AttributeNames.PrimitiveName, primitiveName));

    /// <summary>An execution was turned away.</summary>
    public static void Refused(string primitiveName, WorkflowContext context) =>
        Measure.Count(PrimitiveTelemetry.QueueRefusals, context, new(AttributeNames.PrimitiveName, primitiveName));
}
