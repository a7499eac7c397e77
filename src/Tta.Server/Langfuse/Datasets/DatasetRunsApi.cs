// Spec: Langfuse public API, dataset runs and dataset run items; deprecated there in favour of experiments.
using Tta.Model;
using Tta.Server.Langfuse.Reads;
using Tta.Storage.Registry;

namespace Tta.Server.Langfuse.Datasets;

/// <summary>Runs over datasets and what they did.</summary>
internal sealed class DatasetRunsApi(DatasetRegistry datasets, ILlmSource calls, Limits limits) : RegistryApi(limits)
{
    private static readonly Deprecation s_ofRuns = new("GET /api/public/experiments", "https://langfuse.com/docs/compatibility");
    private static readonly Deprecation s_ofItems = new("GET /api/public/experiment-items", "https://langfuse.com/docs/compatibility");

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/public/dataset-run-items", HandleBody(AddItemAsync));
        routes.MapGet("/api/public/dataset-run-items", Handle(ListItemsAsync));
        routes.MapGet("/api/public/datasets/{name}/runs", Handle(ListAsync));
        routes.MapGet("/api/public/datasets/{name}/runs/{run}", Handle(GetAsync));
        routes.MapDelete("/api/public/datasets/{name}/runs/{run}", Handle(DeleteAsync));
    }

    private async Task AddItemAsync(HttpContext context, JsonFields body)
    {
        string? observationId = body.OptionalText("observationId");
        string? traceId = body.OptionalText("traceId");
        if (observationId is null && traceId is null)
        {
            throw body.Invalid("traceId", "observationId or traceId must be provided");
        }

        var draft = new DatasetRunItemDraft(
            body.Text("runName", 1, int.MaxValue), body.Text("datasetItemId"), traceId ?? await TraceOfAsync(observationId!, context.RequestAborted))
        {
            ObservationId = observationId,
            RunDescription = body.OptionalText("runDescription"),
            RunMetadataJson = body.Json("metadata"),
            ItemAtMs = body.Time("datasetVersion"),
            CreatedMs = body.Time("createdAt"),
        };
        (DatasetRun run, DatasetRunItem item) = await datasets.AddRunItemAsync(draft, context.RequestAborted);
        await WriteAsync(context, writer => DatasetJson.Write(writer, item, run.Name));
    }

    private Task ListItemsAsync(HttpContext context)
    {
        string datasetId = Parameter(context, "datasetId") ?? throw new InvalidFieldException(["datasetId"], "datasetId is required");
        string runName = Parameter(context, "runName") ?? throw new InvalidFieldException(["runName"], "runName is required");
        DatasetRun run = datasets.FindRunById(datasetId, runName)
            ?? throw new NotFoundException("Dataset run not found for the given project and dataset id");
        return WritePageAsync(
            context,
            (page, limit) => datasets.ListRunItems(run.Id, page, limit),
            (writer, item) => DatasetJson.Write(writer, item, run.Name),
            s_ofItems.Write);
    }

    private Task ListAsync(HttpContext context)
    {
        string name = RawPath.Segment(context, 4);
        return WritePageAsync(
            context,
            (page, limit) => datasets.ListRuns(name, page, limit),
            (writer, run) =>
            {
                writer.WriteStartObject();
                DatasetJson.WriteProperties(writer, run, name);
                writer.WriteEndObject();
            },
            s_ofRuns.Write);
    }

    private Task GetAsync(HttpContext context)
    {
        string name = RawPath.Segment(context, 4);
        DatasetRun run = datasets.FindRun(name, RawPath.Segment(context, 6)) ?? throw new NotFoundException("Dataset run not found");
        IReadOnlyList<DatasetRunItem> items = datasets.ListRunItems(run.Id, 1, int.MaxValue).Items;
        return WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            DatasetJson.WriteProperties(writer, run, name);
            writer.WriteStartArray("datasetRunItems"u8);
            foreach (DatasetRunItem item in items)
            {
                DatasetJson.Write(writer, item, run.Name);
            }

            writer.WriteEndArray();
            s_ofRuns.Write(writer);
            writer.WriteEndObject();
        });
    }

    private async Task DeleteAsync(HttpContext context)
    {
        await datasets.DeleteRunAsync(RawPath.Segment(context, 4), RawPath.Segment(context, 6), context.RequestAborted);
        await WriteMessageAsync(context, "Dataset run successfully deleted");
    }

    private async Task<string> TraceOfAsync(string observationId, CancellationToken cancellationToken) =>
        (await calls.ObservationAsync(observationId, null, cancellationToken))?.TraceId ?? throw new NotFoundException("Observation not found");
}
