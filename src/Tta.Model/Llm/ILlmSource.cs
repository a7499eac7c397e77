namespace Tta.Model;

/// <summary>Where model calls are read from. Thread-safe.</summary>
public interface ILlmSource
{
    /// <summary>Calls that satisfy the query, newest first; <see cref="Answer{T}.Truncated"/> when the limit cut them.</summary>
    ValueTask<Answer<IReadOnlyList<LlmObservation>>> FindAsync(LlmQuery query, CancellationToken cancellationToken);

    /// <summary>One call, or null.</summary>
    ValueTask<LlmObservation?> GetAsync(TraceId traceId, SpanId spanId, CancellationToken cancellationToken);
}
