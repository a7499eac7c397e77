// Spec: Vercel AI SDK telemetry (ai.usage.*, gen_ai.usage.*, ai.response.providerMetadata) as Langfuse 4.16 reads it.
using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>Token counts of the Vercel AI SDK: totals in attributes, details in what the provider reported beside the answer.</summary>
internal static class VercelUsage
{
    /// <summary>Null when the provider's report cannot be read: then the plain attributes count.</summary>
    public static TokenCounts? Of(AttributeMap attributes)
    {
        var counts = new TokenCounts
        {
            ["input"] = Whole(attributes.First("gen_ai.usage.prompt_tokens", "gen_ai.usage.input_tokens")),
            ["output"] = Whole(attributes.First("gen_ai.usage.completion_tokens", "gen_ai.usage.output_tokens")),
            ["total"] = Whole(attributes["ai.usage.tokens"]),
            ["input_cached_tokens"] = Detail(attributes["ai.usage.cachedInputTokens"]),
            ["output_reasoning_tokens"] = Detail(attributes["ai.usage.reasoningTokens"]),
        };
        AnyValue report = attributes["ai.response.providerMetadata"];
        if (PlainJson.IsTruthy(report))
        {
            AnyValue providers = PlainJson.Structure(report);
            if (providers.Kind == AnyValueKind.Empty)
            {
                return null;
            }

            AddOpenAi(counts, PlainJson.Member(providers, "openai"));
            AddAnthropic(counts, PlainJson.Member(PlainJson.Member(providers, "anthropic"), "usage"));
            AddBedrock(counts, PlainJson.Member(PlainJson.Member(providers, "bedrock"), "usage"));
        }

        counts.Subtract(
            "input", counts["input_cached_tokens"], counts["input_cache_creation"], counts["input_cache_creation_5m"],
            counts["input_cache_creation_1h"], counts["input_cache_read"]);
        counts.Subtract("output", counts["output_reasoning_tokens"]);
        return counts;
    }

    private static void AddOpenAi(TokenCounts counts, in AnyValue report)
    {
        counts.Default("input_cached_tokens", Member(report, "cachedPromptTokens"));
        counts.Default("accepted_prediction_tokens", Member(report, "acceptedPredictionTokens"));
        counts.Default("rejected_prediction_tokens", Member(report, "rejectedPredictionTokens"));
        counts.Default("output_reasoning_tokens", Member(report, "reasoningTokens"));
    }

    private static void AddAnthropic(TokenCounts counts, in AnyValue usage)
    {
        counts.Default("input_cache_creation", Member(usage, "cache_creation_input_tokens"));
        counts.Default("input_cached_tokens", Member(usage, "cache_read_input_tokens"));
        AnyValue creation = PlainJson.Member(usage, "cache_creation");
        if (creation.Kind == AnyValueKind.Map)
        {
            // The parts by lifetime have their own prices; what is left is of unknown lifetime.
            counts.Default("input_cache_creation_5m", Member(creation, "ephemeral_5m_input_tokens"));
            counts.Default("input_cache_creation_1h", Member(creation, "ephemeral_1h_input_tokens"));
            counts.Subtract("input_cache_creation", counts["input_cache_creation_5m"], counts["input_cache_creation_1h"]);
        }
    }

    private static void AddBedrock(TokenCounts counts, in AnyValue usage)
    {
        counts.Default("input_cache_read", Member(usage, "cacheReadInputTokens"));
        counts.Default("input_cache_write", Member(usage, "cacheWriteInputTokens"));
        counts.Default("input_cache_creation", Member(usage, "cacheCreationInputTokens"));
    }

    private static double? Member(in AnyValue map, string name) =>
        PlainJson.Member(map, name) is { Kind: AnyValueKind.Int or AnyValueKind.Double } value && value.TryGetNumber(out double number) ? number : null;

    private static double? Whole(in AnyValue value) => value.TryGetNumber(out double number) && double.IsFinite(number) ? Math.Truncate(number) : null;

    // Some exporters send the count as the JSON of an OTLP value.
    private static double? Detail(in AnyValue value) =>
        value.TryGetNumber(out double number) ? number
        : PlainJson.Member(PlainJson.Structure(value), "intValue").TryGetNumber(out number) ? number
        : null;
}
