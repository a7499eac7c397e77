namespace Tta.Primitives;

public static partial class Workflow
{
    /// <summary>
    /// An orchestrator (a rule or a strong model) picks which executor does the work; a validator may judge the result; what it turns
    /// down goes to the next stronger executor.
    /// </summary>
    /// <typeparam name="TTask">The work.</typeparam>
    /// <typeparam name="TResult">Its result.</typeparam>
    /// <param name="orchestrator">Names the executor.</param>
    /// <param name="weakestFirst">The executors by name, cheapest and weakest first; at least one.</param>
    /// <param name="options">Validator and escalations. Default: every result is taken.</param>
    /// <returns>The delegation.</returns>
    public static Primitive<TTask, TResult> Delegate<TTask, TResult>(
        IPrimitive<TTask, RouteDecision> orchestrator,
        IEnumerable<(string Name, IPrimitive<TTask, TResult> Primitive)> weakestFirst,
        DelegationOptions<TTask, TResult>? options = null) =>
        new DelegationPrimitive<TTask, TResult>(orchestrator, weakestFirst, options ?? DelegationOptions<TTask, TResult>.Default);

    /// <summary>
    /// A step that says how hard a task is, what it asks for and which model it should go to: by rules over its words and length, so it costs
    /// nothing and always says the same. Its decision fits <see cref="Delegate{TTask,TResult}"/> and routers.
    /// </summary>
    /// <param name="models">The models to choose from, at least one.</param>
    /// <param name="options">Preferences.</param>
    /// <returns>The classifier.</returns>
    public static Primitive<string, TaskClassification> ClassifyTask(IEnumerable<ModelProfile> models, TaskClassifierOptions? options = null) =>
        new TaskClassifierPrimitive(models, options ?? TaskClassifierOptions.Default);

    /// <summary>
    /// Gives each task to the model that its classification recommends, lets a validator judge the result, and goes to the next stronger model with
    /// what is turned down. Tells what was spent, and what was saved against giving everything to the dearest model.
    /// </summary>
    /// <typeparam name="TTask">The work.</typeparam>
    /// <typeparam name="TResult">Its result.</typeparam>
    /// <param name="describe">The task in words, for the classification; never exported.</param>
    /// <param name="executors">The models and the steps that call them, at least one.</param>
    /// <param name="options">Validator, escalations, tokens of a result.</param>
    /// <returns>The workflow.</returns>
    public static Primitive<TTask, TResult> MultiModel<TTask, TResult>(
        Func<TTask, string> describe, IEnumerable<ModelExecutor<TTask, TResult>> executors, MultiModelOptions<TTask, TResult>? options = null)
    {
        ArgumentNullException.ThrowIfNull(describe);
        ArgumentNullException.ThrowIfNull(executors);
        options ??= MultiModelOptions<TTask, TResult>.Default;
        ModelExecutor<TTask, TResult>[] weakestFirst =
            [.. executors.OrderBy(static executor => executor.Model.Strength).ThenBy(static executor => executor.Model.UsdPerMillionTokens)];
        Primitive<string, TaskClassification> classifier = ClassifyTask(weakestFirst.Select(static executor => executor.Model), options.Classifier);
        Dictionary<string, decimal> prices = weakestFirst.ToDictionary(
            static executor => executor.Model.Name, static executor => executor.Model.UsdPerMillionTokens / 1_000_000, StringComparer.Ordinal);
        decimal dearest = prices.Values.Max();
        Func<TResult, long>? tokensOf = options.TokensOf;
        return Delegate(
            Step("Classify", async (TTask task, WorkflowContext context, CancellationToken cancellationToken) =>
                (await classifier.ExecuteAsync(describe(task), context, cancellationToken).ConfigureAwait(false)).ToDecision()),
            weakestFirst.Select(static executor => (executor.Model.Name, executor.Primitive)),
            new DelegationOptions<TTask, TResult>
            {
                Name = options.Name,
                Validator = options.Validator,
                MaxEscalations = options.MaxEscalations,
                CostUsd = tokensOf is null ? null : (model, _, result) => tokensOf(result) * prices[model],
                BaselineUsd = tokensOf is null ? null : (_, result) => tokensOf(result) * dearest,
            });
    }
}
