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
        if (ObservationTypes.Of(new SpanView(span)) == ObservationTypes.Span)
        {
            return false;
        }

        foreach (LangfuseEvent item in LangfuseSpans.ToEvents([span], span.EndNs, new HashSet<string>(StringComparer.Ordinal)))
        {
            LangfuseEvents.AddTo(into, item);
        }

        into.Traces[^1] = into.Traces[^1] with { MetadataJson = null };
        into.Observations[^1] = into.Observations[^1] with { MetadataJson = null };
        return true;
    }
}
