// Spec: Langfuse 4.16, OpenTelemetry endpoint: how the type of an observation follows from a span.
// Difference: a model call that counts its tokens and names no model is a generation, where Langfuse makes a span of it.
using System.Globalization;
using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>Finds out what kind of step a span is: first what it says of itself, then what its library is known to mean, last what it carries.</summary>
internal static class ObservationTypes
{
    public const string Span = "SPAN";
    public const string Generation = "GENERATION";
    private const string Agent = "AGENT";
    private const string Tool = "TOOL";
    private const string Embedding = "EMBEDDING";

    private static readonly string[] s_said =
        ["span", "generation", "event", "agent", "tool", "chain", "retriever", "evaluator", "embedding", "guardrail"];

    private static readonly string[] s_vercelGenerations =
        ["ai.generateText.doGenerate", "ai.streamText.doStream", "ai.generateObject.doGenerate", "ai.streamObject.doStream"];

    private static readonly string[] s_vercelEmbeddings = ["ai.embedMany.doEmbed", "ai.embed.doEmbed"];

    public static string Of(SpanView span)
    {
        AttributeMap attributes = span.Attributes;
        return OfOldPythonSdk(span)
            ?? Said(attributes)
            ?? OfOpenInference(TextOf(attributes, "openinference.span.kind"))
            ?? OfOperation(TextOf(attributes, LangfuseKeys.OperationName))
            ?? OfGenkit(TextOf(attributes, "genkit:metadata:subtype"))
            ?? OfVercel(attributes)
            ?? (attributes.HasMeaningful("gen_ai.tool.name", "gen_ai.tool.call.id") ? Tool : null)
            ?? OfFlue(attributes)
            ?? OfLiveKit(span)
            ?? (attributes.HasMeaningful(LangfuseKeys.ModelName, "gen_ai.request.model", "gen_ai.response.model", "llm.model_name", "model") ? Generation : null)
            ?? (IsCountedCall(span) ? Generation : Span);
    }

    // Tokens alone are no proof of a call: agents sum up those of their calls. It takes a library, or an answer, of a model.
    private static bool IsCountedCall(SpanView span)
    {
        AttributeMap attributes = span.Attributes;
        return (ModelClients.Has(span.ScopeName) || attributes.HasMeaningful("gcp.vertex.agent.llm_response"))
            && !attributes.HasMeaningful("operation.name", "ai.operationId", LangfuseKeys.OperationName)
            && (SpanUsage.HasCounts(attributes) || attributes.HasMeaningful("gen_ai.usage.cost", "llm.cost.total"));
    }

    /// <summary>The ingestion event that makes an observation of a type.</summary>
    public static string CreateEvent(string type) => type switch
    {
        Span => "span-create",
        Generation => "generation-create",
        Agent => "agent-create",
        Tool => "tool-create",
        Embedding => "embedding-create",
        _ => $"{type.ToLowerInvariant()}-create",
    };

    private static string? TextOf(AttributeMap attributes, string key) =>
        attributes[key] is { Kind: AnyValueKind.String } value ? value.StringValue : null;

    private static string? Said(AttributeMap attributes) =>
        TextOf(attributes, LangfuseKeys.ObservationType) is { } said && Array.IndexOf(s_said, said) >= 0 ? said.ToUpperInvariant() : null;

    // Up to 3.3 the Python SDK called its generations spans.
    private static string? OfOldPythonSdk(SpanView span)
    {
        AttributeMap attributes = span.Attributes;
        if (!attributes.IsText(LangfuseKeys.ObservationType, "span") || span.ScopeName != "langfuse-sdk"
            || !span.Resource.IsText("telemetry.sdk.language", "python") || IsLaterThan33(span.ScopeVersion))
        {
            return null;
        }

        foreach (string key in LangfuseKeys.GenerationOnly)
        {
            if (attributes.Has(key))
            {
                return Generation;
            }
        }

        return null;
    }

    private static bool IsLaterThan33(string version)
    {
        string[] parts = version.Split('.');
        return parts.Length > 1 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            && (major > 3 || (major == 3 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minor) && minor > 3));
    }

    private static string? OfOpenInference(string? kind) => kind switch
    {
        "LLM" => Generation,
        "CHAIN" or "RETRIEVER" or Embedding or Agent or Tool or "GUARDRAIL" or "EVALUATOR" => kind,
        _ => null,
    };

    private static string? OfOperation(string? operation) => operation switch
    {
        "chat" or "completion" or "text_completion" or "generate_content" or "generate" => Generation,
        "embeddings" => Embedding,
        "invoke_agent" or "create_agent" => Agent,
        "execute_tool" => Tool,
        _ => null,
    };

    private static string? OfGenkit(string? subtype) => subtype switch
    {
        "model" or "background-model" => Generation,
        "embedder" => Embedding,
        "tool" or "tool.v2" => Tool,
        "retriever" => "RETRIEVER",
        "evaluator" => "EVALUATOR",
        _ => null,
    };

    private static string? OfVercel(AttributeMap attributes)
    {
        bool hasModel = attributes.HasMeaningful(LangfuseKeys.ModelName, "ai.model.id", "gen_ai.request.model", "gen_ai.response.model");
        return IsOperation(attributes, s_vercelGenerations) ? hasModel ? Generation : null
            : IsOperation(attributes, s_vercelEmbeddings) ? hasModel ? Embedding : null
            : IsOperation(attributes, ["ai.toolCall"]) ? Tool : null;
    }

    // The name of the operation may be followed by the function's id.
    private static bool IsOperation(AttributeMap attributes, ReadOnlySpan<string> operations)
    {
        string name = TextOf(attributes, "operation.name") ?? "";
        string id = TextOf(attributes, "ai.operationId") ?? "";
        foreach (string operation in operations)
        {
            if (name.StartsWith(operation, StringComparison.Ordinal) || id == operation)
            {
                return true;
            }
        }

        return false;
    }

    private static string? OfFlue(AttributeMap attributes) =>
        attributes.HasMeaningful("flue.tool.name", "flue.tool.call_id") ? Tool
        : attributes.HasMeaningful("flue.task.id", "flue.task.agent") ? Agent
        : null;

    private static string? OfLiveKit(SpanView span) => span.ScopeName != "livekit-agents" ? null : span.Name switch
    {
        "agent_turn" or "start_agent_activity" => Agent,
        "function_tool" => Tool,
        _ => null,
    };
}
