using Tta.Model;

namespace Tta.Server.Ui;

/// <summary>Model usage summed over the calls of one persona or model.</summary>
internal sealed record UsageRow(string Key, int Calls, long InputTokens, long OutputTokens, decimal CostUsd)
{
    private const string NoKey = "(none)";

    /// <summary>All calls together; the key is empty.</summary>
    public static UsageRow Total(IEnumerable<LlmObservation> calls)
    {
        var total = new UsageRow("", 0, 0, 0, 0);
        foreach (LlmObservation call in calls)
        {
            total = total.Plus(call);
        }

        return total;
    }

    /// <summary>Groups calls, the most expensive group first.</summary>
    public static IReadOnlyList<UsageRow> Group(IEnumerable<LlmObservation> calls, Func<LlmObservation, string?> key)
    {
        var rows = new Dictionary<string, UsageRow>(StringComparer.Ordinal);
        foreach (LlmObservation call in calls)
        {
            string name = key(call) ?? NoKey;
            rows[name] = (rows.GetValueOrDefault(name) ?? new UsageRow(name, 0, 0, 0, 0)).Plus(call);
        }

        return [.. rows.Values.OrderByDescending(static row => row.CostUsd).ThenBy(static row => row.Key, StringComparer.Ordinal)];
    }

    private UsageRow Plus(LlmObservation call) => this with
    {
        Calls = Calls + 1,
        InputTokens = InputTokens + (call.InputTokens ?? 0),
        OutputTokens = OutputTokens + (call.OutputTokens ?? 0),
        CostUsd = CostUsd + (call.CostUsd ?? 0),
    };
}
