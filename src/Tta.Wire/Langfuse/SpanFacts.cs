// Spec: Langfuse 4.16, OpenTelemetry endpoint, property mapping.
using System.Globalization;
using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>The single fields that a span tells about its observation and its trace.</summary>
internal static class SpanFacts
{
    private static readonly string[] s_liveKitDetails =
    [
        "user_speaking", "eou_detection", "llm_request_run", "tts_node", "tts_request", "tts_request_run", "tts_stream_adapter", "agent_speaking",
        "drain_agent_activity", "on_exit", "on_enter", "llm_fallback_adapter", "tts_fallback_adapter", "start_agent_activity",
    ];

    /// <summary>A name that says what was done: of the tool, of the step in its framework, else of the span.</summary>
    public static string Name(SpanView span)
    {
        AttributeMap attributes = span.Attributes;
        if (attributes.FirstText("gen_ai.tool.name") is { } tool)
        {
            return tool;
        }

        if (attributes.Has("genkit:name"))
        {
            return PlainJson.Text(attributes["genkit:name"]);
        }

        if ((attributes.FirstText("logfire.msg") ?? attributes.Text("ai.toolCall.name")) is { } name)
        {
            return name;
        }

        return attributes.Text("ai.operationId") is not { } operation ? span.Name
            : attributes.FirstText("ai.telemetry.functionId") is { } function ? $"{function}:{operation}"
            : operation;
    }

    public static string Environment(SpanView span, bool keepsOwn)
    {
        foreach (string key in LangfuseKeys.Environment)
        {
            foreach (AttributeMap source in (ReadOnlySpan<AttributeMap>)[span.Attributes, span.Resource])
            {
                if (source[key] is var value && PlainJson.IsTruthy(value))
                {
                    return value.Kind == AnyValueKind.String ? EnvironmentName.Normalize(value.StringValue, keepsOwn) : EnvironmentName.Default;
                }
            }
        }

        return IsFailedJudgement(span) ? EnvironmentName.Normalize(EnvironmentName.Judge) : EnvironmentName.Default;
    }

    /// <summary>The level said, in the words of any logging library, else that of the status.</summary>
    public static string Level(SpanView span)
    {
        string? said = span.Attributes[LangfuseKeys.Level] is { Kind: AnyValueKind.String } level ? level.StringValue.Trim().ToUpperInvariant() : null;
        return said switch
        {
            "DEBUG" or "TRACE" or "VERBOSE" => "DEBUG",
            "DEFAULT" or "INFO" or "LOG" or "NOTICE" or "OK" or "SUCCESS" => "DEFAULT",
            "WARNING" or "WARN" => "WARNING",
            "ERROR" or "FATAL" or "CRITICAL" => "ERROR",
            _ => span.Status == SpanStatusCode.Error ? "ERROR"
                : span.ScopeName == "livekit-agents" && Array.IndexOf(s_liveKitDetails, span.Name) >= 0 ? "DEBUG"
                : "DEFAULT",
        };
    }

    /// <summary>Text of the status; null when nothing is said.</summary>
    public static AnyValue StatusMessage(SpanView span) =>
        span.Attributes[LangfuseKeys.StatusMessage] is { Kind: not AnyValueKind.Empty } said ? said
        : span.StatusMessage.Length > 0 ? AnyValue.From(span.StatusMessage)
        : default;

    public static AnyValue Version(SpanView span) => OrResource(span, LangfuseKeys.Version, "service.version");

    public static AnyValue Release(SpanView span) => OrResource(span, LangfuseKeys.Release, LangfuseKeys.Release);

    public static string? Model(SpanView span) => span.RepeatsUsageOfChildren ? null
        : span.Attributes.FirstText(LangfuseKeys.Model)
            ?? (span.Attributes.IsText("genkit:metadata:subtype", "model") ? span.Attributes.FirstText("genkit:name") : null);

    /// <summary>Name and version of the prompt; only model calls have one.</summary>
    public static (AnyValue Name, AnyValue Version) Prompt(SpanView span, string type)
    {
        if (type != ObservationTypes.Generation)
        {
            return default;
        }

        AnyValue vercel = PlainJson.Structure(span.Attributes["ai.telemetry.metadata.langfusePrompt"]);
        return (Or(span.Attributes.First(LangfuseKeys.PromptName, "langfuse.prompt.name"), PlainJson.Member(vercel, "name")),
            Or(span.Attributes.First(LangfuseKeys.PromptVersion, "langfuse.prompt.version"), PlainJson.Member(vercel, "version")));
    }

    /// <summary>When the first token came, as the sender wrote it or computed from a delay; null when it is not known.</summary>
    public static string? CompletionStart(SpanView span, long startNs)
    {
        if (span.Attributes[LangfuseKeys.CompletionStart] is { Kind: AnyValueKind.String } said)
        {
            // Early SDKs quoted the time twice.
            string text = said.StringValue.Trim('"');
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _))
            {
                return text;
            }
        }

        AnyValue delay = span.Attributes.First("ai.response.msToFirstChunk", "ai.stream.msToFirstChunk");
        return delay.TryGetNumber(out double ms) && ms is > 0 and < 1e10
            ? PlainJson.IsoTime(((long)Math.Ceiling(ms) * 1_000_000) + startNs)
            : null;
    }

    /// <summary>A list, the JSON text of one, a text with commas, or one tag.</summary>
    public static AnyValue Tags(AttributeMap attributes)
    {
        AnyValue given = attributes.FirstTruthy(LangfuseKeys.Tags);
        AnyValue list = PlainJson.Structure(given);
        string[] tags = [];
        if (list.Kind == AnyValueKind.Array)
        {
            tags = new string[list.ArrayValue.Count];
            for (int i = 0; i < tags.Length; i++)
            {
                tags[i] = PlainJson.Text(list.ArrayValue[i]);
            }
        }
        else if (given.Kind == AnyValueKind.String)
        {
            tags = given.StringValue.Contains(',', StringComparison.Ordinal)
                ? given.StringValue.Split(',', StringSplitOptions.TrimEntries)
                : [given.StringValue];
        }

        return tags.Length == 0 ? PlainJson.EmptyList : AnyValue.From(Array.ConvertAll(tags, AnyValue.From));
    }

    /// <summary>Empty when nothing is said.</summary>
    public static AnyValue Public(AttributeMap attributes) =>
        attributes.First(LangfuseKeys.Public) is { Kind: not AnyValueKind.Empty } said ? AnyValue.From(PlainJson.Text(said) == "true") : default;

    // OpenRouter leaves the metadata out of requests that failed and repeats the request itself.
    private static bool IsFailedJudgement(SpanView span)
    {
        if (!span.Resource.IsText("service.name", "openrouter") || !span.Attributes.IsText("openrouter.source", "openrouter"))
        {
            return false;
        }

        AnyValue completion = PlainJson.Structure(span.Attributes["gen_ai.completion"]);
        AnyValue trace = PlainJson.Member(PlainJson.Member(completion, "rawRequest"), "trace");
        return PlainJson.HasMember(completion, "completion") && PlainJson.Member(completion, "completion").Kind == AnyValueKind.Empty
            && PlainJson.Member(trace, "environment") == AnyValue.From(EnvironmentName.Judge);
    }

    private static AnyValue OrResource(SpanView span, string key, string resourceKey) => Or(span.Attributes[key], span.Resource[resourceKey]);

    private static AnyValue Or(in AnyValue first, in AnyValue second) => first.Kind == AnyValueKind.Empty ? second : first;
}
