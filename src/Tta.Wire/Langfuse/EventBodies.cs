// Spec: Langfuse public API 4.16, POST /ingestion: what the bodies of events say.
using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>Writes one report as one ingestion event. Pure functions.</summary>
internal static class EventBodies
{
    public static void Write(EventJson json, LlmTraceChange trace)
    {
        json.Begin("trace-create", trace.EventNs);
        json.Text("id"u8, trace.Id);

        // A missing time is that of the event; null is none.
        if (trace.TimestampNs is null)
        {
            json.Writer.WriteNull("timestamp"u8);
        }

        json.Time("timestamp"u8, trace.TimestampNs);
        json.Text("name"u8, trace.Name);
        json.Text("userId"u8, trace.UserId);
        json.Text("sessionId"u8, trace.SessionId);
        json.Text("input"u8, trace.InputJson);
        json.Text("output"u8, trace.OutputJson);
        json.Text("release"u8, trace.Release);
        json.Text("version"u8, trace.Version);
        json.Json("metadata"u8, trace.MetadataJson);
        json.Text("environment"u8, trace.Environment);
        if (trace.Public is { } isPublic)
        {
            json.Writer.WriteBoolean("public"u8, isPublic);
        }

        if (trace.Tags is { } tags)
        {
            json.Writer.WriteStartArray("tags"u8);
            foreach (string tag in tags)
            {
                json.Writer.WriteStringValue(tag);
            }

            json.Writer.WriteEndArray();
        }

        json.End();
    }

    public static void Write(EventJson json, LlmObservationChange observation)
    {
        json.Begin(TypeOf(observation), observation.EventNs);
        json.Text("id"u8, observation.Id);
        json.Text("traceId"u8, observation.TraceId);
        json.Text("name"u8, observation.Name);
        json.Time("startTime"u8, observation.StartNs);
        json.Time("endTime"u8, observation.EndNs);
        json.Time("completionStartTime"u8, observation.CompletionStartNs);
        json.Text("parentObservationId"u8, observation.ParentId);
        json.Text("level"u8, observation.Level?.ToString().ToUpperInvariant());
        json.Text("statusMessage"u8, observation.StatusMessage);
        json.Text("version"u8, observation.Version);
        json.Text("environment"u8, observation.Environment);
        json.Text("input"u8, observation.InputJson);
        json.Text("output"u8, observation.OutputJson);
        json.Json("metadata"u8, observation.MetadataJson);
        json.Text("model"u8, observation.Model);
        json.Json("modelParameters"u8, observation.ModelParametersJson);
        json.Numbers("usageDetails"u8, observation.UsageDetails, static (writer, type, units) => writer.WriteNumber(type, units));
        json.Numbers("costDetails"u8, observation.CostDetails, static (writer, type, cost) => writer.WriteNumber(type, cost));

        if (observation.PromptName is { } promptName && observation.PromptVersion is { } promptVersion)
        {
            json.Writer.WriteString("promptName"u8, promptName);
            json.Writer.WriteNumber("promptVersion"u8, promptVersion);
        }

        json.End();
    }

    public static void Write(EventJson json, LlmScoreChange score)
    {
        json.Begin("score-create", score.EventNs);
        json.Text("id"u8, score.Id);
        json.Time("timestamp"u8, score.TimestampNs);
        json.Text("traceId"u8, score.TraceId);
        json.Text("observationId"u8, score.ObservationId);
        json.Text("sessionId"u8, score.SessionId);
        json.Text("datasetRunId"u8, score.DatasetRunId);
        json.Text("name"u8, score.Name);
        json.Text("dataType"u8, score.DataType.ToString().ToUpperInvariant());
        json.Text("source"u8, score.Source.ToString().ToUpperInvariant());
        if (score.DataType is not (LlmScoreDataType.Numeric or LlmScoreDataType.Boolean))
        {
            json.Text("value"u8, score.Text);
        }
        else if (score.Number is { } number && double.IsFinite(number))
        {
            json.Writer.WriteNumber("value"u8, number);
        }

        json.Text("comment"u8, score.Comment);
        json.Json("metadata"u8, score.MetadataJson);
        json.Text("authorUserId"u8, score.AuthorUserId);
        json.Text("environment"u8, score.Environment);
        json.End();
    }

    // An event that creates an observation says when it began; one that has no such event of its own updates a span.
    private static string TypeOf(LlmObservationChange observation)
    {
        LlmObservationType type = observation.Type ?? LlmObservationType.Span;
        bool isUpdate = observation.StartNs is null && type is LlmObservationType.Span or LlmObservationType.Generation;
        return type.ToString().ToLowerInvariant() + (isUpdate ? "-update" : "-create");
    }
}
