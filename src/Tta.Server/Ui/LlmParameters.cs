using System.Globalization;
using Tta.Model;
using Tta.Server.Http;

namespace Tta.Server.Ui;

/// <summary>Which model calls a request of the web UI is about.</summary>
internal static class LlmParameters
{
    /// <summary>Observations that are calls of a model or tool; the others are the steps around them.</summary>
    public static LlmCondition IsCall { get; } = LlmCondition.AnyOf(LlmField.Type, "GENERATION", "EMBEDDING", "TOOL");

    /// <summary>
    /// Calls in the window, and of the trace, model, persona, session and tool that are named; those that failed, and those that cost so much.
    /// </summary>
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

        if (parameters["tool"] is { Length: > 0 } tool)
        {
            conditions.AddRange([LlmCondition.Text(LlmField.Type, "TOOL"), LlmCondition.Text(LlmField.Name, tool, LlmOperator.Contains)]);
        }

        if (parameters["failed"] == "true")
        {
            conditions.Add(LlmCondition.Text(LlmField.Level, "ERROR"));
        }

        if (parameters["minCostUsd"] is { Length: > 0 } least)
        {
            conditions.Add(LlmCondition.Than(LlmField.TotalCost, LlmOperator.GreaterOrEqual, ReadMoney("minCostUsd", least)));
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

    private static decimal ReadMoney(string name, string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal usd) && usd >= 0
            ? usd
            : throw new ParameterException($"{name}: expected US dollars such as 0.05, received \"{text}\"");
}
