using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Tta.Primitives;

/// <summary>Starts, fills and ends spans.</summary>
internal static class Spans
{
    // An exception passes through every span around it; only the innermost carries its stack trace.
    private static readonly ConditionalWeakTable<Exception, object> s_described = [];
    private static readonly object s_mark = new();

    /// <summary>Starts a span below the current one; where the flow of calls was broken, below the workflow's own span.</summary>
    public static Activity? Start(string name, WorkflowContext context)
    {
        if (!PrimitiveTelemetry.Source.HasListeners())
        {
            return null;
        }

        Activity? outer = Activity.Current;
        try
        {
            return outer is null && context.TraceContext != default
                ? PrimitiveTelemetry.Source.StartActivity(name, ActivityKind.Internal, context.TraceContext)
                : PrimitiveTelemetry.Source.StartActivity(name);
        }
        catch (Exception e)
        {
            return NotStarted(name, outer, e);
        }
    }

    /// <summary>Starts the outermost span of a workflow. What samplers decide on is there from the start.</summary>
    public static Activity? StartWorkflow(string name, WorkflowContext context, KeyValuePair<string, object?>[] attributes)
    {
        if (!PrimitiveTelemetry.Source.HasListeners())
        {
            return null;
        }

        Activity? outer = Activity.Current;
        try
        {
            Activity? span = StartWorkflow(name, context, attributes, outer);
            if (span is not null)
            {
                AddWhenSet(span, AttributeNames.CausationId, context.CausationId);
                AddWhenSet(span, AttributeNames.Workspace, context.Workspace);
            }

            return span;
        }
        catch (Exception e)
        {
            return NotStarted(name, outer, e);
        }
    }

    public static void AddContext(Activity span, WorkflowContext context, string? workflowName)
    {
        span.AddTag(AttributeNames.WorkflowId, context.WorkflowId);
        span.AddTag(AttributeNames.WorkflowName, workflowName);
        span.AddTag(AttributeNames.CorrelationId, context.CorrelationId);
        AddWhenSet(span, AttributeNames.SessionId, context.SessionId);
        AddWhenSet(span, AttributeNames.Persona, context.Persona);
        AddWhenSet(span, AttributeNames.ChatMode, context.ChatMode);
        foreach (KeyValuePair<string, object?> tag in context.TagAttributes)
        {
            span.AddTag(tag.Key, tag.Value);
        }
    }

    /// <summary>Marks a span as failed, or as cancelled by its caller, which is no failure.</summary>
    public static void Fail(Activity? span, Exception exception, CancellationToken cancellationToken)
    {
        if (span is null)
        {
            return;
        }

        try
        {
            if (Failures.IsCancellation(exception, cancellationToken))
            {
                span.SetTag(AttributeNames.PrimitiveStatus, "cancelled");
                return;
            }

            span.SetStatus(ActivityStatusCode.Error, exception.Message);
            span.SetTag(AttributeNames.ErrorType, Failures.ErrorType(exception));
            if (s_described.TryAdd(exception, s_mark))
            {
                span.AddException(exception);
            }
            else
            {
                span.AddEvent(new ActivityEvent("exception", tags: new ActivityTagsCollection
                {
                    { "exception.type", exception.GetType().FullName },
                    { "exception.message", exception.Message },
                }));
            }
        }
        catch (Exception e)
        {
            SelfDiagnostics.Log.TelemetryFailed("failure of span " + span.OperationName, e);
        }
    }

    /// <summary>Ends a span.</summary>
    /// <param name="span">The span, if there is one.</param>
    /// <param name="caller">The flow of calls that the span was started in; null where flow is suppressed.</param>
    public static void Stop(Activity? span, ExecutionContext? caller)
    {
        if (span is null)
        {
            return;
        }

        // Stopping makes the outer span current. In the flow of the caller it already is, which saves building another flow.
        if (caller is not null)
        {
            ExecutionContext.Restore(caller);
        }

        try
        {
            span.Stop();
        }
        catch (Exception e)
        {
            // The listener threw before the outer span became current again.
            Activity.Current = span.Parent;
            SelfDiagnostics.Log.TelemetryFailed("end of span " + span.OperationName, e);
        }
    }

    private static Activity? StartWorkflow(
        string name, WorkflowContext context, KeyValuePair<string, object?>[] attributes, Activity? outer)
    {
        ActivityContext given = context.TraceContext;
        if (outer is null)
        {
            return PrimitiveTelemetry.Source.StartActivity(name, ActivityKind.Internal, given, attributes);
        }

        // The span around the call is the parent; a different trace that the caller sent along is linked, not lost.
        ActivityLink[]? links = given != default && given.TraceId != outer.TraceId ? [new ActivityLink(given)] : null;
        return PrimitiveTelemetry.Source.StartActivity(name, ActivityKind.Internal, default(ActivityContext), attributes, links);
    }

    private static Activity? NotStarted(string name, Activity? outer, Exception exception)
    {
        Activity.Current = outer;
        SelfDiagnostics.Log.TelemetryFailed("begin of span " + name, exception);
        return null;
    }

    private static void AddWhenSet(Activity span, string key, string? value)
    {
        if (value is not null)
        {
            span.AddTag(key, value);
        }
    }
}
