// Names of the OpenTelemetry semantic conventions for generative AI, v1.41.0 (docs/gen-ai), and of this library's own telemetry.

namespace Tta.Integrations;

/// <summary>Attribute, instrument and property names.</summary>
internal static class GenAi
{
    public const string SourceName = "Tta.Integrations";

    public static readonly string Version = typeof(GenAi).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    public const string OperationName = "gen_ai.operation.name";
    public const string ProviderName = "gen_ai.provider.name";
    public const string ConversationId = "gen_ai.conversation.id";
    public const string OutputType = "gen_ai.output.type";
    public const string RequestModel = "gen_ai.request.model";
    public const string RequestStream = "gen_ai.request.stream";
    public const string RequestSeed = "gen_ai.request.seed";
    public const string RequestMaxTokens = "gen_ai.request.max_tokens";
    public const string RequestTemperature = "gen_ai.request.temperature";
    public const string RequestTopP = "gen_ai.request.top_p";
    public const string RequestTopK = "gen_ai.request.top_k";
    public const string RequestFrequencyPenalty = "gen_ai.request.frequency_penalty";
    public const string RequestPresencePenalty = "gen_ai.request.presence_penalty";
    public const string RequestStopSequences = "gen_ai.request.stop_sequences";
    public const string RequestEncodingFormats = "gen_ai.request.encoding_formats";
    public const string EmbeddingsDimensionCount = "gen_ai.embeddings.dimension.count";
    public const string ResponseId = "gen_ai.response.id";
    public const string ResponseModel = "gen_ai.response.model";
    public const string ResponseFinishReasons = "gen_ai.response.finish_reasons";
    public const string ResponseTimeToFirstChunk = "gen_ai.response.time_to_first_chunk";
    public const string UsageInputTokens = "gen_ai.usage.input_tokens";
    public const string UsageOutputTokens = "gen_ai.usage.output_tokens";
    public const string UsageCacheReadInputTokens = "gen_ai.usage.cache_read.input_tokens";
    public const string UsageCacheCreationInputTokens = "gen_ai.usage.cache_creation.input_tokens";
    public const string UsageReasoningOutputTokens = "gen_ai.usage.reasoning.output_tokens";
    public const string UsageCost = "gen_ai.usage.cost";
    public const string TokenType = "gen_ai.token.type";
    public const string ToolName = "gen_ai.tool.name";
    public const string ToolType = "gen_ai.tool.type";
    public const string ToolDescription = "gen_ai.tool.description";
    public const string ToolCallId = "gen_ai.tool.call.id";
    public const string ServerAddress = "server.address";
    public const string ServerPort = "server.port";
    public const string ErrorType = "error.type";

    public const string TimeToFirstTokenSeconds = "llm.time_to_first_token_s";
    public const string CostPriceBook = "llm.cost.price_book";
    public const string CostTier = "llm.cost.tier";

    // Content. These are names of custom properties of the activity, never of its tags: exporters of tags cannot see them.
    public const string InputMessages = "gen_ai.input.messages";
    public const string OutputMessages = "gen_ai.output.messages";
    public const string SystemInstructions = "gen_ai.system_instructions";
    public const string ToolDefinitions = "gen_ai.tool.definitions";
    public const string ToolCallArguments = "gen_ai.tool.call.arguments";
    public const string ToolCallResult = "gen_ai.tool.call.result";

    // Langfuse's name of what a failed call says; it wins over the status of the span.
    public const string ProviderErrorMessage = "langfuse.observation.status_message";

    public const string Chat = "chat";
    public const string Embeddings = "embeddings";
    public const string ExecuteTool = "execute_tool";
}
