// Spec: OpenTelemetry GenAI conventions v1.41 (docs/gen-ai); mapping of the other families as Langfuse's OTLP endpoint does it.
// Differences: agents, workflows, chains and retrievals are no model calls here (their children are), so that nothing counts twice.
using System.Globalization;
using Tta.Model;

namespace Tta.Wire.GenAi;

/// <summary>Recognises spans of model, tool and embedding calls, whatever library named their attributes. Thread-safe.</summary>
public static class GenAiMapping
{
    /// <summary>Adds what a span says about its call and its trace. False when it is no such call.</summary>
    public static bool TryMap(Span span, LlmBatch into)
    {
        var attributes = new GenAiAttributes(span.Attributes);
        string? operation = attributes.HasGenAi ? Operation(attributes) : null;
        if (operation is null)
        {
            return false;
        }

        string traceId = span.TraceId.ToString();
        KeyValue.TryFind(span.Resource.Attributes, "workspace", out AnyValue workspaceValue);
        KeyValue.TryFind(span.Resource.Attributes, "service.name", out AnyValue serviceValue);
        string? workspace = NullIfEmpty(workspaceValue.ToText()) ?? attributes.Text("workspace");
        string? service = NullIfEmpty(serviceValue.ToText());
        string? error = Error(span, attributes);
        into.Observations.Add(new LlmObservationChange
        {
            Id = span.SpanId.ToString(),
            TraceId = traceId,
            EventNs = span.EndNs,
            Type = Type(operation),
            ParentId = span.ParentSpanId.IsValid ? span.ParentSpanId.ToString() : null,
            Name = attributes.Text("gen_ai.tool.name") ?? attributes.Text("ai.toolCall.name") ?? NullIfEmpty(span.Name),
            Operation = operation,
            Model = attributes.FirstText(GenAiKeys.Model),
            Provider = attributes.FirstText(GenAiKeys.Provider),
            Persona = attributes.Text("persona"),
            ChatMode = attributes.Text("chatmode"),
            Workspace = workspace,
            Service = service,
            WorkflowName = attributes.FirstText(GenAiKeys.Workflow),
            StartNs = span.StartNs,
            EndNs = span.EndNs,
            CompletionStartNs = span.StartNs + TimeToFirstToken(attributes, span),
            UsageDetails = GenAiUsage.Read(attributes),
            CostDetails = GenAiUsage.ReadCosts(attributes),
            FinishReason = FinishReason(attributes),
            Error = error,
            Level = error is null ? null : LlmLevel.Error,
            StatusMessage = NullIfEmpty(span.StatusMessage),
            InputJson = GenAiMessages.Input(span, attributes),
            OutputJson = GenAiMessages.Output(span, attributes),
            SystemInstructionsJson = Json(attributes, "gen_ai.system_instructions"),
            ToolDefinitionsJson = attributes.FirstJson(GenAiKeys.Tools),
            ModelParametersJson = attributes.FirstJson(GenAiKeys.Parameters) ?? RequestParameters(span),
        });
        into.Traces.Add(new LlmTraceChange
        {
            Id = traceId,
            EventNs = span.EndNs,
            SessionId = attributes.FirstText(GenAiKeys.Session),
            Workspace = workspace,
            Service = service,
        });
        return true;
    }

    private static LlmObservationType Type(string operation) => operation switch
    {
        "execute_tool" => LlmObservationType.Tool,
        "embeddings" => LlmObservationType.Embedding,
        _ => LlmObservationType.Generation,
    };

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
