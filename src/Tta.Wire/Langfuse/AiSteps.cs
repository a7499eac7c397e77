using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>Recognises spans of models, tools, agents and the like among ordinary ones. Pure functions.</summary>
public static class AiSteps
{
    /// <summary>
    /// Adds what a span says about such a step and its trace; false when it is an ordinary span. Metadata is left out: the span itself is stored.
    /// </summary>
    public static bool TryAdd(Span span, LlmBatch into)
    {
        var view = new SpanView(span);
        if (ObservationTypes.Of(view) == ObservationTypes.Span)
        {
            return false;
        }

        var mapping = new LangfuseSpans(new HashSet<string>(StringComparer.Ordinal), keepsMetadata: false);
        mapping.Add(view, receivedNs: span.EndNs);
        foreach (LangfuseEvent item in mapping.Events())
        {
            LangfuseEvents.AddTo(into, item);
        }

        return true;
    }
}
