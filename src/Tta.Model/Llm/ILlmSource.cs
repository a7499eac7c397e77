namespace Tta.Model;

/// <summary>
/// Where traces of AI work, observations and scores are read from. Thread-safe. A query by a field that its items do not have, or with
/// an operator that the field does not know, throws <see cref="ArgumentException"/>; the message is for the user.
/// </summary>
public interface ILlmSource
{
    /// <summary>Observations, by default newest first.</summary>
    ValueTask<Answer<LlmPage<LlmObservation>>> ObservationsAsync(LlmQuery query, CancellationToken cancellationToken);

    /// <summary>Traces, by default newest first.</summary>
    ValueTask<Answer<LlmPage<LlmTrace>>> TracesAsync(LlmQuery query, CancellationToken cancellationToken);

    /// <summary>Sessions, by default newest first. The time of the query restricts their traces.</summary>
    ValueTask<Answer<LlmPage<LlmSession>>> SessionsAsync(LlmQuery query, CancellationToken cancellationToken);

    /// <summary>Scores, by default newest first; always with their content.</summary>
    ValueTask<Answer<LlmPage<LlmScore>>> ScoresAsync(LlmQuery query, CancellationToken cancellationToken);

    /// <summary>One observation with its content, or null.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="traceId">Its trace; null: any, the newest.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    ValueTask<LlmObservation?> ObservationAsync(string id, string? traceId, CancellationToken cancellationToken);

    /// <summary>One trace with its content, or null.</summary>
    ValueTask<LlmTrace?> TraceAsync(string id, CancellationToken cancellationToken);

    /// <summary>One score, or null.</summary>
    ValueTask<LlmScore?> ScoreAsync(string id, CancellationToken cancellationToken);

    /// <summary>Groups and sums, in no particular order.</summary>
    ValueTask<Answer<IReadOnlyList<LlmGroup>>> AggregateAsync(LlmAggregation aggregation, CancellationToken cancellationToken);
}
