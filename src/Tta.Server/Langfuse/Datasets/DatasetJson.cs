using System.Text.Json;
using Tta.Model;
using Tta.Server.Langfuse.Media;

namespace Tta.Server.Langfuse.Datasets;

/// <summary>Datasets, items and runs as Langfuse writes them.</summary>
internal static class DatasetJson
{
    public static void Write(Utf8JsonWriter writer, Dataset dataset)
    {
        writer.WriteStartObject();
        WriteProperties(writer, dataset);
        writer.WriteEndObject();
    }

    /// <summary>Writes the properties of a dataset into an object that is open.</summary>
    public static void WriteProperties(Utf8JsonWriter writer, Dataset dataset)
    {
        writer.WriteString("id"u8, dataset.Id);
        writer.WriteString("projectId"u8, LangfuseProjectApi.ProjectId);
        writer.WriteString("name"u8, dataset.Name);
        writer.WriteString("description"u8, dataset.Description);
        RegistryWriter.WriteJson(writer, "metadata"u8, dataset.MetadataJson);
        RegistryWriter.WriteJson(writer, "inputSchema"u8, dataset.InputSchemaJson);
        RegistryWriter.WriteJson(writer, "expectedOutputSchema"u8, dataset.ExpectedOutputSchemaJson);
        writer.WriteString("createdAt"u8, RegistryWriter.Time(dataset.CreatedMs));
        writer.WriteString("updatedAt"u8, RegistryWriter.Time(dataset.UpdatedMs));
    }

    public static void Write(Utf8JsonWriter writer, DatasetItem item, string datasetName, IReadOnlyList<MediaReference> media)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, item.Id);
        writer.WriteString("status"u8, item.IsArchived ? "ARCHIVED" : "ACTIVE");
        RegistryWriter.WriteJson(writer, "input"u8, item.InputJson);
        RegistryWriter.WriteJson(writer, "expectedOutput"u8, item.ExpectedOutputJson);
        RegistryWriter.WriteJson(writer, "metadata"u8, item.MetadataJson);
        writer.WriteString("sourceTraceId"u8, item.SourceTraceId);
        writer.WriteString("sourceObservationId"u8, item.SourceObservationId);
        writer.WriteString("datasetId"u8, item.DatasetId);
        writer.WriteString("datasetName"u8, datasetName);
        writer.WriteString("createdAt"u8, RegistryWriter.Time(item.CreatedMs));
        writer.WriteString("updatedAt"u8, RegistryWriter.Time(item.UpdatedMs));
        writer.WriteStartArray("mediaReferences"u8);
        foreach (MediaReference reference in media)
        {
            reference.Write(writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, DatasetRunItem item, string runName)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, item.Id);
        writer.WriteString("datasetRunId"u8, item.RunId);
        writer.WriteString("datasetRunName"u8, runName);
        writer.WriteString("datasetItemId"u8, item.ItemId);
        writer.WriteString("traceId"u8, item.TraceId);
        writer.WriteString("observationId"u8, item.ObservationId);
        writer.WriteString("createdAt"u8, RegistryWriter.Time(item.CreatedMs));
        writer.WriteString("updatedAt"u8, RegistryWriter.Time(item.CreatedMs));
        writer.WriteEndObject();
    }

    /// <summary>Writes the properties of a run into an object that is open.</summary>
    public static void WriteProperties(Utf8JsonWriter writer, DatasetRun run, string datasetName)
    {
        writer.WriteString("id"u8, run.Id);
        writer.WriteString("name"u8, run.Name);
        writer.WriteString("description"u8, run.Description);
        RegistryWriter.WriteJson(writer, "metadata"u8, run.MetadataJson);
        writer.WriteString("datasetId"u8, run.DatasetId);
        writer.WriteString("datasetName"u8, datasetName);
        writer.WriteString("createdAt"u8, RegistryWriter.Time(run.CreatedMs));
        writer.WriteString("updatedAt"u8, RegistryWriter.Time(run.UpdatedMs));
    }
}
