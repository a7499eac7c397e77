// Spec: Langfuse, experiments by its clients: one trace per item, linked with a run of the dataset, scores for the judgements.
using System.Diagnostics;
using System.Globalization;

namespace Tta.Observability;

/// <summary>One run of an experiment.</summary>
internal sealed class ExperimentRun
{
    private const string TraceName = "experiment-item-run";

    private readonly LangfuseClient _client;
    private readonly ObservabilitySession? _session;
    private readonly LangfuseDataset _dataset;
    private readonly string _name;
    private readonly string _runName;
    private readonly Func<LangfuseDatasetItem, CancellationToken, Task<string>> _task;
    private readonly LangfuseExperimentOptions _options;
    private string? _runId;

    public ExperimentRun(
        LangfuseClient client,
        ObservabilitySession? session,
        LangfuseDataset dataset,
        string name,
        Func<LangfuseDatasetItem, CancellationToken, Task<string>> task,
        LangfuseExperimentOptions options)
    {
        if (options.MaxConcurrency < 1)
        {
            throw new ArgumentException($"MaxConcurrency {options.MaxConcurrency} must be at least 1", nameof(options));
        }

        _client = client;
        _session = session;
        _dataset = dataset;
        _name = name;
        _task = task;
        _options = options;
        DateTimeOffset now = (session?.Time ?? TimeProvider.System).GetUtcNow();
        _runName = options.RunName ?? $"{name} - {now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)}";
    }

    public async Task<LangfuseExperimentResult> RunAsync(CancellationToken cancel)
    {
        var items = new LangfuseExperimentItem[_dataset.Items.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.MaxConcurrency, CancellationToken = cancel };
        await Parallel.ForAsync(0, items.Length, parallel, async (index, stop) =>
            items[index] = await RunItemAsync(_dataset.Items[index], stop).ConfigureAwait(false)).ConfigureAwait(false);
        var judgements = new List<LangfuseEvaluation>();
        foreach (Func<IReadOnlyList<LangfuseExperimentItem>, CancellationToken, Task<IReadOnlyList<LangfuseEvaluation>>> judge in _options.RunEvaluators)
        {
            judgements.AddRange(await JudgeAsync(() => judge(items, cancel), cancel).ConfigureAwait(false));
        }

        if (_runId is not null)
        {
            foreach (LangfuseEvaluation judgement in judgements)
            {
                _client.Add(new LangfuseScore(judgement.Name, judgement.Value, "") { DatasetRunId = _runId, Comment = judgement.Comment });
            }
        }

        await _client.FlushAsync(cancellationToken: cancel).ConfigureAwait(false);
        return new LangfuseExperimentResult { Name = _name, RunName = _runName, RunId = _runId, Items = items, RunEvaluations = judgements };
    }

    private async Task<LangfuseExperimentItem> RunItemAsync(LangfuseDatasetItem item, CancellationToken cancel)
    {
        // Each item is a trace of its own, whatever runs around the experiment.
        Activity.Current = null;
        using LangfuseTrace trace = _client.StartTrace(TraceName, options: TraceOptions(item));
        if (trace.TraceId.Length > 0)
        {
            await LinkAsync(item, trace, cancel).ConfigureAwait(false);
        }

        Mark(trace, item);
        var outcome = new LangfuseExperimentItem { Item = item, TraceId = trace.TraceId };
        try
        {
            outcome = outcome with { Output = await _task(item, cancel).ConfigureAwait(false) };
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            trace.Fail(e);
            outcome = outcome with { Error = e };
        }

        trace.End(outcome.Output);
        return outcome.Error is null ? await JudgedAsync(outcome, cancel).ConfigureAwait(false) : outcome;
    }

    private LangfuseTraceOptions TraceOptions(LangfuseDatasetItem item)
    {
        var options = new LangfuseTraceOptions
        {
            Input = item.Input, Metadata = { ["experiment_name"] = _name, ["experiment_run_name"] = _runName },
        };
        if (_dataset.Id is { } datasetId && item.Id is { } itemId)
        {
            options.Metadata["dataset_id"] = datasetId;
            options.Metadata["dataset_item_id"] = itemId;
        }

        return options;
    }

    private async Task LinkAsync(LangfuseDatasetItem item, LangfuseTrace trace, CancellationToken cancel)
    {
        if (_dataset.Id is null || item.Id is null || _session?.Registry is not { } registry)
        {
            return;
        }

        string? runId = await registry.AskAsync(
            $"cannot link an item of dataset '{_dataset.Name}' with run '{_runName}'",
            HttpMethod.Post,
            "/dataset-run-items",
            writer =>
            {
                writer.WriteString("runName"u8, _runName);
                writer.WriteString("datasetItemId"u8, item.Id);
                writer.WriteString("traceId"u8, trace.TraceId);
                writer.WriteString("observationId"u8, trace.Id);
                if (_options.Description is not null)
                {
                    writer.WriteString("runDescription"u8, registry.Redactor.Text(_options.Description));
                }

                if (_dataset.At is { } at)
                {
                    writer.WriteString("datasetVersion"u8, at.ToUniversalTime());
                }

                registry.WriteJson(writer, "metadata", _options.MetadataJson);
            },
            static answer => answer.GetProperty("datasetRunId").GetString() ?? throw new InvalidDataException("datasetRunId is null"),
            isUrgent: true, // A second attempt could link it twice.
            cancel).ConfigureAwait(false);
        Interlocked.CompareExchange(ref _runId, runId, null);
    }

    private void Mark(LangfuseTrace trace, LangfuseDatasetItem item)
    {
        Activity? span = trace.Span;
        span?.SetTag("langfuse.environment", "sdk-experiment")
            .SetTag("langfuse.experiment.name", _runName)
            .SetTag("langfuse.experiment.id", _runId)
            .SetTag("langfuse.experiment.dataset.id", _dataset.Id)
            .SetTag("langfuse.experiment.item.id", item.Id)
            .SetTag("langfuse.experiment.item.root_observation_id", trace.Id);
    }

    private async Task<LangfuseExperimentItem> JudgedAsync(LangfuseExperimentItem outcome, CancellationToken cancel)
    {
        var judgements = new List<LangfuseEvaluation>();
        foreach (Func<LangfuseExperimentItem, CancellationToken, Task<IReadOnlyList<LangfuseEvaluation>>> judge in _options.Evaluators)
        {
            judgements.AddRange(await JudgeAsync(() => judge(outcome, cancel), cancel).ConfigureAwait(false));
        }

        foreach (LangfuseEvaluation judgement in judgements)
        {
            _client.Score(outcome.TraceId, judgement.Name, judgement.Value, judgement.Comment);
        }

        return outcome with { Evaluations = judgements };
    }

    private async Task<IReadOnlyList<LangfuseEvaluation>> JudgeAsync(Func<Task<IReadOnlyList<LangfuseEvaluation>>> judge, CancellationToken cancel)
    {
        try
        {
            return await judge().ConfigureAwait(false);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            _session?.Report("experiment-judge-failed", $"a judge of experiment '{_name}' failed: {e.Message}");
            return [];
        }
    }
}
