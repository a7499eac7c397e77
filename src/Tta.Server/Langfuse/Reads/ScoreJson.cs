// Spec: Langfuse public API 4.16: the score of /v3/scores with one value of any type, and that of /v2/scores with two.
using System.Text.Json;
using Tta.Model;

namespace Tta.Server.Langfuse.Reads;

/// <summary>Writes scores, into objects that are open.</summary>
internal static class ScoreJson
{
    public static void Write(Utf8JsonWriter writer, LlmScore score, HashSet<string> groups)
    {
        writer.WriteString("id"u8, score.Id);
        writer.WriteString("projectId"u8, LangfuseProjectApi.ProjectId);
        writer.WriteString("name"u8, score.Name);
        switch (score.DataType)
        {
            case LlmScoreDataType.Boolean:
                writer.WriteBoolean("value"u8, score.Number != 0);
                break;
            case LlmScoreDataType.Numeric:
                writer.WriteNumber("value"u8, score.Number ?? 0);
                break;
            default:
                writer.WriteString("value"u8, score.Text);
                break;
        }

        writer.WriteString("dataType"u8, DataType(score.DataType));
        writer.WriteString("source"u8, Source(score.Source));
        writer.WriteTime("timestamp"u8, score.TimestampNs);
        writer.WriteString("environment"u8, score.Environment);
        writer.WriteTime("createdAt"u8, score.CreatedNs);
        writer.WriteTime("updatedAt"u8, score.UpdatedNs);
        if (groups.Contains("details"))
        {
            writer.WriteString("comment"u8, score.Comment);
            writer.WriteString("configId"u8, score.ConfigId);
            writer.WriteObject("metadata"u8, score.MetadataJson);
        }

        if (groups.Contains("subject"))
        {
            WriteSubject(writer, score);
        }

        if (groups.Contains("annotation"))
        {
            writer.WriteString("authorUserId"u8, score.AuthorUserId);
            writer.WriteString("queueId"u8, score.QueueId);
        }
    }

    public static void WriteBefore(Utf8JsonWriter writer, LlmScore score)
    {
        writer.WriteString("id"u8, score.Id);
        writer.WriteString("projectId"u8, LangfuseProjectApi.ProjectId);
        writer.WriteString("traceId"u8, score.TraceId);
        writer.WriteString("sessionId"u8, score.SessionId);
        writer.WriteString("datasetRunId"u8, score.DatasetRunId);
        writer.WriteString("observationId"u8, score.ObservationId);
        writer.WriteTime("timestamp"u8, score.TimestampNs);
        writer.WriteString("name"u8, score.Name);
        if (score.DataType != LlmScoreDataType.Text)
        {
            writer.WriteNumber("value"u8, score.Number ?? 0);
        }

        if (score.DataType != LlmScoreDataType.Numeric)
        {
            writer.WriteString("stringValue"u8, score.DataType == LlmScoreDataType.Boolean ? score.Number != 0 ? "True" : "False" : score.Text);
        }

        writer.WriteString("dataType"u8, DataType(score.DataType));
        writer.WriteString("source"u8, Source(score.Source));
        writer.WriteString("authorUserId"u8, score.AuthorUserId);
        writer.WriteString("comment"u8, score.Comment);
        writer.WriteObject("metadata"u8, score.MetadataJson);
        writer.WriteString("configId"u8, score.ConfigId);
        writer.WriteString("queueId"u8, score.QueueId);
        writer.WriteString("environment"u8, score.Environment);
        writer.WriteTime("createdAt"u8, score.CreatedNs);
        writer.WriteTime("updatedAt"u8, score.UpdatedNs);
    }

    private static void WriteSubject(Utf8JsonWriter writer, LlmScore score)
    {
        (string Kind, string? Id) subject = score switch
        {
            { ObservationId: not null } => ("observation", score.ObservationId),
            { TraceId: not null } => ("trace", score.TraceId),
            { SessionId: not null } => ("session", score.SessionId),
            _ => ("experiment", score.DatasetRunId),
        };
        writer.WriteStartObject("subject"u8);
        writer.WriteString("kind"u8, subject.Kind);
        writer.WriteString("id"u8, subject.Id);
        if (score.ObservationId is not null && score.TraceId is not null)
        {
            writer.WriteString("traceId"u8, score.TraceId);
        }

        writer.WriteEndObject();
    }

    private static string DataType(LlmScoreDataType type) => type switch
    {
        LlmScoreDataType.Categorical => "CATEGORICAL",
        LlmScoreDataType.Boolean => "BOOLEAN",
        LlmScoreDataType.Text => "TEXT",
        LlmScoreDataType.Correction => "CORRECTION",
        _ => "NUMERIC",
    };

    private static string Source(LlmScoreSource source) => source switch
    {
        LlmScoreSource.Annotation => "ANNOTATION",
        LlmScoreSource.Eval => "EVAL",
        _ => "API",
    };
}
