namespace Tta.Observability;

/// <summary>How an experiment runs and judges.</summary>
public sealed class LangfuseExperimentOptions
{
    /// <summary>Name of the run in its dataset.</summary>
    /// <value>Null: the name of the experiment and the time.</value>
    public string? RunName { get; init; }

    /// <summary>What is tried.</summary>
    /// <value>Null by default.</value>
    public string? Description { get; init; }

    /// <summary>Further facts, JSON, such as the model that is tried.</summary>
    /// <value>Null by default.</value>
    public string? MetadataJson { get; init; }

    /// <summary>Most items that are worked on at the same time.</summary>
    /// <value>8 by default; at least 1.</value>
    public int MaxConcurrency { get; init; } = 8;

    /// <summary>Judges of single outcomes. One that throws is a problem (<see cref="TtaObservability.Problems"/>), the others still judge.</summary>
    /// <value>Empty by default.</value>
    public IList<Func<LangfuseExperimentItem, CancellationToken, Task<IReadOnlyList<LangfuseEvaluation>>>> Evaluators { get; } = [];

    /// <summary>Judges of all outcomes together.</summary>
    /// <value>Empty by default.</value>
    public IList<Func<IReadOnlyList<LangfuseExperimentItem>, CancellationToken, Task<IReadOnlyList<LangfuseEvaluation>>>> RunEvaluators { get; } = [];

    /// <summary>Adds a judge of single outcomes that gives one number.</summary>
    /// <param name="name">What is judged.</param>
    /// <param name="judge">Gets an item that did not fail and gives the judgement.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is blank.</exception>
    public LangfuseExperimentOptions Judge(string name, Func<LangfuseExperimentItem, double> judge)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(judge);
        Evaluators.Add((item, _) => Task.FromResult<IReadOnlyList<LangfuseEvaluation>>([new LangfuseEvaluation(name, judge(item))]));
        return this;
    }
}
