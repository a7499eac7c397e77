using System.Diagnostics;

namespace Tta.Primitives;

/// <summary>What one observed execution remembers between its begin and its end.</summary>
internal readonly struct Execution(
    WorkflowContext context, Activity? span, ExecutionContext? caller, long startTimestamp, bool isWorkflow, bool isCountedAsActive)
{
    /// <summary>The context to run in: a workflow's is marked so that inner primitives know that they are steps.</summary>
    public WorkflowContext Context { get; } = context;

    public Activity? Span { get; } = span;

    /// <summary>Flow of the caller, in which the outer span is current; null where the flow is suppressed.</summary>
    public ExecutionContext? Caller { get; } = caller;

    public long StartTimestamp { get; } = startTimestamp;

    public bool IsWorkflow { get; } = isWorkflow;

    /// <summary>Whether the begin was counted in workflow.active_requests, so that the end is too.</summary>
    public bool IsCountedAsActive { get; } = isCountedAsActive;
}
