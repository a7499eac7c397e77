// Spec: Langfuse public API, datasets (v1), which clients of version 3 still make datasets with.
using Tta.Model;
using Tta.Server.Langfuse.Media;
using Tta.Storage.Registry;

namespace Tta.Server.Langfuse.Datasets;

/// <summary>Datasets with their items and the names of their runs in one answer.</summary>
internal sealed class LegacyDatasetsApi(DatasetRegistry datasets, MediaReferences media, Limits limits) : RegistryApi(limits)
{
    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/public/datasets", Handle(ListAsync));
        routes.MapPost("/api/public/datasets", HandleBody(UpsertAsync));
        routes.MapGet("/api/public/datasets/{name}", Handle(GetAsync));
    }

    private Task ListAsync(HttpContext context) => WritePageAsync(context, datasets.List, (writer, dataset) =>
    {
        writer.WriteStartObject();
        DatasetJson.WriteProperties(writer, dataset);
        RegistryWriter.WriteTexts(writer, "items"u8, [.. Items(dataset).Select(item => item.Id)]);
        RegistryWriter.WriteTexts(writer, "runs"u8, RunNames(dataset));
        writer.WriteEndObject();
    });

    private async Task UpsertAsync(HttpContext context, JsonFields body)
    {
        Dataset dataset = await datasets.UpsertAsync(DatasetsApi.ReadDraft(body), context.RequestAborted);
        await WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            DatasetJson.WriteProperties(writer, dataset);
            RegistryWriter.WriteTexts(writer, "items"u8, []);
            RegistryWriter.WriteTexts(writer, "runs"u8, []);
            writer.WriteEndObject();
        });
    }

    private Task GetAsync(HttpContext context)
    {
        Dataset dataset = datasets.Find(RawPath.Segment(context, 4)) ?? throw new NotFoundException("Dataset not found");
        return WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            DatasetJson.WriteProperties(writer, dataset);
            writer.WriteStartArray("items"u8);
            foreach (DatasetItem item in Items(dataset))
            {
                DatasetJson.Write(writer, item, dataset.Name, media.In(context, item));
            }

            writer.WriteEndArray();
            RegistryWriter.WriteTexts(writer, "runs"u8, RunNames(dataset));
            writer.WriteEndObject();
        });
    }

    private IReadOnlyList<DatasetItem> Items(Dataset dataset) =>
        datasets.ListItems(new DatasetItemFilter { DatasetName = dataset.Name }, 1, int.MaxValue).Items;

    private List<string> RunNames(Dataset dataset) => [.. datasets.ListRuns(dataset.Name, 1, int.MaxValue).Items.Select(run => run.Name)];
}
