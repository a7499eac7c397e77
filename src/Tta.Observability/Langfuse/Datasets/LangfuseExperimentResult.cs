using System.Globalization;
using System.Text;

namespace Tta.Observability;

/// <summary>What came of an experiment. Immutable.</summary>
public sealed record LangfuseExperimentResult
{
    /// <summary>Name of the experiment.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the run.</summary>
    public required string RunName { get; init; }

    /// <summary>Id of the run in Langfuse; null when nothing could be linked.</summary>
    public string? RunId { get; init; }

    /// <summary>What came of each item, in the order of the dataset.</summary>
    public required IReadOnlyList<LangfuseExperimentItem> Items { get; init; }

    /// <summary>Judgements of the run as a whole.</summary>
    public IReadOnlyList<LangfuseEvaluation> RunEvaluations { get; init; } = [];

    /// <summary>Items whose task threw.</summary>
    public int FailedCount => Items.Count(static item => item.Error is not null);

    /// <summary>Average of each judgement over the items that have it, by name.</summary>
    public IReadOnlyDictionary<string, double> AverageScores => Items
        .SelectMany(static item => item.Evaluations)
        .GroupBy(static evaluation => evaluation.Name, StringComparer.Ordinal)
        .ToDictionary(static group => group.Key, static group => group.Average(static evaluation => evaluation.Value), StringComparer.Ordinal);

    /// <summary>The experiment in a few lines, for a terminal.</summary>
    /// <returns>The lines.</returns>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Name}, run '{RunName}': {Items.Count} items, {FailedCount} failed");
        foreach ((string name, double average) in AverageScores.OrderBy(static score => score.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  {name}: {average:0.###} on average");
        }

        foreach (LangfuseEvaluation evaluation in RunEvaluations)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  {evaluation.Name}: {evaluation.Value:0.###}");
        }

        return text.ToString();
    }
}
