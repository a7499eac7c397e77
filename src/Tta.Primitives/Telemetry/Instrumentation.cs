using System.Diagnostics;

namespace Tta.Primitives;

/// <summary>Spans, metrics and logs of the executions of one primitive. Nothing here throws.</summary>
internal sealed class Instrumentation(string name, string type)
{
    private readonly string _spanName = "primitive." + name;
    private readonly KeyValuePair<string, object?> _nameTag = new(AttributeNames.PrimitiveName, name);
    private readonly KeyValuePair<string, object?> _typeTag = new(AttributeNames.PrimitiveType, type);
    private KeyValuePair<string, object?>[]? _workflowAttributes;

    public string Name { get; } = name;

    public string Type { get; } = type;

    /// <param name="context">The context handed to the primitive.</param>
    /// <param name="workflowName">Set by a named workflow; without it the first primitive of a context is the workflow.</param>
    public Execution Begin(WorkflowContext context, string? workflowName)
    {
        long startTimestamp = context.TimeProvider.GetTimestamp();
        bool isWorkflow = workflowName is not null || !context.IsInsideWorkflow;
        string? name = isWorkflow ? workflowName ?? context.WorkflowName ?? Name : context.WorkflowName;
        ExecutionContext? caller = ExecutionContext.Capture();
        Activity? span = StartSpan(context, name, isWorkflow);
        bool isCountedAsActive = isWorkflow && PrimitiveTelemetry.ActiveWorkflows.Enabled;
        if (isWorkflow)
        {
            context = context.InWorkflow(name!, span);
            Measure.Active(isCountedAsActive ? 1 : 0, context);
        }

        LogStart(context, isWorkflow);
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
        LogSuccess(in execution, duration.TotalMilliseconds);
        Spans.Stop(execution.Span, execution.Caller);
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
        Spans.Stop(execution.Span, execution.Caller);
    }

    private Activity? StartSpan(WorkflowContext context, string? workflowName, bool isWorkflow)
    {
        Activity? span = isWorkflow
            ? Spans.StartWorkflow(_spanName, context, WorkflowAttributes(workflowName!))
            : Spans.Start(_spanName, context);
        if (span is { IsAllDataRequested: true })
        {
            span.AddTag(_nameTag.Key, _nameTag.Value);
            span.AddTag(_typeTag.Key, _typeTag.Value);
            Spans.AddContext(span, context, workflowName);
        }

        return span;
    }

    // The same workflow runs again and again: its attributes are made once, and shared because nobody changes them.
    private KeyValuePair<string, object?>[] WorkflowAttributes(string workflowName)
    {
        KeyValuePair<string, object?>[]? attributes = Volatile.Read(ref _workflowAttributes);
        if (attributes is null || !ReferenceEquals(attributes[1].Value, workflowName))
        {
            attributes = [new(AttributeNames.GenAiOperationName, "invoke_workflow"), new(AttributeNames.GenAiWorkflowName, workflowName)];
            Volatile.Write(ref _workflowAttributes, attributes);
        }

        return attributes;
    }

    private void Count(in Execution execution, ExecutionStatus status, TimeSpan duration)
    {
        WorkflowContext context = execution.Context;
        double seconds = duration.TotalSeconds;
        Measure.Execution(PrimitiveTelemetry.Executions, PrimitiveTelemetry.ExecutionDuration, seconds, context, _nameTag, _typeTag, status.Tag);
        if (execution.IsWorkflow)
        {
            var workflow = new KeyValuePair<string, object?>(AttributeNames.WorkflowName, context.WorkflowName);
            Measure.Execution(PrimitiveTelemetry.WorkflowExecutions, PrimitiveTelemetry.WorkflowDuration, seconds, context, workflow, status.Tag);
            Measure.Active(execution.IsCountedAsActive ? -1 : 0, context);
        }
    }

    private void LogStart(WorkflowContext context, bool isWorkflow)
    {
        // Asked first, here and below: a log record needs ids, and they are made when first asked for.
        if (!TtaLogging.IsActive)
        {
            return;
        }

        if (isWorkflow)
        {
            Log.WorkflowStarted(TtaLogging.Logger, context.WorkflowName, context.WorkflowId);
        }
        else
        {
            Log.PrimitiveStarted(TtaLogging.Logger, Name, Type, context.WorkflowId);
        }
    }

    private void LogSuccess(in Execution execution, double durationMs)
    {
        if (!TtaLogging.IsActive)
        {
            return;
        }

        WorkflowContext context = execution.Context;
        if (execution.IsWorkflow)
        {
            Log.WorkflowCompleted(TtaLogging.Logger, context.WorkflowName, context.WorkflowId, durationMs);
        }
        else
        {
            Log.PrimitiveCompleted(TtaLogging.Logger, Name, Type, durationMs, context.WorkflowId);
        }
    }

    private void LogFailure(in Execution execution, Exception exception, bool isCancelled, double durationMs)
    {
        if (!TtaLogging.IsActive)
        {
            return;
        }

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
        else if (Failures.IsWorthLogging(exception))
        {
            Log.PrimitiveFailed(TtaLogging.Logger, Name, Type, durationMs, Failures.ErrorType(exception), context.WorkflowId);
        }
    }
}
