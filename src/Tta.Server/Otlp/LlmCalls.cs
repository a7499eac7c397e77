using Tta.Model;
using Tta.Server.Ingest;
using Tta.Wire.Langfuse;

namespace Tta.Server.Otlp;

/// <summary>Stores what calls of models and tools, and the other steps of AI work, among spans say about themselves. Thread-safe.</summary>
internal sealed class LlmCalls(ILlmAppender store, IngestMeter meter)
{
    private const string Protocol = "otlp_span";

    private readonly BatchPool<AiSteps> _steps = new(static _ => 0, static _ => { });

    /// <summary>Stores the steps among the spans of a batch and counts them.</summary>
    public async ValueTask StoreAsync(SpanBatch batch, CancellationToken cancellationToken)
    {
        AiSteps steps = _steps.Rent();
        LlmBatch? found = steps.Find(batch);
        _steps.Return(steps);
        if (EvaluationResults.Find(batch) is { } scores)
        {
            (found ??= new LlmBatch()).Scores.AddRange(scores);
        }

        if (found is not null)
        {
            meter.Add(IngestSignal.Llm, Protocol, await store.AppendAsync(found, cancellationToken));
        }
    }
}
