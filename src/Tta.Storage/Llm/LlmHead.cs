using Tta.Model;
using Tta.Storage.Llm.Reports;

namespace Tta.Storage.Llm;

/// <summary>All reports in memory. Used under the lock of the store.</summary>
internal sealed class LlmHead
{
    private readonly Dictionary<string, Fold<LlmTraceChange>> _traces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, Fold<LlmObservationChange>>> _observations = new(StringComparer.Ordinal); // by trace, by id
    private readonly Dictionary<string, string> _traceOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Fold<LlmScoreChange>> _scores = new(StringComparer.Ordinal);

    public int ObservationCount { get; private set; }

    public int TraceCount => _traces.Count;

    public void Apply(LlmBatch batch, long segment)
    {
        foreach (LlmTraceChange change in batch.Traces)
        {
            Trace(change.Id).Add(change, segment);
        }

        foreach (LlmObservationChange change in batch.Observations)
        {
            Add(change, segment);
        }

        foreach (LlmScoreChange change in batch.Scores)
        {
            if (!_scores.TryGetValue(change.Id, out Fold<LlmScoreChange>? score))
            {
                _scores[change.Id] = score = new Fold<LlmScoreChange>(static c => c.EventNs, ReportMerge.Merge);
            }

            score.Add(change, segment);
        }

        foreach (string id in batch.DeletedTraceIds)
        {
            DeleteTrace(id);
        }

        foreach (string id in batch.DeletedScoreIds)
        {
            _scores.Remove(id);
        }
    }

    /// <summary>Drops what was last reported in a segment or an older one.</summary>
    public void Forget(long segment)
    {
        foreach ((string traceId, Dictionary<string, Fold<LlmObservationChange>> ofTrace) in _observations)
        {
            foreach ((string id, Fold<LlmObservationChange> observation) in ofTrace)
            {
                if (observation.Segment <= segment)
                {
                    ofTrace.Remove(id);
                    ObservationCount--;
                }
            }

            if (ofTrace.Count == 0 && (!_traces.TryGetValue(traceId, out Fold<LlmTraceChange>? trace) || trace.Segment <= segment))
            {
                _observations.Remove(traceId);
                _traces.Remove(traceId);
            }
        }

        foreach ((string id, Fold<LlmScoreChange> score) in _scores)
        {
            if (score.Segment <= segment)
            {
                _scores.Remove(id);
            }
        }
    }

    public IEnumerable<LlmObservation> Observations()
    {
        foreach ((string traceId, Dictionary<string, Fold<LlmObservationChange>> ofTrace) in _observations)
        {
            LlmTraceChange? trace = _traces.GetValueOrDefault(traceId)?.Merged;
            foreach (Fold<LlmObservationChange> observation in ofTrace.Values)
            {
                yield return Views.Of(observation.Merged, traceId, trace, observation.CreatedNs);
            }
        }
    }

    public LlmObservation? Observation(string id, string? traceId) =>
        (traceId ?? _traceOf.GetValueOrDefault(id)) is { } known
        && _observations.TryGetValue(known, out Dictionary<string, Fold<LlmObservationChange>>? ofTrace)
        && ofTrace.TryGetValue(id, out Fold<LlmObservationChange>? observation)
            ? Views.Of(observation.Merged, known, _traces.GetValueOrDefault(known)?.Merged, observation.CreatedNs)
            : null;

    public IEnumerable<LlmTrace> Traces()
    {
        foreach (string id in _traces.Keys)
        {
            yield return Trace(id, _traces[id]);
        }
    }

    public LlmTrace? TraceOrNull(string id) => _traces.TryGetValue(id, out Fold<LlmTraceChange>? trace) ? Trace(id, trace) : null;

    public IEnumerable<LlmScore> Scores()
    {
        foreach (Fold<LlmScoreChange> score in _scores.Values)
        {
            yield return Views.Of(score.Merged, score.CreatedNs);
        }
    }

    public LlmScore? Score(string id) => _scores.TryGetValue(id, out Fold<LlmScoreChange>? score) ? Views.Of(score.Merged, score.CreatedNs) : null;

    private LlmTrace Trace(string id, Fold<LlmTraceChange> fold)
    {
        LlmTrace trace = Views.Of(fold.Merged, fold.CreatedNs);
        (long startNs, long endNs) = (long.MaxValue, 0);
        foreach (string observationId in _observations.GetValueOrDefault(id)?.Keys ?? (IEnumerable<string>)[])
        {
            LlmObservation observation = Observation(observationId, id)!;
            startNs = Math.Min(startNs, observation.StartNs);
            endNs = Math.Max(endNs, Math.Max(observation.StartNs, observation.EndNs));
            trace = trace with
            {
                ObservationCount = trace.ObservationCount + 1,
                ErrorCount = trace.ErrorCount + (observation.Level == LlmLevel.Error ? 1 : 0),
                InputTokens = trace.InputTokens + observation.InputTokens,
                OutputTokens = trace.OutputTokens + observation.OutputTokens,
                TotalTokens = trace.TotalTokens + observation.TotalTokens,
                TotalCost = trace.TotalCost + (observation.TotalCost ?? 0),
            };
        }

        return trace.ObservationCount == 0 ? trace : trace with
        {
            LatencyNs = endNs - startNs,
            TimestampNs = fold.Merged.TimestampNs ?? startNs,
        };
    }

    private Fold<LlmTraceChange> Trace(string id)
    {
        if (!_traces.TryGetValue(id, out Fold<LlmTraceChange>? trace))
        {
            _traces[id] = trace = new Fold<LlmTraceChange>(static c => c.EventNs, ReportMerge.Merge);
        }

        return trace;
    }

    private void Add(LlmObservationChange change, long segment)
    {
        string traceId = change.TraceId ?? _traceOf.GetValueOrDefault(change.Id, change.Id);
        if (!_traces.ContainsKey(traceId))
        {
            Trace(traceId).Add(new LlmTraceChange { Id = traceId, EventNs = change.EventNs }, segment);
        }

        if (!_observations.TryGetValue(traceId, out Dictionary<string, Fold<LlmObservationChange>>? ofTrace))
        {
            _observations[traceId] = ofTrace = new(StringComparer.Ordinal);
        }

        if (!ofTrace.TryGetValue(change.Id, out Fold<LlmObservationChange>? observation))
        {
            ofTrace[change.Id] = observation = new Fold<LlmObservationChange>(static c => c.EventNs, ReportMerge.Merge);
            _traceOf[change.Id] = traceId;
            ObservationCount++;
        }

        observation.Add(change, segment);
    }

    private void DeleteTrace(string id)
    {
        _traces.Remove(id);
        if (_observations.Remove(id, out Dictionary<string, Fold<LlmObservationChange>>? ofTrace))
        {
            ObservationCount -= ofTrace.Count;
            foreach (string observationId in ofTrace.Keys)
            {
                _traceOf.Remove(observationId);
            }
        }

        foreach ((string scoreId, Fold<LlmScoreChange> score) in _scores)
        {
            if (string.Equals(score.Merged.TraceId, id, StringComparison.Ordinal))
            {
                _scores.Remove(scoreId);
            }
        }
    }
}
