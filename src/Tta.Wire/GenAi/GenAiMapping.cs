// Spec: OpenTelemetry GenAI conventions v1.41 (docs/gen-ai); mapping of the other families as Langfuse's OTLP endpoint does it.
// Differences: agents, workflows, chains and retrievals are no model calls here (their children are), so that nothing counts twice.
using System.Globalization;
using Tta.Model;

namespace Tta.Wire.GenAi;

/// <summary>Recognises spans of model, tool and embedding calls, whatever library named their attributes. Thread-safe.</summary>
public static class GenAiMapping
{
    /// <summary>Maps a span. False when it is no such call.</summary>
    public static bool TryMap(Span span, out LlmObservation observation)
    {
        observation = null!;
        var attributes = new GenAiAttributes(span.Attributes);
        string? operation = attributes.HasGenAi ? Operation(attributes) : null;
        if (operation is null)
        {
            return false;
        }

        KeyValue.TryFind(span.Resource.Attributes, "workspace", out AnyValue workspace);
        KeyValue.TryFind(span.Resource.Attributes, "service.name", out AnyValue service);
        LangfuseUsage usage = LangfuseUsage.Parse(attributes.Text("langfuse.observation.usage_details"), attributes.Text("langfuse.observation.cost_details"));
        observation = new LlmObservation
        {
            TraceId = span.TraceId,
            SpanId = span.SpanId,
            ParentSpanId = span.ParentSpanId.IsValid ? span.ParentSpanId : null,
            Name = attributes.Text("gen_ai.tool.name") ?? attributes.Text("ai.toolCall.name") ?? NullIfEmpty(span.Name),
            Operation = operation,
            Model = attributes.FirstText(GenAiKeys.Model),
            Provider = attributes.FirstText(GenAiKeys.Provider),
            Persona = attributes.Text("persona"),
            ChatMode = attributes.Text("chatmode"),
            Workspace = NullIfEmpty(workspace.ToText()) ?? attributes.Text("workspace"),
            Service = NullIfEmpty(service.ToText()),
            SessionId = attributes.FirstText(GenAiKeys.Session),
            WorkflowName = attributes.FirstText(GenAiKeys.Workflow),
            StartNs = span.StartNs,
            EndNs = span.EndNs,
            TimeToFirstTokenNs = TimeToFirstToken(attributes, span),
            InputTokens = usage.InputTokens ?? attributes.FirstCount(GenAiKeys.InputTokens),
            OutputTokens = usage.OutputTokens ?? attributes.FirstCount(GenAiKeys.OutputTokens),
            CachedInputTokens = usage.CachedInputTokens ?? attributes.FirstCount(GenAiKeys.CachedTokens),
            ReasoningTokens = usage.ReasoningTokens ?? attributes.FirstCount(GenAiKeys.ReasoningTokens),
            CostUsd = usage.CostUsd ?? Cost(attributes),
            FinishReason = FinishReason(attributes),
            Error = Error(span, attributes),
            InputMessagesJson = GenAiMessages.Input(span, attributes),
            OutputMessagesJson = GenAiMessages.Output(span, attributes),
            SystemInstructionsJson = Json(attributes, "gen_ai.system_instructions"),
            ToolDefinitionsJson = attributes.FirstJson(GenAiKeys.Tools),
            ModelParametersJson = attributes.FirstJson(GenAiKeys.Parameters) ?? RequestParameters(span),
        };
        return true;
    }

