// Spec: Langfuse 4.16, OpenTelemetry endpoint, usage and cost; OpenTelemetry GenAI conventions v1.41, gen_ai.usage.*.
// Difference: cache_write.input_tokens, which Anthropic's own SDK sends, counts as cache creation.
using System.Globalization;
using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>
/// Token counts of a span as Langfuse's buckets. OpenTelemetry counts include each other (input has the cached tokens in it); the
/// buckets exclude each other, so that they can be added and priced one by one.
/// </summary>
internal static class SpanUsage
{
    private static readonly string[] s_input = ["prompt_tokens", "input_tokens", "prompt"];
    private static readonly string[] s_output = ["completion_tokens", "output_tokens", "completion"];
    private static readonly string[] s_total = ["total_tokens", "total"];

    private static readonly string[] s_cacheRead =
    [
        "cache_read.input_tokens", "cache_read_input_tokens", "cache_read_tokens", "details.cache_read_tokens", "details.cache_read_input_tokens",
        "prompt_details.cache_read", "input_cached_tokens",
    ];

    private static readonly string[] s_cacheCreation =
    [
        "cache_creation.input_tokens", "cache_creation_input_tokens", "cache_write_tokens", "details.cache_write_tokens",
        "details.cache_creation_input_tokens", "prompt_details.cache_write", "input_cache_creation", "cache_write.input_tokens",
    ];

    private static readonly string[] s_reasoning = ["reasoning.output_tokens", "completion_details.reasoning"];
    private static readonly string[] s_audio = ["completion_details.audio"];
    private static readonly string[][] s_known = [s_input, s_output, s_total, s_cacheRead, s_cacheCreation, s_reasoning, s_audio];

    /// <summary>The buckets; an empty map when the span says nothing.</summary>
    public static AnyValue Of(SpanView span)
    {
        AttributeMap attributes = span.Attributes;
        if (span.RepeatsUsageOfChildren)
        {
            return PlainJson.EmptyMap;
        }

        return Given(attributes, LangfuseKeys.UsageDetails) ?? (span.ScopeName switch
        {
            "genkit-tracer" => OfGenkit(attributes),
            "ai" => VercelUsage.Of(attributes),
            "gcp.vertex.agent" when attributes.Has("gcp.vertex.agent.llm_response") => OfVertexAgent(attributes),
            _ => null,
        } ?? Inclusive(attributes)).Build();
    }

