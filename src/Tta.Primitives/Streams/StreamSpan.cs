using System.Diagnostics;

namespace Tta.Primitives;

/// <summary>What the span of a stream needs beyond that of a step.</summary>
internal static class StreamSpan
{
    /// <summary>Goes back into an execution whose flow of calls was left at a yield.</summary>
    public static void MakeCurrent(in Execution execution)
    {
        if (execution.Span is not null && Activity.Current != execution.Span)
        {
            Activity.Current = execution.Span;
        }

        if (WorkflowContext.Current != execution.Context)
        {
            WorkflowContext.Current = execution.Context;
        }
    }

    /// <summary>Notes the time to the first item of a stream.</summary>
    public static void SetFirstItem(in Execution execution)
    {
        if (execution.Span is { IsAllDataRequested: true } span)
        {
            TimeSpan elapsed = execution.Context.TimeProvider.GetElapsedTime(execution.StartTimestamp);
            span.SetTag("stream.time_to_first_item_s", elapsed.TotalSeconds);
        }
    }

    /// <summary>Notes how many items a stream gave.</summary>
    public static void SetItems(in Execution execution, long count)
    {
        if (execution.Span is { IsAllDataRequested: true } span)
        {
            span.SetTag("stream.items", count);
        }
    }
}
