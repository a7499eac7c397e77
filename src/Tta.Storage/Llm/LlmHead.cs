using Tta.Model;

namespace Tta.Storage.Llm;

/// <summary>All model calls in memory. Used under the lock of the store.</summary>
internal sealed class LlmHead
{
    private readonly Dictionary<(TraceId, SpanId), Entry> _calls = [];
    private readonly SharedTexts _texts = new();

    public int Count => _calls.Count;

    public LlmObservation? Find(TraceId traceId, SpanId spanId) =>
        _calls.TryGetValue((traceId, spanId), out Entry entry) ? entry.Observation : null;

    public void Set(LlmObservation observation, long segment) =>
        _calls[(observation.TraceId, observation.SpanId)] = new Entry(_texts.Share(observation), segment);

    /// <summary>The calls that satisfy a query, newest first.</summary>
    public List<LlmObservation> Find(LlmQuery query)
    {
        var found = new List<LlmObservation>();
        foreach (Entry entry in _calls.Values)
        {
            if (Satisfies(entry.Observation, query))
            {
                found.Add(entry.Observation);
            }
        }

        found.Sort(static (a, b) =>
        {
            int order = b.StartNs.CompareTo(a.StartNs);
            return order != 0 ? order : a.SpanId.Value.CompareTo(b.SpanId.Value);
        });
        return found;
    }

    /// <summary>Drops the calls whose last report lies in a segment or an older one.</summary>
    public void Forget(long segment)
    {
        foreach (((TraceId, SpanId) key, Entry entry) in _calls)
        {
            if (entry.Segment <= segment)
            {
                _calls.Remove(key);
            }
        }
    }

    private static bool Satisfies(LlmObservation call, LlmQuery query) =>
        call.StartNs >= query.StartNs
        && call.StartNs < query.EndNs
        && (query.TraceId is not { } traceId || call.TraceId == traceId)
        && (query.Model is null || string.Equals(call.Model, query.Model, StringComparison.Ordinal))
        && (query.Persona is null || string.Equals(call.Persona, query.Persona, StringComparison.Ordinal))
        && (query.SessionId is null || string.Equals(call.SessionId, query.SessionId, StringComparison.Ordinal));

    private readonly record struct Entry(LlmObservation Observation, long Segment);
}
