using Tta.Model;

namespace Tta.Storage.Llm.Queries;

/// <summary>Sums traces and their observations up by session.</summary>
internal static class SessionSums
{
    public static List<LlmSession> Of(IEnumerable<LlmTrace> traces, IEnumerable<LlmObservation> observations)
    {
        var sessions = new Dictionary<string, LlmSession>(StringComparer.Ordinal);
        var users = new Dictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        var personas = new Dictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (LlmTrace trace in traces)
        {
            if (trace.SessionId is not { } id)
            {
                continue;
            }

            if (!sessions.TryGetValue(id, out LlmSession? session))
            {
                session = new LlmSession { Id = id, FirstNs = trace.TimestampNs, Environment = trace.Environment };
                users[id] = new SortedSet<string>(StringComparer.Ordinal);
                personas[id] = new SortedSet<string>(StringComparer.Ordinal);
            }

            if (trace.UserId is { } user)
            {
                users[id].Add(user);
            }

            sessions[id] = session with
            {
                FirstNs = Math.Min(session.FirstNs, trace.TimestampNs),
                LastNs = Math.Max(session.LastNs, trace.TimestampNs),
                Environment = trace.TimestampNs < session.FirstNs ? trace.Environment : session.Environment,
                TraceCount = session.TraceCount + 1,
                ObservationCount = session.ObservationCount + trace.ObservationCount,
                ErrorCount = session.ErrorCount + trace.ErrorCount,
                InputTokens = session.InputTokens + trace.InputTokens,
                OutputTokens = session.OutputTokens + trace.OutputTokens,
                TotalTokens = session.TotalTokens + trace.TotalTokens,
                TotalCost = session.TotalCost + trace.TotalCost,
            };
        }

        foreach (LlmObservation observation in observations)
        {
            if (observation.SessionId is { } id && sessions.TryGetValue(id, out LlmSession? session))
            {
                sessions[id] = session with { LastNs = Math.Max(session.LastNs, observation.StartNs) };
                if (observation.Persona is { } persona)
                {
                    personas[id].Add(persona);
                }
            }
        }

        var result = new List<LlmSession>(sessions.Count);
        foreach ((string id, LlmSession session) in sessions)
        {
            result.Add(session with { UserIds = [.. users[id]], Personas = [.. personas[id]] });
        }

        return result;
    }
}
