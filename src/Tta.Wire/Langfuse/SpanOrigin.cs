using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>What Langfuse has no field for: who made a call, for whom, and how it ended.</summary>
internal static class SpanOrigin
{
    private static readonly string[] s_provider = ["gen_ai.provider.name", "gen_ai.system", "llm.provider", "llm.system", "ai.model.provider"];
    private static readonly string[] s_workflow = ["workflow.name", "gen_ai.workflow.name", "traceloop.workflow.name"];

    private static readonly string[] s_finishReason =
        ["gen_ai.response.finish_reasons", "gen_ai.response.finish_reason", "llm.finish_reason", "llm.finish_reasons", "ai.response.finishReason"];

    public static string? Workspace(Span span) => Text(span.Resource.Attributes, "workspace") ?? Text(span.Attributes, "workspace");

    public static string? Service(Span span) => Text(span.Resource.Attributes, "service.name");

    /// <summary>The change with the fields of the span.</summary>
    public static LlmObservationChange Add(LlmObservationChange change, Span span) => change with
    {
        Operation = Text(span.Attributes, LangfuseKeys.OperationName) ?? Operation(change.Type),
        Provider = First(span, s_provider),
        Persona = Text(span.Attributes, "persona"),
        ChatMode = Text(span.Attributes, "chatmode"),
        WorkflowName = First(span, s_workflow),
        Workspace = Workspace(span),
        Service = Service(span),
        FinishReason = First(span, s_finishReason),
        Error = span.Status != SpanStatusCode.Error ? null
            : Text(span.Attributes, "error.type") ?? ExceptionType(span) ?? (span.StatusMessage.Length > 0 ? span.StatusMessage : "error"),

        // Where there is an input they are its first message.
        SystemInstructionsJson = change.InputJson is null ? Text(span.Attributes, LangfuseKeys.SystemInstructions) : null,
        CompletionStartNs = change.CompletionStartNs ?? FirstChunk(span, change.StartNs),
    };

    private static string? Operation(LlmObservationType? type) => type switch
    {
        LlmObservationType.Generation => "chat",
        LlmObservationType.Embedding => "embeddings",
        LlmObservationType.Tool => "execute_tool",
        LlmObservationType.Agent => "invoke_agent",
        _ => null,
    };

    private static string? ExceptionType(Span span)
    {
        foreach (SpanEvent item in span.Events)
        {
            if (item.Name == "exception" && Text(item.Attributes, "exception.type") is { } type)
            {
                return type;
            }
        }

        return null;
    }

    private static long? FirstChunk(Span span, long? startNs) =>
        KeyValue.TryFind(span.Attributes, "gen_ai.response.time_to_first_chunk", out AnyValue delay) && delay.TryGetNumber(out double seconds)
        && seconds is > 0 and < 1e6 && startNs is { } start
            ? start + (long)(seconds * 1e9)
            : null;

    private static string? First(Span span, string[] keys)
    {
        foreach (string key in keys)
        {
            if (Text(span.Attributes, key) is { } text)
            {
                return text;
            }
        }

        return null;
    }

    private static string? Text(IReadOnlyList<KeyValue> attributes, string key) =>
        KeyValue.TryFind(attributes, key, out AnyValue value) && PlainJson.IsMeaningful(value) ? PlainJson.Text(value) : null;
}
