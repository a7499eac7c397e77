using Tta.Model;

namespace Tta.Server.Ui;

/// <summary>Model usage summed over the calls of one persona or model.</summary>
internal sealed record UsageRow(string Key, int Calls, long InputTokens, long OutputTokens, decimal CostUsd)
{
    public const string NoKey = "(none)";

    private static readonly LlmMeasure[] s_measures =
    [
        new(LlmField.Count, LlmFunction.Count), new(LlmField.InputTokens, LlmFunction.Sum), new(LlmField.OutputTokens, LlmFunction.Sum),
        new(LlmField.TotalCost, LlmFunction.Sum),
    ];

    /// <summary>Usage of the calls that a query finds; one row, or a row per value of a field, the most expensive first.</summary>
    public static async ValueTask<IReadOnlyList<UsageRow>> GroupAsync(
        ILlmSource source, LlmQuery query, LlmField? by, CancellationToken cancellationToken)
    {
        var question = new LlmAggregation { Filter = query, Dimensions = by is { } field ? [field] : [], Measures = s_measures };
        Answer<IReadOnlyList<LlmGroup>> answer = await source.AggregateAsync(question, cancellationToken);
        return
        [
            .. answer.Value.Select(group => new UsageRow(
                group.Keys.Count == 0 ? "" : group.Keys[0] ?? NoKey,
                (int)(group.Values[0].Number ?? 0), (long)(group.Values[1].Number ?? 0), (long)(group.Values[2].Number ?? 0), group.Values[3].Number ?? 0))
                .OrderByDescending(static row => row.CostUsd).ThenBy(static row => row.Key, StringComparer.Ordinal),
        ];
    }
}
