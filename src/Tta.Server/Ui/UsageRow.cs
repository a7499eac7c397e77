using Tta.Model;

namespace Tta.Server.Ui;

/// <summary>Model usage summed over the calls of one persona or model.</summary>
internal sealed record UsageRow(string Key, int Calls, long InputTokens, long OutputTokens, decimal CostUsd)
{
    private const string NoKey = "(none)";

    /// <summary>Groups calls, the most expensive group first.</summary>
    public static IReadOnlyList<UsageRow> Group(IEnumerable<LlmObservation> calls, Func<LlmObservation, string?> key)
    {
        var rows = new Dictionary<string, UsageRow>(StringComparer.Ordinal);
        foreach (LlmObservation call in calls)
        {
            string name = key(call) ?? NoKey;
            UsageRow row = rows.GetValueOrDefault(name) ?? new UsageRow(name, 0, 0, 0, 0);
            rows[name] = row with
            {
                Calls = row.Calls + 1,
                InputTokens = row.InputTokens + (call.InputTokens ?? 0),
                OutputTokens = row.OutputTokens + (call.OutputTokens ?? 0),
                CostUsd = row.CostUsd + (call.CostUsd ?? 0),
            };
        }

        return [.. rows.Values.OrderByDescending(static row => row.CostUsd).ThenBy(static row => row.Key, StringComparer.Ordinal)];
    }
}
