namespace Tta.Wire.Langfuse;

/// <summary>Attribute names, best first where there are several.</summary>
internal static class LangfuseKeys
{
    public const string TraceName = "langfuse.trace.name";
    public const string TraceInput = "langfuse.trace.input";
    public const string TraceOutput = "langfuse.trace.output";
    public const string TraceMetadata = "langfuse.trace.metadata";
    public const string Metadata = "langfuse.metadata";
    public const string ObservationMetadata = "langfuse.observation.metadata";
    public const string VercelMetadata = "ai.telemetry.metadata";
    public const string ObservationType = "langfuse.observation.type";
    public const string ObservationInput = "langfuse.observation.input";
    public const string ObservationOutput = "langfuse.observation.output";
    public const string Level = "langfuse.observation.level";
    public const string StatusMessage = "langfuse.observation.status_message";
    public const string CompletionStart = "langfuse.observation.completion_start_time";
    public const string ModelName = "langfuse.observation.model.name";
    public const string ModelParameters = "langfuse.observation.model.parameters";
    public const string UsageDetails = "langfuse.observation.usage_details";
    public const string CostDetails = "langfuse.observation.cost_details";
    public const string PromptName = "langfuse.observation.prompt.name";
    public const string PromptVersion = "langfuse.observation.prompt.version";
    public const string Release = "langfuse.release";
    public const string Version = "langfuse.version";
    public const string AsRoot = "langfuse.internal.as_root";
    public const string IsAppRoot = "langfuse.internal.is_app_root";
    public const string OperationName = "gen_ai.operation.name";
    public const string SystemInstructions = "gen_ai.system_instructions";

    public static readonly string[] User =
    [
        "langfuse.user.id", "user.id", "langfuse.observation.metadata.langfuse_user_id", "langfuse.trace.metadata.langfuse_user_id",
        "ai.telemetry.metadata.userId",
    ];

    public static readonly string[] Session =
    [
        "langfuse.session.id", "session.id", "gen_ai.conversation.id", "langfuse.observation.metadata.langfuse_session_id",
        "langfuse.trace.metadata.langfuse_session_id", "ai.telemetry.metadata.sessionId", "traceloop.association.properties.session_id",
    ];

    public static readonly string[] Tags =
    [
        "langfuse.trace.tags", "langfuse.tags", "langfuse.observation.metadata.langfuse_tags", "langfuse.trace.metadata.langfuse_tags",
        "ai.telemetry.metadata.tags", "tag.tags",
    ];

    public static readonly string[] Public = ["langfuse.trace.public", "langfuse.public"];

    public static readonly string[] Environment = ["langfuse.environment", "deployment.environment.name", "deployment.environment"];

    public static readonly string[] Model =
    [
        ModelName, "gen_ai.response.model", "ai.model.id", "gen_ai.request.model", "llm.response.model", "llm.model_name", "model",
        "llm.request.model_name", "embedding.model_name", "ai.response.model",
    ];

    /// <summary>A span other than the root that carries one of these (or any trace metadata) says something about its trace.</summary>
    public static readonly string[] TraceUpdates =
    [
        TraceName, TraceInput, TraceOutput, TraceMetadata, "user.id", "session.id", "langfuse.trace.public", "langfuse.trace.tags", "langfuse.user.id",
        "langfuse.session.id", "gen_ai.conversation.id", "langfuse.observation.metadata.langfuse_user_id", "langfuse.observation.metadata.langfuse_session_id",
        "langfuse.observation.metadata.langfuse_tags", "ai.telemetry.metadata.sessionId", "ai.telemetry.metadata.userId", "ai.telemetry.metadata.tags",
        "tag.tags",
    ];

    /// <summary>Only on a model call; a span of old SDKs that has one is a generation.</summary>
    public static readonly string[] GenerationOnly =
        [ModelName, CostDetails, UsageDetails, CompletionStart, ModelParameters, PromptName, PromptVersion];

    /// <summary>Kept as input or output, so not again as metadata.</summary>
    public static readonly string[] Content =
    [
        TraceInput, TraceOutput, ObservationInput, ObservationOutput,
        "ai.prompt.messages", "ai.prompt", "ai.toolCall.args", "ai.response.text", "ai.result.text", "ai.toolCall.result", "ai.response.object",
        "ai.result.object", "ai.response.toolCalls", "ai.result.toolCalls",
        "gcp.vertex.agent.llm_request", "gcp.vertex.agent.llm_response", "gcp.vertex.agent.tool_call_args", "gcp.vertex.agent.tool_response",
        "prompt", "all_messages_events", "events",
        "lk.input_text", "lk.user_transcript", "lk.chat_ctx", "lk.user_input", "lk.function_tool.output", "lk.response.text",
        "mlflow.spanInputs", "mlflow.spanOutputs", "traceloop.entity.input", "traceloop.entity.output", "input.value", "output.value",
        "final_result", "pydantic_ai.all_messages", SystemInstructions, "input", "output",
        "gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.tool.call.arguments", "gen_ai.tool.call.result", "genkit:input", "genkit:output",
        "flue.turn.input", "flue.turn.output", "flue.tool.arguments", "flue.tool.result", "flue.task.prompt", "flue.task.result",
        "flue.operation.result", "flue.workflow.payload", "flue.workflow.result",
    ];

    /// <summary>Families whose members are kept as input, output or metadata already.</summary>
    public static readonly string[] ContentPrefixes =
    [
        "gen_ai.prompt", "gen_ai.completion", "llm.input_messages", "llm.output_messages", TraceMetadata, ObservationMetadata, VercelMetadata,
    ];

    /// <summary>Metadata of the Vercel SDK that are fields of the trace or observation.</summary>
    public static readonly string[] VercelFields =
    [
        "ai.telemetry.metadata.userId", "ai.telemetry.metadata.sessionId", "ai.telemetry.metadata.tags", "ai.telemetry.metadata.langfusePrompt",
    ];
}
