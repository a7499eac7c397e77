using System.Diagnostics;

namespace Tta.Primitives;

/// <summary>Spans, metrics and logs of the executions of one primitive. Nothing here throws.</summary>
internal sealed class Instrumentation(string name, string type)
{
    private readonly string _spanName = "primitive." + name;
    private readonly KeyValuePair<string, object?> _nameTag = new(AttributeNames.PrimitiveName, name);
    private readonly KeyValuePair<string, object?> _typeTag = new(AttributeNames.PrimitiveType, type);

    public string Name { get; } = name;

    public string Type { get; } = type;

    /// <param name="context">The context handed to the primitive.</param>
    /// <param name="workflowName">Set by a named workflow; without it the first primitive of a context is the workflow.</param>
    public Execution Begin(WorkflowContext context, string? workflowName)
    {
        long startTimestamp = context.TimeProvider.GetTimestamp();
        bool isWorkflow = workflowName is not null || !context.IsInsideWorkflow;
        if (isWorkflow)
        {
            context = context with { WorkflowName = workflowName ?? context.WorkflowName ?? Name, IsInsideWorkflow = true };
        }

        ExecutionContext? caller = ExecutionContext.Capture();
        Activity? span = StartSpan(context, isWorkflow);
        bool isCountedAsActive = isWorkflow && PrimitiveTelemetry.ActiveWorkflows.Enabled;
        if (isWorkflow)
        {
            context = span is null ? context : context with { TraceContext = span.Context };
            Measure.Active(isCountedAsActive ? 1 : 0, context);
            Log.WorkflowStarted(TtaLogging.Logger, context.WorkflowName, context.WorkflowId);
        }
        else
        {
            Log.PrimitiveStarted(TtaLogging.Logger, Name, Type, context.WorkflowId);
        }

        if (!ReferenceEquals(WorkflowContext.Current, context))
        {
            WorkflowContext.Current = context;
        }

        return new Execution(context, span, caller, startTimestamp, isWorkflow, isCountedAsActive);
    }

    public void Succeed(in Execution execution)
    {
        TimeSpan duration = execution.Context.TimeProvider.GetElapsedTime(execution.StartTimestamp);
        Count(in execution, ExecutionStatus.Success, duration);
        if (execution.IsWorkflow)
        {
            Log.WorkflowCompleted(
                TtaLogging.Logger, execution.Context.WorkflowName, execution.Context.WorkflowId, duration.TotalMilliseconds);
        }
        else
        {
            Log.PrimitiveCompleted(TtaLogging.Logger, Name, Type, duration.TotalMilliseconds, execution.Context.WorkflowId);
        }

        Stop(in execution);
    }

    public void Fail(in Execution execution, Exception exception, CancellationToken cancellationToken)
    {
        TimeSpan duration = execution.Context.TimeProvider.GetElapsedTime(execution.StartTimestamp);
        bool isCancelled = Failures.IsCancellation(exception, cancellationToken);
        Count(in execution, isCancelled ? ExecutionStatus.Cancelled : ExecutionStatus.Error, duration);
        if (!isCancelled)
        {
            Measure.Count(PrimitiveTelemetry.ExecutionErrors, execution.Context, _nameTag, _typeTag, Failures.ErrorTypeTag(exception));
        }

        LogFailure(in execution, exception, isCancelled, duration.TotalMilliseconds);
        Spans.Fail(execution.Span, exception, cancellationToken);
        Stop(in execution);
    }

    private static void Stop(in Execution execution)
    {
        if (execution.Span is null)
        {
            return;
        }

        // Stopping makes the outer span current. In the flow of the caller it already is, which saves building another flow.
        if (execution.Caller is not null)
        {
            ExecutionContext.Restore(execution.Caller);
        }

        Spans.Stop(execution.Span);
    }

    private Activity? StartSpan(WorkflowContext context, bool isWorkflow)
    {
        Activity? span = isWorkflow
            ? Spans.StartWorkflow(_spanName, context)
            : Spans.Start(_spanName, context);
        if (span is { IsAllDataRequested: true })
        {
            span.AddTag(_nameTag.Key, _nameTag.Value);
            span.AddTag(_typeTag.Key, _typeTag.Value);
            Spans.AddContext(span, context);
        }

        return span;
    }

    private void Count(in Execution execution, ExecutionStatus status, TimeSpan duration)
    {
        WorkflowContext context = execution.Context;
        Measure.Record(PrimitiveTelemetry.ExecutionDuration, duration.TotalSeconds, context, _nameTag, _typeTag, status.Tag);
        Measure.Count(PrimitiveTelemetry.Executions, context, _nameTag, _typeTag, status.Tag);
        if (execution.IsWorkflow)
        {
            var workflow = new KeyValuePair<string, object?>(AttributeNames.WorkflowName, context.WorkflowName);
            Measure.Record(PrimitiveTelemetry.WorkflowDuration, duration.TotalSeconds, context, workflow, status.Tag);
            Measure.Count(PrimitiveTelemetry.WorkflowExecutions, context, workflow, status.Tag);
            Measure.Active(execution.IsCountedAsActive ? -1 : 0, context);
        }
    }

    private void LogFailure(in Execution execution, Exception exception, bool isCancelled, double durationMs)
    {
        WorkflowContext context = execution.Context;
        if (isCancelled)
        {
            Log.PrimitiveCancelled(TtaLogging.Logger, Name, Type, durationMs, context.WorkflowId);
        }
        else if (execution.IsWorkflow)
        {
            Log.WorkflowFailed(
                TtaLogging.Logger, exception, context.WorkflowName, context.WorkflowId, durationMs, Failures.ErrorType(exception));
        }
        else if (TtaLogging.IsActive && Failures.IsWorthLogging(exception))
        {
            Log.PrimitiveFailed(TtaLogging.Logger, Name, Type, durationMs, Failures.ErrorType(exception), context.WorkflowId);
        }
    }
}
