using System.Text.Json;
using Tta.Model;

namespace Tta.Server.Langfuse.Comments;

/// <summary>Comments as Langfuse writes them.</summary>
internal static class CommentJson
{
    public static void Write(Utf8JsonWriter writer, Comment comment)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, comment.Id);
        writer.WriteString("projectId"u8, LangfuseProjectApi.ProjectId);
        writer.WriteString("createdAt"u8, RegistryWriter.Time(comment.CreatedMs));
        writer.WriteString("updatedAt"u8, RegistryWriter.Time(comment.CreatedMs));
        writer.WriteString("objectType"u8, comment.ObjectType.ToString().ToUpperInvariant());
        writer.WriteString("objectId"u8, comment.ObjectId);
        writer.WriteString("content"u8, comment.Content);
        writer.WriteString("authorUserId"u8, comment.AuthorUserId);
        writer.WriteEndObject();
    }
}
