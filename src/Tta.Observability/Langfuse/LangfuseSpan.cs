using System.Diagnostics;

namespace Tta.Observability;

/// <summary>A step of a Langfuse trace.</summary>
public sealed class LangfuseSpan : LangfuseObservation
{
    internal LangfuseSpan(LangfuseClient client, LangfuseTraceAttributes trace, Activity? span, string type = "span")
        : base(client, trace, span, type)
    {
    }

    /// <summary>Ends the step with its outcome.</summary>
    /// <param name="output">The outcome; null says nothing. Content: goes to the LLM store only.</param>
    public void End(string? output = null)
    {
        SetOutput(output);
        Dispose();
    }
}
