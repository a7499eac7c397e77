using System.Text.Json;
using Tta.Model;
using Tta.Server.Langfuse.Reads;

namespace Tta.Server.Langfuse.Datasets;

/// <summary>Experiments as Langfuse writes them, into objects that are open.</summary>
internal static class ExperimentJson
{
    private static readonly HashSet<string> s_scoreGroups = ["details", "subject"];

    public static void Write(Utf8JsonWriter writer, Experiment experiment, ExperimentQuery query)
    {
        writer.WriteString("id"u8, experiment.Run.Id);
        writer.WriteString("name"u8, experiment.Run.Name);
        writer.WriteString("description"u8, experiment.Run.Description);
        writer.WriteTime("startTime"u8, experiment.StartNs);
        writer.WriteTime("endTime"u8, experiment.EndNs);
        writer.WriteNumber("itemCount"u8, experiment.ItemCount);
        writer.WriteString("datasetId"u8, experiment.Run.DatasetId);
        if (query.Has("metadata"))
        {
            RegistryWriter.WriteJson(writer, "metadata"u8, experiment.Run.MetadataJson);
        }
    }

    public static void Write(Utf8JsonWriter writer, ExperimentItem item, ExperimentQuery query)
    {
        WriteCore(writer, item);
        if (query.Has("dataset"))
        {
            writer.WriteString("experimentDatasetId"u8, item.Run.DatasetId);
            writer.WriteString("experimentItemVersion"u8, RegistryWriter.Time(item.Link.ItemValidFromMs));
        }

        if (query.Has("io"))
        {
            writer.WriteContent("input"u8, item.Observation?.InputJson ?? item.Trace?.InputJson ?? item.Item?.InputJson);
            writer.WriteContent("output"u8, item.Observation?.OutputJson ?? item.Trace?.OutputJson);
            RegistryWriter.WriteJson(writer, "expectedOutput"u8, item.Item?.ExpectedOutputJson);
        }

        if (query.Has("metadata"))
        {
            writer.WriteContent("metadata"u8, item.Observation?.MetadataJson ?? item.Trace?.MetadataJson);
        }

        if (query.Has("itemMetadata"))
        {
            RegistryWriter.WriteJson(writer, "experimentItemMetadata"u8, item.Item?.MetadataJson);
        }

        if (query.Has("experimentMetadata"))
        {
            RegistryWriter.WriteJson(writer, "experimentMetadata"u8, item.Run.MetadataJson);
            writer.WriteString("experimentDescription"u8, item.Run.Description);
        }

        WriteScores(writer, item.Scores);
    }

    public static void WriteScores(Utf8JsonWriter writer, IReadOnlyList<LlmScore>? scores)
    {
        if (scores is null)
        {
            return;
        }

        writer.WriteStartArray("scores"u8);
        foreach (LlmScore score in scores)
        {
            writer.WriteStartObject();
            ScoreJson.Write(writer, score, s_scoreGroups);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteCore(Utf8JsonWriter writer, ExperimentItem item)
    {
        writer.WriteString("id"u8, item.Link.Id);
        writer.WriteString("traceId"u8, item.Link.TraceId);
        writer.WriteTime("startTime"u8, item.Observation?.StartNs ?? item.Trace?.TimestampNs ?? item.Link.CreatedMs * 1_000_000);
        writer.WriteTime("endTime"u8, item.Observation?.EndNs ?? (item.Trace is { } trace ? trace.TimestampNs + trace.LatencyNs : null));
        writer.WriteString("level"u8, (item.Observation?.Level ?? LlmLevel.Default).ToString().ToUpperInvariant());
        writer.WriteString("environment"u8, item.Observation?.Environment ?? item.Trace?.Environment ?? "default");
        writer.WriteString("experimentId"u8, item.Run.Id);
        writer.WriteString("experimentName"u8, item.Run.Name);
        writer.WriteString("experimentItemId"u8, item.Link.ItemId);
    }
}
