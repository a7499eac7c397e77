// Spec: Langfuse public API, experiments and experiment items. Differences: an experiment is a run over a dataset; "filter" is not
// served; without fromStartTime all are listed, and times are not clipped to it.
using System.Text.Json;
using Tta.Model;
using Tta.Server.Http;
using Tta.Server.Langfuse.Reads;
using Tta.Storage.Registry;

namespace Tta.Server.Langfuse.Datasets;

/// <summary>Runs over datasets in the words of Langfuse 4.</summary>
internal sealed class ExperimentsApi(DatasetRegistry datasets, ILlmSource calls, Limits limits) : RegistryApi(limits)
{
    private const int MaxScores = 50;

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/public/experiments", Handle(ListAsync));
        routes.MapGet("/api/public/experiment-items", Handle(ListItemsAsync));
    }

    private async Task ListAsync(HttpContext context)
    {
        ExperimentQuery query = await ExperimentQuery.ReadAsync(context, "core");
        List<(DatasetRun Run, IReadOnlyList<DatasetRunItem> Items)> runs = [.. datasets.AllRuns()
            .Where(run => query.Matches("id", run.Run.Id) && query.Matches("name", run.Run.Name) && query.Matches("datasetId", run.Run.DatasetId))];
        ExperimentTimes times = await ExperimentTimes.ReadAsync(calls, runs.SelectMany(static run => run.Items), context.RequestAborted);
        List<Experiment> found = [.. runs.Select(run => Experiment.Of(run.Run, run.Items, times)).Where(e => query.Includes(e.StartNs))];
        (IReadOnlyList<Experiment> page, LlmCursor? next) = query.Page(found, static e => (e.EndNs, e.Run.Id));
        Dictionary<string, IReadOnlyList<LlmScore>> scores = [];
        foreach (Experiment experiment in query.Has("scores") ? page : [])
        {
            scores[experiment.Run.Id] = await ScoresAsync(
                [LlmCondition.Text(LlmField.DatasetRunId, experiment.Run.Id)], query.ScoreLimit(MaxScores), context.RequestAborted);
        }

        await WritePageAsync(context, page, next, (writer, experiment) =>
        {
            ExperimentJson.Write(writer, experiment, query);
            ExperimentJson.WriteScores(writer, scores.GetValueOrDefault(experiment.Run.Id));
        });
    }

    private async Task ListItemsAsync(HttpContext context)
    {
        ExperimentQuery query = await ExperimentQuery.ReadAsync(context, "core", "dataset");
        var found = new List<(DatasetRun Run, DatasetRunItem Item)>();
        foreach ((DatasetRun run, IReadOnlyList<DatasetRunItem> done) in datasets.AllRuns())
        {
            if (query.Matches("experimentId", run.Id) && query.Matches("experimentName", run.Name) && query.Matches("datasetId", run.DatasetId))
            {
                found.AddRange(done.Where(item => query.Matches("experimentItemId", item.ItemId)).Select(item => (run, item)));
            }
        }

        ExperimentTimes times = await ExperimentTimes.ReadAsync(calls, found.Select(static each => each.Item), context.RequestAborted);
        found.RemoveAll(each => !query.Includes(times.Of(each.Item).StartNs));
        (IReadOnlyList<(DatasetRun Run, DatasetRunItem Item)> page, LlmCursor? next) = query.Page(found, e => (times.Of(e.Item).StartNs, e.Item.Id));
        var items = new List<ExperimentItem>();
        foreach ((DatasetRun run, DatasetRunItem item) in page)
        {
            items.Add(await ReadItemAsync(run, item, query, context.RequestAborted));
        }

        await WritePageAsync(context, items, next, (writer, item) => ExperimentJson.Write(writer, item, query));
    }

    private async ValueTask<ExperimentItem> ReadItemAsync(DatasetRun run, DatasetRunItem item, ExperimentQuery query, CancellationToken cancellationToken)
    {
        LlmObservation? observation = item.ObservationId is { } id ? await calls.ObservationAsync(id, item.TraceId, cancellationToken) : null;
        LlmTrace? trace = observation is null ? await calls.TraceAsync(item.TraceId, cancellationToken) : null;
        IReadOnlyList<LlmScore>? scores = query.Has("scores")
            ? await ScoresAsync([LlmCondition.Text(LlmField.TraceId, item.TraceId)], query.ScoreLimit(MaxScores), cancellationToken)
            : null;
        return new ExperimentItem(run, item, datasets.FindItem(item.ItemId, item.ItemValidFromMs), observation, trace, scores);
    }

    private async ValueTask<IReadOnlyList<LlmScore>> ScoresAsync(IReadOnlyList<LlmCondition> conditions, int limit, CancellationToken cancellationToken) =>
        (await calls.ScoresAsync(new LlmQuery { Conditions = conditions, Limit = limit, Content = LlmContent.All }, cancellationToken)).Value.Items;

    private static Task WritePageAsync<T>(HttpContext context, IReadOnlyList<T> page, LlmCursor? next, Action<Utf8JsonWriter, T> write) =>
        JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            LangfuseWriter.WriteData(writer, page, write);
            writer.WriteStartObject("meta"u8);
            if (next is { } cursor)
            {
                writer.WriteString("cursor"u8, ReadParameters.Format(cursor));
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        });
}
