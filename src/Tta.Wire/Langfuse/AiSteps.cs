using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>Finds spans of models, tools, agents and the like among ordinary ones. Used again for the next batch. Not thread-safe.</summary>
public sealed class AiSteps
{
    private readonly LangfuseSpans _mapping = new(keepsMetadata: false);

    /// <summary>
    /// What the spans of a batch say about such steps and their traces; null when all are ordinary ones. Metadata is left out: the spans themselves are stored.
    /// </summary>
    public LlmBatch? Find(SpanBatch spans)
    {
        // Almost every span is no such step: bytes are looked through before anything is decoded.
        LlmBatch? found = null;
        _mapping.Begin(spans);
        for (int i = 0; i < spans.Spans.Count; i++)
        {
            if (!MayBeStep(spans.Arena.Get(spans.Spans[i].Message)))
            {
                continue;
            }

            _mapping.Span.MoveTo(i);
            if (ObservationTypes.Of(_mapping.Span) != ObservationTypes.Span)
            {
                _mapping.AddTo(found ??= new LlmBatch(), receivedNs: _mapping.Span.EndNs);
            }
        }

        return found;
    }

    // Prefixes of the attribute families that the mapping knows; "ai." is also the end of "gen_ai.".
    private static bool MayBeStep(ReadOnlySpan<byte> span) =>
        span.IndexOf("ai."u8) >= 0 || span.IndexOf("llm."u8) >= 0 || span.IndexOf("langfuse."u8) >= 0
        || span.IndexOf("openinference."u8) >= 0 || span.IndexOf("traceloop."u8) >= 0;
}
