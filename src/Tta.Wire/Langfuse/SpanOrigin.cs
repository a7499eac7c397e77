using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>What Langfuse has no field for: who made a call, for whom, and how it ended.</summary>
internal static class SpanOrigin
{
    private static readonly string[] s_provider = ["gen_ai.provider.name", "gen_ai.system", "llm.provider", "llm.system", "ai.model.provider"];
    private static readonly string[] s_workflow = ["workflow.name", "gen_ai.workflow.name", "traceloop.workflow.name"];

    private static readonly string[] s_finishReason =
        ["gen_ai.response.finish_reasons", "gen_ai.response.finish_reason", "llm.finish_reason", "llm.finish_reasons", "ai.response.finishReason"];

    public static string? Workspace(SpanView span) => span.Resource.FirstReadable("workspace") ?? span.Attributes.FirstReadable("workspace");

    public static string? Service(SpanView span) => span.Resource.FirstReadable("service.name");

    public static string? Provider(SpanView span) => span.Attributes.FirstReadable(s_provider);

    public static string? Workflow(SpanView span) => span.Attributes.FirstReadable(s_workflow);

    public static string? FinishReason(SpanView span) => span.Attributes.FirstReadable(s_finishReason);

    /// <summary>As it was said, else what goes with the type.</summary>
    public static string? Operation(SpanView span, LlmObservationType type) => span.Attributes.FirstReadable(LangfuseKeys.OperationName) ?? type switch
    {
        LlmObservationType.Generation => "chat",
        LlmObservationType.Embedding => "embeddings",
        LlmObservationType.Tool => "execute_tool",
        LlmObservationType.Agent => "invoke_agent",
        _ => null,
    };

    /// <summary>Null for a step that did not fail.</summary>
    public static string? Error(SpanView span) => span.Status != SpanStatusCode.Error ? null
        : span.Attributes.FirstReadable("error.type") ?? ExceptionType(span) ?? (span.StatusMessage.Length > 0 ? span.StatusMessage : "error");

    /// <summary>When the first chunk of an answer came, Unix nanoseconds.</summary>
    public static long? FirstChunkNs(SpanView span, long? startNs) =>
        span.Attributes["gen_ai.response.time_to_first_chunk"].TryGetNumber(out double seconds) && seconds is > 0 and < 1e6 && startNs is { } start
            ? start + (long)(seconds * 1e9)
            : null;

    private static string? ExceptionType(SpanView span)
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

    private static string? Text(IReadOnlyList<KeyValue> attributes, string key) =>
        KeyValue.TryFind(attributes, key, out AnyValue value) && PlainJson.IsMeaningful(value) ? PlainJson.Text(value) : null;
}