    /// <summary>True when one of the conventions' token counts is there.</summary>
    public static bool HasCounts(AttributeMap attributes)
    {
        foreach (string key in attributes.Keys)
        {
            if (BucketOf(key) is not null && attributes[key].TryGetNumber(out _))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The cost; an empty map when the span says nothing.</summary>
    public static AnyValue CostOf(SpanView span)
    {
        AttributeMap attributes = span.Attributes;
        if (span.RepeatsUsageOfChildren)
        {
            return PlainJson.EmptyMap;
        }

        if (Given(attributes, LangfuseKeys.CostDetails) is { } given)
        {
            return given;
        }

        foreach (string key in (ReadOnlySpan<string>)["gen_ai.usage.cost", "llm.cost.total"])
        {
            if (attributes[key] is { Kind: not AnyValueKind.Empty } cost && !attributes.IsText(key, ""))
            {
                return new MapBuilder().Set("total", cost).Build();
            }
        }

        return PlainJson.EmptyMap;
    }

    // Null when the attribute is absent or no JSON: then other attributes may tell. Anything else that is no object tells nothing.
    private static AnyValue? Given(AttributeMap attributes, string key)
    {
        AnyValue raw = attributes[key];
        if (!PlainJson.IsTruthy(raw))
        {
            return null;
        }

        if (raw.Kind != AnyValueKind.String)
        {
            return PlainJson.EmptyMap;
        }

        if (PlainJson.TryParse(raw.StringValue, out AnyValue parsed))
        {
            return parsed.Kind == AnyValueKind.Map ? parsed : PlainJson.EmptyMap;
        }

        return double.TryParse(raw.StringValue, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? PlainJson.EmptyMap : null;
    }

    private static TokenCounts? OfGenkit(AttributeMap attributes)
    {
        AnyValue usage = PlainJson.Member(PlainJson.Structure(attributes["genkit:output"]), "usage");
        if (usage.Kind != AnyValueKind.Map)
        {
            return null;
        }

        double? thoughts = NonZero(usage, "thoughtsTokens");
        double? output = NonZero(usage, "outputTokens");
        return new TokenCounts
        {
            ["input"] = NonZero(usage, "inputTokens"),
            ["output"] = output is { } all ? Math.Max(all - (thoughts ?? 0), 0) : null,
            ["total"] = NonZero(usage, "totalTokens"),
            ["output_reasoning"] = thoughts,
        };
    }

    // Google's kit says in the recorded answer alone how many tokens came from the cache.
    private static TokenCounts OfVertexAgent(AttributeMap attributes)
    {
        TokenCounts counts = Inclusive(attributes);
        AnyValue answer = PlainJson.Member(PlainJson.Structure(attributes["gcp.vertex.agent.llm_response"]), "usage_metadata");
        AnyValue cached = PlainJson.Member(answer, "cached_content_token_count");
        if (counts["input_cached_tokens"] is null && cached.Kind is AnyValueKind.Int or AnyValueKind.Double && cached.TryGetNumber(out double count) && count > 0)
        {
            counts["input_cached_tokens"] = count;
            if (counts["input"] is not null)
            {
                counts.Subtract("input", count);
            }
        }

        return counts;
    }

    private static TokenCounts Inclusive(AttributeMap attributes)
    {
        TokenCounts raw = Raw(attributes);
        var counts = new TokenCounts();
        foreach (KeyValue pair in raw.Pairs)
        {
            if (!IsKnown(pair.Key))
            {
                string key = pair.Key.StartsWith("details.", StringComparison.Ordinal) ? pair.Key["details.".Length..] : pair.Key;
                counts[key] = raw[pair.Key];
            }
        }

        double? cacheRead = raw.First(s_cacheRead);
        double? cacheCreation = raw.First(s_cacheCreation);
        double? reasoning = raw.First(s_reasoning);
        double? audio = raw.First(s_audio);
        if (raw.First(s_input) is { } input)
        {
            counts["input"] = input;
            counts.Subtract("input", cacheRead, cacheCreation);
        }

        if (raw.First(s_output) is { } output)
        {
            counts["output"] = output;
            counts.Subtract("output", reasoning, audio);
        }

        counts["total"] = raw.First(s_total);
        counts["input_cached_tokens"] = cacheRead;
        counts["input_cache_creation"] = cacheCreation;
        counts["output_reasoning_tokens"] = reasoning;
        counts["output_audio_tokens"] = audio;
        return counts;
    }

    private static TokenCounts Raw(AttributeMap attributes)
    {
        var raw = new TokenCounts();
        foreach (string key in attributes.Keys)
        {
            if (BucketOf(key) is { } bucket && attributes[key].TryGetNumber(out double count))
            {
                raw[bucket] = count;
            }
        }

        return raw;
    }

    private static string? BucketOf(string key) => key == "gen_ai.usage.cost" ? null
        : key.StartsWith("gen_ai.usage.", StringComparison.Ordinal) ? key["gen_ai.usage.".Length..]
        : key.StartsWith("llm.token_count.", StringComparison.Ordinal) ? key["llm.token_count.".Length..]
        : null;

    private static bool IsKnown(string bucket)
    {
        foreach (string[] aliases in s_known)
        {
            if (Array.IndexOf(aliases, bucket) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static double? NonZero(in AnyValue usage, string name) =>
        PlainJson.Member(usage, name).TryGetNumber(out double number) && number != 0 ? number : null;
}
