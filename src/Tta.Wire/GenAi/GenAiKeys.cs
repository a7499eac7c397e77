// Spec: OpenTelemetry GenAI conventions v1.41; OpenInference; OpenLLMetry/Traceloop; Vercel AI SDK; Langfuse OTLP attributes; OTel <= 1.36.
namespace Tta.Wire.GenAi;

/// <summary>The attribute names of each field, best first.</summary>
internal static class GenAiKeys
{
    public static readonly string[] Model =
    [
        "langfuse.observation.model.name", "gen_ai.response.model", "ai.response.model", "ai.model.id", "gen_ai.request.model", "llm.response.model",
        "llm.response.model_name", "llm.model_name", "llm.request.model_name", "embedding.model_name", "model",
    ];

    public static readonly string[] Provider = ["gen_ai.provider.name", "gen_ai.system", "llm.provider", "llm.system", "ai.model.provider"];

    public static readonly string[] Session =
    [
        "langfuse.session.id", "session.id", "gen_ai.conversation.id", "ai.telemetry.metadata.sessionId", "traceloop.association.properties.session_id",
    ];

    public static readonly string[] Workflow = ["workflow.name", "gen_ai.workflow.name", "traceloop.workflow.name"];

    public static readonly string[] InputTokens =
    [
        "gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.token_count.prompt", "llm.usage.prompt_tokens", "ai.usage.inputTokens",
        "ai.usage.promptTokens", "ai.usage.tokens",
    ];

    public static readonly string[] OutputTokens =
    [
        "gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens", "llm.token_count.completion", "llm.usage.completion_tokens",
        "ai.usage.outputTokens", "ai.usage.completionTokens",
    ];

    public static readonly string[] CachedTokens =
    [
        "gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_read_input_tokens", "llm.token_count.prompt_details.cache_read",
        "ai.usage.cachedInputTokens",
    ];

    public static readonly string[] CacheCreationTokens =
    [
        "gen_ai.usage.cache_creation.input_tokens", "gen_ai.usage.cache_creation_input_tokens", "llm.token_count.prompt_details.cache_write",
    ];

    public static readonly string[] ReasoningTokens =
    [
        "gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.reasoning_tokens", "llm.token_count.completion_details.reasoning", "ai.usage.reasoningTokens",
    ];

    public static readonly string[] Cost = ["gen_ai.usage.cost", "llm.cost.total"];

    public static readonly string[] FinishReason =
        ["gen_ai.response.finish_reasons", "gen_ai.response.finish_reason", "llm.finish_reason", "llm.finish_reasons", "ai.response.finishReason"];

    public static readonly string[] FirstTokenSeconds = ["gen_ai.response.time_to_first_chunk", "llm.time_to_first_token_s"];

    public static readonly string[] FirstTokenMilliseconds = ["ai.response.msToFirstChunk", "ai.stream.msToFirstChunk"];

    public static readonly string[] Input =
    [
        "gen_ai.input.messages", "langfuse.observation.input", "ai.prompt.messages", "ai.prompt", "ai.value", "gen_ai.tool.call.arguments", "ai.toolCall.args",
        "traceloop.entity.input", "input.value", "gen_ai.prompt",
    ];

    public static readonly string[] Output =
    [
        "gen_ai.output.messages", "langfuse.observation.output", "ai.response.text", "ai.response.object", "gen_ai.tool.call.result", "ai.toolCall.result",
        "traceloop.entity.output", "output.value", "gen_ai.completion",
    ];

    public static readonly string[] Tools = ["gen_ai.tool.definitions", "llm.tools", "ai.prompt.tools"];

    public static readonly string[] Parameters = ["langfuse.observation.model.parameters", "llm.invocation_parameters"];
}
