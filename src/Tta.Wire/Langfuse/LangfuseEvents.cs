// Spec: Langfuse public API 4.16, ingestion: types of events and what their bodies say.
using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>Turns ingestion events into the reports that the store keeps. Pure functions.</summary>
public static class LangfuseEvents
{
    /// <summary>Adds what an event says to a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="item">The event.</param>
    /// <param name="rules">What scores with a configuration must be; null: anything.</param>
    /// <returns>Null, or why the event is refused: which field, and what was expected.</returns>
    public static string? AddTo(LlmBatch batch, LangfuseEvent item, IScoreRules? rules = null)
    {
        var body = new EventBody(item);
        if (item.Fields is null && item.Body.Kind != AnyValueKind.Map)
        {
            return "body: expected an object";
        }

        switch (item.Type)
        {
            case "trace-create":
                LlmTraceChange trace = Trace(item, body);
                return Added(body, batch.Traces, trace);
            case "score-create":
                return ScoreFields.Read(item, body, rules) is { } score ? Added(body, batch.Scores, score) : body.Problem;
            case "sdk-log":
                return null;
            case "observation-create" or "observation-update":
                return ObservationType(body.Text("type")) is { } said
                    ? Added(body, batch.Observations, Observation(item, body, said, isCreate: item.Type == "observation-create"))
                    : "type: expected GENERATION, SPAN or EVENT";
            case "dataset-run-item-create":
                return "type: dataset run items are made by POST /api/public/dataset-run-items";
        }

        return OfEvent(item.Type) is { } type
            ? Added(body, batch.Observations, Observation(item, body, type, isCreate: item.Type.EndsWith("-create", StringComparison.Ordinal)))
            : "type: expected a type of event, such as trace-create or generation-update";
    }

    /// <summary>The type of a name in upper case; null when it is none.</summary>
    public static LlmObservationType? ObservationType(string? name) => name switch
    {
        "SPAN" => LlmObservationType.Span,
        "GENERATION" => LlmObservationType.Generation,
        "EVENT" => LlmObservationType.Event,
        "AGENT" => LlmObservationType.Agent,
        "TOOL" => LlmObservationType.Tool,
        "CHAIN" => LlmObservationType.Chain,
        "RETRIEVER" => LlmObservationType.Retriever,
        "EVALUATOR" => LlmObservationType.Evaluator,
        "EMBEDDING" => LlmObservationType.Embedding,
        "GUARDRAIL" => LlmObservationType.Guardrail,
        _ => null,
    };

    private static LlmObservationType? OfEvent(string type) => type switch
    {
        "span-create" or "span-update" => LlmObservationType.Span,
        "generation-create" or "generation-update" => LlmObservationType.Generation,
        "event-create" => LlmObservationType.Event,
        "agent-create" => LlmObservationType.Agent,
        "tool-create" => LlmObservationType.Tool,
        "chain-create" => LlmObservationType.Chain,
        "retriever-create" => LlmObservationType.Retriever,
        "evaluator-create" => LlmObservationType.Evaluator,
        "embedding-create" => LlmObservationType.Embedding,
        "guardrail-create" => LlmObservationType.Guardrail,
        _ => null,
    };

    private static string? Added<T>(EventBody body, List<T> list, T change)
    {
        if (body.Problem is null)
        {
            list.Add(change);
        }

        return body.Problem;
    }

    private static LlmTraceChange Trace(LangfuseEvent item, EventBody body) => new()
    {
        Id = body.Id("id") ?? item.Id,
        EventNs = item.TimestampNs,

        // A child says when itself began, not its trace; who forwards its report says null.
        TimestampNs = item.Span is not null ? item.Span.HasParent ? null : item.StartNs
            : body.Time("timestamp") ?? (body.SaysNull("timestamp") ? null : item.TimestampNs),
        Name = body.Text("name"),
        UserId = body.Text("userId"),
        SessionId = body.Text("sessionId"),
        InputJson = body.Content("input"),
        OutputJson = body.Content("output"),
        Release = body.Text("release"),
        Version = body.Text("version"),
        MetadataJson = body.Metadata(),
        Tags = body.Texts("tags"),
        Public = body.Flag("public"),
        Environment = body.Environment(),
        Workspace = item.Span is null ? null : SpanOrigin.Workspace(item.Span),
        Service = item.Span is null ? null : SpanOrigin.Service(item.Span),
    };

    private static LlmObservationChange Observation(LangfuseEvent item, EventBody body, LlmObservationType type, bool isCreate)
    {
        string? id = body.Id("id");
        if (id is null)
        {
            body.Fail("id: required");
        }

        string? promptName = body.Text("promptName");
        int? promptVersion = body.Whole("promptVersion");
        if (promptName is null != promptVersion is null)
        {
            body.Fail("promptName, promptVersion: both are needed, or none");
        }

        SpanView? span = item.Span;
        long? startNs = item.StartNs != 0 ? item.StartNs : body.Time("startTime") ?? (isCreate ? item.TimestampNs : null);
        string? input = body.Content("input");
        return new LlmObservationChange
        {
            Id = id ?? "",
            TraceId = body.Id("traceId"),
            EventNs = item.TimestampNs,
            Type = type,
            Name = body.Text("name"),
            StartNs = startNs,
            EndNs = item.EndNs != 0 ? item.EndNs : body.Time("endTime"),
            CompletionStartNs = body.Time("completionStartTime") ?? (span is null ? null : SpanOrigin.FirstChunkNs(span, startNs)),
            ParentId = body.Text("parentObservationId"),
            Level = body.Level(),
            StatusMessage = body.Text("statusMessage"),
            Version = body.Text("version"),
            Environment = body.Environment(),
            InputJson = input,
            OutputJson = body.Content("output"),
            MetadataJson = body.Metadata(),
            Model = body.Text("model"),
            ModelParametersJson = body.Object("modelParameters"),
            UsageDetails = UsageFields.Units(body),
            CostDetails = UsageFields.Costs(body),
            PromptName = promptName,
            PromptVersion = promptVersion,
            ToolDefinitionsJson = LangfuseTools.In(body["input"]) is { ArrayValue.Count: > 0 } tools ? AnyValueJson.ToJson(tools) : null,
            Operation = span is null ? null : SpanOrigin.Operation(span, type),
            Provider = span is null ? null : SpanOrigin.Provider(span),
            Persona = span?.Attributes.FirstReadable("persona"),
            ChatMode = span?.Attributes.FirstReadable("chatmode"),
            WorkflowName = span is null ? null : SpanOrigin.Workflow(span),
            Workspace = span is null ? null : SpanOrigin.Workspace(span),
            Service = span is null ? null : SpanOrigin.Service(span),
            FinishReason = span is null ? null : SpanOrigin.FinishReason(span),
            Error = span is null ? null : SpanOrigin.Error(span),

            // Where there is an input they are its first message.
            SystemInstructionsJson = input is null ? span?.Attributes.FirstReadable(LangfuseKeys.SystemInstructions) : null,
        };
    }
}
