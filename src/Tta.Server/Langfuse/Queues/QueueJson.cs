using System.Text.Json;
using Tta.Model;

namespace Tta.Server.Langfuse.Queues;

/// <summary>Annotation queues as Langfuse writes them.</summary>
internal static class QueueJson
{
    public static void Write(Utf8JsonWriter writer, AnnotationQueue queue)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, queue.Id);
        writer.WriteString("name"u8, queue.Name);
        writer.WriteString("description"u8, queue.Description);
        RegistryWriter.WriteTexts(writer, "scoreConfigIds"u8, queue.ScoreConfigIds);
        writer.WriteString("createdAt"u8, RegistryWriter.Time(queue.CreatedMs));
        writer.WriteString("updatedAt"u8, RegistryWriter.Time(queue.UpdatedMs));
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, AnnotationItem item)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, item.Id);
        writer.WriteString("queueId"u8, item.QueueId);
        writer.WriteString("objectId"u8, item.ObjectId);
        writer.WriteString("objectType"u8, item.ObjectType.ToString().ToUpperInvariant());
        writer.WriteString("status"u8, item.CompletedMs is null ? "PENDING" : "COMPLETED");
        RegistryWriter.WriteTime(writer, "completedAt"u8, item.CompletedMs);
        writer.WriteString("createdAt"u8, RegistryWriter.Time(item.CreatedMs));
        writer.WriteString("updatedAt"u8, RegistryWriter.Time(item.UpdatedMs));
        writer.WriteEndObject();
    }
}
