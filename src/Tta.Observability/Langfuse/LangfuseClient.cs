using System.Diagnostics;
using Tta.Primitives;

namespace Tta.Observability;

/// <summary>
/// Traces, generations, events and scores in Langfuse's words, for code that is not made of primitives. Everything is a span of
/// the trace that runs already, so Langfuse and the other views show the same trace under the same id.
/// </summary>
/// <remarks>Needs running telemetry (<see cref="TtaObservability"/>); without it every call does nothing. Thread-safe.</remarks>
/// <example>
/// <code>
/// var langfuse = new LangfuseClient();
/// using LangfuseTrace trace = langfuse.StartTrace("feature-implementation", persona: "tta-backend-engineer", chatMode: "feature-implementation");
/// trace.CreateGeneration("api-design", "gpt-4o", prompt: "Design a REST API", completion: answer, new LangfuseUsage(150, 800));
/// trace.Score("quality", 0.9);
/// </code>
/// </example>
public sealed class LangfuseClient
{
    private static readonly ActivitySource s_source = new(new ActivitySourceOptions(TelemetryNames.Langfuse) { Version = TelemetryNames.Version });

    private readonly Func<ObservabilitySession?> _session;

    /// <summary>Reports to the telemetry of this process.</summary>
    public LangfuseClient()
        : this(static () => TtaObservability.Current)
    {
    }

    internal LangfuseClient(Func<ObservabilitySession?> session)
    {
        _session = session;
        Prompts = new LangfusePrompts(session);
        Datasets = new LangfuseDatasets(session);
    }

    /// <summary>Prompts that are kept in Langfuse.</summary>
    public LangfusePrompts Prompts { get; }

    /// <summary>Datasets that are kept in Langfuse.</summary>
    public LangfuseDatasets Datasets { get; }

    /// <summary>Whether what is reported goes anywhere.</summary>
    public bool IsEnabled => _session() is { IsEnabled: true } && s_source.HasListeners();

    /// <summary>Starts a trace, inside the one that runs here if there is one.</summary>
    /// <param name="name">Name of the trace.</param>
    /// <param name="persona">Persona it runs for; Langfuse's user.</param>
    /// <param name="chatMode">Chat mode of the persona.</param>
    /// <param name="options">Session, tags and metadata.</param>
    /// <returns>The trace; disposing it ends it.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is blank.</exception>
    public LangfuseTrace StartTrace(string name, string? persona = null, string? chatMode = null, LangfuseTraceOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new LangfuseTrace(this, new LangfuseTraceAttributes(name, persona, chatMode, options ?? new LangfuseTraceOptions()));
    }

    /// <summary>Judges a trace or an observation by a number.</summary>
    /// <param name="traceId">The trace, 32 hex digits.</param>
    /// <param name="name">What is judged.</param>
    /// <param name="value">The judgement.</param>
    /// <param name="comment">Why; null says nothing.</param>
    /// <param name="observationId">The observation, 16 hex digits; null means the trace.</param>
    public void Score(string traceId, string name, double value, string? comment = null, string? observationId = null) =>
        Add(new LangfuseScore(name, value, traceId) { Comment = comment, ObservationId = observationId });

    /// <summary>Judges a trace or an observation by yes or no.</summary>
    /// <inheritdoc cref="Score(string, string, double, string?, string?)"/>
    public void Score(string traceId, string name, bool value, string? comment = null, string? observationId = null) =>
        Add(new LangfuseScore(name, value, traceId) { Comment = comment, ObservationId = observationId });

    /// <summary>Judges a trace or an observation by a category.</summary>
    /// <inheritdoc cref="Score(string, string, double, string?, string?)"/>
    public void Score(string traceId, string name, string value, string? comment = null, string? observationId = null) =>
        Add(new LangfuseScore(name, value, traceId) { Comment = comment, ObservationId = observationId });

    /// <summary>
    /// Runs a task over the items of a dataset, each in a trace of its own, judges the outcomes and links them with a run of the dataset.
    /// </summary>
    /// <param name="dataset">The dataset; items that are not in Langfuse are run without a link.</param>
    /// <param name="name">Name of the experiment.</param>
    /// <param name="task">Gets an item and gives its output. What it throws fails the item alone.</param>
    /// <param name="options">Judges, name of the run, how many items at a time.</param>
    /// <param name="cancellationToken">Stops the experiment.</param>
    /// <returns>What came of each item, and the average of each judgement.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is blank, or a setting is wrong.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Task<LangfuseExperimentResult> RunExperimentAsync(
        LangfuseDataset dataset,
        string name,
        Func<LangfuseDatasetItem, CancellationToken, Task<string>> task,
        LangfuseExperimentOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(task);
        return new ExperimentRun(this, _session(), dataset, name, task, options ?? new LangfuseExperimentOptions()).RunAsync(cancellationToken);
    }

    /// <summary>Runs a workflow over the items of a dataset; it gets the input of each as text.</summary>
    /// <inheritdoc cref="RunExperimentAsync(LangfuseDataset, string, Func{LangfuseDatasetItem, CancellationToken, Task{string}}, LangfuseExperimentOptions?, CancellationToken)"/>
    public Task<LangfuseExperimentResult> RunExperimentAsync(
        LangfuseDataset dataset,
        string name,
        IPrimitive<string, string> task,
        LangfuseExperimentOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        return RunExperimentAsync(
            dataset, name, (item, cancel) => task.ExecuteAsync(item.Input, new WorkflowContext(), cancel).AsTask(), options, cancellationToken);
    }

    /// <summary>Sends everything that is queued.</summary>
    /// <param name="timeout">How long to wait; null takes <see cref="TtaObservabilityOptions.ShutdownTimeout"/>.</param>
    /// <param name="cancellationToken">Stops the waiting, not the sending.</param>
    /// <returns>Whether everything was sent in time.</returns>
    public Task<bool> FlushAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        _session()?.FlushAsync(timeout, cancellationToken) ?? Task.FromResult(true);

    internal static Activity? Start(string name, ActivityKind kind, ActivityContext parent) =>
        parent == default ? s_source.StartActivity(name, kind) : s_source.StartActivity(name, kind, parent);

    internal void Add(LangfuseScore score)
    {
        if (score.TraceId.Length > 0 || score.DatasetRunId is not null)
        {
            _session()?.Scores?.Add(score);
        }
    }
}
