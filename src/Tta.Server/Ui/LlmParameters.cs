using Tta.Model;
using Tta.Server.Http;

namespace Tta.Server.Ui;

/// <summary>Which model calls a request of the web UI is about.</summary>
internal static class LlmParameters
{
    /// <summary>Observations that are calls of a model or tool; the others are the steps around them.</summary>
    public static LlmCondition IsCall { get; } = LlmCondition.AnyOf(LlmField.Type, "GENERATION", "EMBEDDING", "TOOL");

    /// <summary>Calls in the window, and of the trace, model, persona and session that are named.</summary>
    public static LlmQuery Query(RequestParameters parameters, TimeProvider time)
    {
        UiWindow window = UiWindow.Read(parameters, time);
        List<LlmCondition> conditions = [IsCall];
        foreach ((string name, LlmField field) in (ReadOnlySpan<(string, LlmField)>)
            [("traceId", LlmField.TraceId), ("model", LlmField.Model), ("persona", LlmField.Persona), ("sessionId", LlmField.SessionId)])
        {
            if (parameters[name] is { Length: > 0 } value)
            {
                conditions.Add(LlmCondition.Text(field, value));
            }
        }

        // A trace is asked for whole, whatever the window of the page.
        bool isOneTrace = parameters["traceId"].Length > 0;
        return new LlmQuery
        {
            StartNs = isOneTrace ? long.MinValue : window.StartNs,
            EndNs = isOneTrace ? long.MaxValue : window.EndNs,
            Conditions = conditions,
        };
    }
}
