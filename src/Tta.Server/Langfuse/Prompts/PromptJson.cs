using System.Text.Json;
using Tta.Model;
using Tta.Storage.Registry;

namespace Tta.Server.Langfuse.Prompts;

/// <summary>Prompts as Langfuse writes them.</summary>
internal static class PromptJson
{
    public static void Write(Utf8JsonWriter writer, PromptVersion prompt, PromptGraph? graph)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, prompt.Id);
        writer.WriteString("createdAt"u8, RegistryWriter.Time(prompt.CreatedMs));
        writer.WriteString("updatedAt"u8, RegistryWriter.Time(prompt.UpdatedMs));
        writer.WriteString("projectId"u8, LangfuseProjectApi.ProjectId);
        writer.WriteString("createdBy"u8, prompt.CreatedBy);
        writer.WriteString("name"u8, prompt.Name);
        writer.WriteNumber("version"u8, prompt.Version);
        writer.WriteString("type"u8, Type(prompt.Type));
        RegistryWriter.WriteJson(writer, "prompt"u8, prompt.PromptJson);
        RegistryWriter.WriteJson(writer, "config"u8, prompt.ConfigJson);
        RegistryWriter.WriteTexts(writer, "labels"u8, prompt.Labels);
        RegistryWriter.WriteTexts(writer, "tags"u8, prompt.Tags);
        writer.WriteBoolean("isActive"u8, prompt.Labels.Contains(PromptRegistry.Production));
        writer.WriteString("commitMessage"u8, prompt.CommitMessage);
        WriteGraph(writer, graph);
        writer.WriteEndObject();
    }

    public static void WriteSummary(Utf8JsonWriter writer, PromptSummary prompt)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, prompt.Newest.Name);
        writer.WriteString("type"u8, Type(prompt.Newest.Type));
        writer.WriteStartArray("versions"u8);
        foreach (PromptVersion version in prompt.Versions)
        {
            writer.WriteNumberValue(version.Version);
        }

        writer.WriteEndArray();
        RegistryWriter.WriteTexts(writer, "labels"u8, prompt.Labels);
        RegistryWriter.WriteTexts(writer, "tags"u8, prompt.Newest.Tags);
        writer.WriteString("lastUpdatedAt"u8, RegistryWriter.Time(prompt.LastUpdatedMs));
        RegistryWriter.WriteJson(writer, "lastConfig"u8, prompt.Newest.ConfigJson);
        writer.WriteEndObject();
    }

    private static string Type(PromptType type) => type == PromptType.Chat ? "chat" : "text";

    private static void WriteGraph(Utf8JsonWriter writer, PromptGraph? graph)
    {
        if (graph is null)
        {
            writer.WriteNull("resolutionGraph"u8);
            return;
        }

        writer.WriteStartObject("resolutionGraph"u8);
        writer.WritePropertyName("root"u8);
        WriteNode(writer, graph.Root);
        writer.WriteStartObject("dependencies"u8);
        foreach ((string id, IReadOnlyList<PromptNode> nodes) in graph.Dependencies)
        {
            writer.WriteStartArray(id);
            foreach (PromptNode node in nodes)
            {
                WriteNode(writer, node);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteNode(Utf8JsonWriter writer, PromptNode node)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, node.Id);
        writer.WriteString("name"u8, node.Name);
        writer.WriteNumber("version"u8, node.Version);
        writer.WriteEndObject();
    }
}
