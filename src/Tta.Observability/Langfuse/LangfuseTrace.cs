using System.Diagnostics;

namespace Tta.Observability;

/// <summary>A Langfuse trace: one question and everything done to answer it.</summary>
public sealed class LangfuseTrace : LangfuseObservation
{
    internal LangfuseTrace(LangfuseClient client, LangfuseTraceAttributes trace)
        : base(client, trace, LangfuseClient.Start(trace.Name, ActivityKind.Internal, default), "span")
    {
        // The span around, if any, is not sent to Langfuse, so this one is the root of what Langfuse sees.
        Span?.SetTag("langfuse.internal.as_root", true);
        SetInput(trace.Options.Input);
        SetContent("langfuse.trace.input", trace.Options.Input);
    }

    private protected override string? ScoredId => null;

    /// <summary>Ends the trace with its outcome.</summary>
    /// <param name="output">The outcome; null says nothing. Content: goes to the LLM store only.</param>
    public void End(string? output = null)
    {
        SetOutput(output);
        SetContent("langfuse.trace.output", output);
        Dispose();
    }
}
