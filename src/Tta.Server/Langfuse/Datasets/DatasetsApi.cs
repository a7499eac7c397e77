// Spec: Langfuse public API, datasets (v2), dataset items, dataset runs and run items. Differences: runs are kept and readable as before Langfuse
// v4, with the deprecation notice in the answers that v4 gives it.
using Tta.Model;
using Tta.Server.Langfuse.Media;
using Tta.Storage.Registry;

namespace Tta.Server.Langfuse.Datasets;

/// <summary>Datasets and their items.</summary>
internal sealed class DatasetsApi(DatasetRegistry datasets, MediaReferences media, Limits limits) : RegistryApi(limits)
{
    private const int MaxIdLength = 255;

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/public/v2/datasets", Handle(ListAsync));
        routes.MapPost("/api/public/v2/datasets", HandleBody(UpsertAsync));
        routes.MapGet("/api/public/v2/datasets/{name}", Handle(GetAsync));
        routes.MapGet("/api/public/dataset-items", Handle(ListItemsAsync));
        routes.MapPost("/api/public/dataset-items", HandleBody(UpsertItemAsync));
        routes.MapGet("/api/public/dataset-items/{id}", Handle(GetItemAsync));
        routes.MapDelete("/api/public/dataset-items/{id}", Handle(DeleteItemAsync));
    }

    /// <summary>A dataset that is to be made or changed.</summary>
    public static DatasetDraft ReadDraft(JsonFields body) => new(body.Text("name", 1, int.MaxValue))
    {
        Description = body.OptionalText("description"),
        MetadataJson = body.Json("metadata"),
        InputSchemaJson = ReadSchema(body, "inputSchema"),
        ExpectedOutputSchemaJson = ReadSchema(body, "expectedOutputSchema"),
    };

    private Task ListAsync(HttpContext context) => WritePageAsync(context, datasets.List, DatasetJson.Write);

    private async Task UpsertAsync(HttpContext context, JsonFields body)
    {
        Dataset dataset = await datasets.UpsertAsync(ReadDraft(body), context.RequestAborted);
        await WriteAsync(context, writer => DatasetJson.Write(writer, dataset));
    }

    private Task GetAsync(HttpContext context)
    {
        Dataset dataset = datasets.Find(RawPath.Segment(context, 5)) ?? throw new NotFoundException("Dataset not found");
        return WriteAsync(context, writer => DatasetJson.Write(writer, dataset));
    }

    private Task ListItemsAsync(HttpContext context)
    {
        var filter = new DatasetItemFilter
        {
            DatasetName = Parameter(context, "datasetName"),
            SourceTraceId = Parameter(context, "sourceTraceId"),
            SourceObservationId = Parameter(context, "sourceObservationId"),
            AtMs = ReadTime(context, "version"),
        };
        if (filter.AtMs is not null && filter.DatasetName is null)
        {
            throw new InvalidFieldException(["datasetName"], "datasetName is required when version parameter is provided");
        }

        return WritePageAsync(
            context,
            (page, limit) => datasets.ListItems(filter, page, limit),
            (writer, item) => DatasetJson.Write(writer, item, NameOf(item), media.In(context, item)));
    }

    private async Task UpsertItemAsync(HttpContext context, JsonFields body)
    {
        var draft = new DatasetItemDraft(body.Text("datasetName"))
        {
            Id = body.OptionalText("id") is null ? null : body.Text("id", 1, MaxIdLength),
            InputJson = body.Json("input"),
            ExpectedOutputJson = body.Json("expectedOutput"),
            MetadataJson = body.Json("metadata"),
            SourceTraceId = body.OptionalText("sourceTraceId"),
            SourceObservationId = body.OptionalText("sourceObservationId"),
            IsArchived = body.Word("status", ("ACTIVE", false), ("ARCHIVED", true)),
        };
        DatasetItem item = await datasets.UpsertItemAsync(draft, context.RequestAborted);
        await WriteAsync(context, writer => DatasetJson.Write(writer, item, draft.DatasetName, media.In(context, item)));
    }

    private Task GetItemAsync(HttpContext context)
    {
        DatasetItem item = datasets.FindItem(RawPath.Segment(context, 4)) ?? throw new NotFoundException("Dataset item not found");
        return WriteAsync(context, writer => DatasetJson.Write(writer, item, NameOf(item), media.In(context, item)));
    }

    private async Task DeleteItemAsync(HttpContext context)
    {
        await datasets.DeleteItemAsync(RawPath.Segment(context, 4), context.RequestAborted);
        await WriteMessageAsync(context, "Dataset item successfully deleted");
    }

    /// <summary>A schema that is null is taken away; one that is absent stays.</summary>
    private static string? ReadSchema(JsonFields body, string name) => body.Json(name) ?? (body.Has(name) ? "null" : null);

    private string NameOf(DatasetItem item) => datasets.FindById(item.DatasetId)!.Name;
}