    private static string? Operation(in GenAiAttributes attributes)
    {
        string? said = attributes.Text("gen_ai.operation.name");
        string? byType = attributes.Text("langfuse.observation.type")?.ToLowerInvariant() switch
        {
            null => null,
            "generation" => said ?? "chat",
            "embedding" => "embeddings",
            "tool" => "execute_tool",
            _ => "",
        };
        byType ??= attributes.Text("openinference.span.kind")?.ToUpperInvariant() switch
        {
            null => null,
            "LLM" => said ?? "chat",
            "EMBEDDING" => "embeddings",
            "TOOL" => "execute_tool",
            _ => "",
        };
        byType ??= said?.ToLowerInvariant() switch
        {
            null => null,
            "completion" => "text_completion",
            "generate" => "generate_content",
            "chat" or "text_completion" or "generate_content" or "embeddings" or "execute_tool" => said.ToLowerInvariant(),
            _ => "",
        };
        byType ??= Vercel(attributes.Text("ai.operationId"));
        byType ??= attributes.Text("traceloop.span.kind") == "tool" || attributes.Text("gen_ai.tool.call.id") is not null ? "execute_tool" : null;
        byType ??= attributes.Text("llm.request.type") switch
        {
            "embedding" => "embeddings",
            "completion" => "text_completion",
            { } => "chat",
            null => null,
        };
        byType ??= attributes.FirstText(GenAiKeys.Model) is not null ? "chat" : null;
        return NullIfEmpty(byType);
    }

    // The SDK wraps each provider call in an outer span with the same numbers; only the inner one is the call.
    private static string? Vercel(string? operationId) => operationId switch
    {
        null => null,
        "ai.toolCall" => "execute_tool",
        _ when operationId.EndsWith(".doEmbed", StringComparison.Ordinal) => "embeddings",
        _ when operationId.EndsWith(".doGenerate", StringComparison.Ordinal) || operationId.EndsWith(".doStream", StringComparison.Ordinal) => "chat",
        _ => "",
    };

    private static long? TimeToFirstToken(in GenAiAttributes attributes, Span span)
    {
        if (attributes.FirstNumber(GenAiKeys.FirstTokenSeconds) is { } seconds)
        {
            return Nanoseconds(seconds, 1e9);
        }

        if (attributes.FirstNumber(GenAiKeys.FirstTokenMilliseconds) is { } milliseconds)
        {
            return Nanoseconds(milliseconds, 1e6);
        }

        string? started = attributes.Text("langfuse.observation.completion_start_time")?.Trim('"');
        return DateTimeOffset.TryParse(started, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            && (time - DateTimeOffset.UnixEpoch).Ticks * 100 is var ns && ns >= span.StartNs
            ? ns - span.StartNs
            : null;
    }

    private static long? Nanoseconds(double value, double unit) => value >= 0 && value * unit < long.MaxValue ? (long)(value * unit) : null;

    private static decimal? Cost(in GenAiAttributes attributes) =>
        attributes.FirstNumber(GenAiKeys.Cost) is { } cost && Math.Abs(cost) < 1e12 ? (decimal)cost : null;

    private static string? FinishReason(in GenAiAttributes attributes)
    {
        foreach (string key in GenAiKeys.FinishReason)
        {
            if (attributes.TryGet(key, out AnyValue value))
            {
                return NullIfEmpty(value.ArrayValue.Count > 0 ? value.ArrayValue[0].ToText() : value.ToText());
            }
        }

        return null;
    }

    private static string? Error(Span span, in GenAiAttributes attributes)
    {
        string? type = attributes.Text("error.type");
        if (span.Status != SpanStatusCode.Error)
        {
            return type;
        }

        foreach (SpanEvent item in span.Events)
        {
            if (type is null && item.Name == "exception" && KeyValue.TryFind(item.Attributes, "exception.type", out AnyValue exception))
            {
                type = NullIfEmpty(exception.ToText());
            }
        }

        return type ?? NullIfEmpty(span.StatusMessage) ?? "error";
    }

    private static string? Json(in GenAiAttributes attributes, string key) => attributes.TryGet(key, out AnyValue value) ? GenAiAttributes.AsJson(value) : null;

    private static string? RequestParameters(Span span)
    {
        const string Prefix = "gen_ai.request.";
        var pairs = new List<KeyValue>();
        foreach (KeyValue attribute in span.Attributes)
        {
            if (attribute.Key.StartsWith(Prefix, StringComparison.Ordinal) && attribute.Key != "gen_ai.request.model")
            {
                pairs.Add(new KeyValue(attribute.Key[Prefix.Length..], attribute.Value));
            }
        }

        return pairs.Count == 0 ? null : AnyValueJson.ToJson(AnyValue.From(pairs.ToArray()));
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
