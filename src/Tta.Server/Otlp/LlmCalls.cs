using Tta.Model;
using Tta.Server.Ingest;
using Tta.Wire.Langfuse;

namespace Tta.Server.Otlp;

/// <summary>Finds the calls of models and tools, and the other steps of AI work, among spans and stores what they say about themselves.</summary>
internal static class LlmCalls
{
    private const string Protocol = "otlp_span";

    /// <summary>Stores the model calls of a batch of spans and counts them.</summary>
    public static async ValueTask StoreAsync(SpanBatch batch, ILlmAppender store, IngestMeter meter, CancellationToken cancellationToken)
    {
        if (Find(batch) is { } calls)
        {
            meter.Add(IngestSignal.Llm, Protocol, await store.AppendAsync(calls, cancellationToken));
        }
    }

    /// <summary>The model calls of a batch; null when there is none.</summary>
    public static LlmBatch? Find(SpanBatch batch)
    {
        // Almost every span is no model call: bytes are looked through before anything is decoded.
        LlmBatch? calls = null;
        var reader = new SpanBatchReader(batch);
        for (int i = 0; i < batch.Spans.Count; i++)
        {
            if (MayBeModelCall(batch.Arena.Get(batch.Spans[i].Message)))
            {
                AiSteps.TryAdd(reader.Read(i), calls ??= new LlmBatch());
            }
        }

        return calls is { Count: > 0 } ? calls : null;
    }

    // Prefixes of the attribute families that the mapping knows; "ai." is also the end of "gen_ai.".
    private static bool MayBeModelCall(ReadOnlySpan<byte> span) =>
        span.IndexOf("ai."u8) >= 0 || span.IndexOf("llm."u8) >= 0 || span.IndexOf("langfuse."u8) >= 0
        || span.IndexOf("openinference."u8) >= 0 || span.IndexOf("traceloop."u8) >= 0;
}
