using System.Text.Json;
using Tta.Model;

namespace Tta.Server.Langfuse.ScoreConfigs;

/// <summary>Score configurations as Langfuse writes them.</summary>
internal static class ScoreConfigJson
{
    public static void Write(Utf8JsonWriter writer, ScoreConfig config)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, config.Id);
        writer.WriteString("projectId"u8, LangfuseProjectApi.ProjectId);
        writer.WriteString("name"u8, config.Name);
        writer.WriteString("dataType"u8, config.Type.ToString().ToUpperInvariant());
        writer.WriteBoolean("isArchived"u8, config.IsArchived);
        RegistryWriter.WriteNumber(writer, "minValue"u8, config.MinValue);
        RegistryWriter.WriteNumber(writer, "maxValue"u8, config.MaxValue);
        if (config.Categories is null)
        {
            writer.WriteNull("categories"u8);
        }
        else
        {
            writer.WriteStartArray("categories"u8);
            foreach (ScoreCategory category in config.Categories)
            {
                writer.WriteStartObject();
                writer.WriteString("label"u8, category.Label);
                writer.WriteNumber("value"u8, category.Value);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteString("description"u8, config.Description);
        writer.WriteString("createdAt"u8, RegistryWriter.Time(config.CreatedMs));
        writer.WriteString("updatedAt"u8, RegistryWriter.Time(config.UpdatedMs));
        writer.WriteEndObject();
    }
}
