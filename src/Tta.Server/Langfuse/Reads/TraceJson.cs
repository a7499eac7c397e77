// Spec: Langfuse public API of the generation before 4: traces and sessions.
using System.Text.Json;
using Tta.Model;

namespace Tta.Server.Langfuse.Reads;

/// <summary>Writes traces and sessions, into objects that are open.</summary>
internal static class TraceJson
{
    public static void Write(Utf8JsonWriter writer, LlmTrace trace, bool withContent)
    {
        writer.WriteString("id"u8, trace.Id);
        writer.WriteNull("externalId"u8);
        writer.WriteString("projectId"u8, LangfuseProjectApi.ProjectId);
        writer.WriteTime("timestamp"u8, trace.TimestampNs);
        writer.WriteString("name"u8, trace.Name);
        writer.WriteString("userId"u8, trace.UserId);
        writer.WriteString("sessionId"u8, trace.SessionId);
        writer.WriteString("release"u8, trace.Release);
        writer.WriteString("version"u8, trace.Version);
        writer.WriteString("environment"u8, trace.Environment);
        writer.WriteBoolean("public"u8, trace.Public);
        writer.WriteBoolean("bookmarked"u8, trace.Bookmarked);
        writer.WriteTexts("tags"u8, trace.Tags);
        writer.WriteContent("input"u8, withContent ? trace.InputJson : null);
        writer.WriteContent("output"u8, withContent ? trace.OutputJson : null);
        writer.WriteObject("metadata"u8, withContent ? trace.MetadataJson : null);
        writer.WriteTime("createdAt"u8, trace.CreatedNs);
        writer.WriteTime("updatedAt"u8, trace.UpdatedNs);
    }

    /// <summary>What is summed up over the observations; -1 for sums that nobody asked for.</summary>
    public static void WriteMetrics(Utf8JsonWriter writer, LlmTrace trace, bool isAsked)
    {
        writer.WriteString("htmlPath"u8, $"/project/{LangfuseProjectApi.ProjectId}/traces/{Uri.EscapeDataString(trace.Id)}");
        writer.WriteSeconds("latency"u8, isAsked ? trace.LatencyNs : -1_000_000_000);
        writer.WriteMoney("totalCost"u8, isAsked ? trace.TotalCost : -1);
    }

    public static void WriteSession(Utf8JsonWriter writer, LlmSession session)
    {
        writer.WriteString("id"u8, session.Id);
        writer.WriteTime("createdAt"u8, session.FirstNs);
        writer.WriteString("projectId"u8, LangfuseProjectApi.ProjectId);
        writer.WriteString("environment"u8, session.Environment);
    }
}
