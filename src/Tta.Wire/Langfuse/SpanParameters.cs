// Spec: Langfuse 4.16, OpenTelemetry endpoint, model parameters.
using System.Globalization;
using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>Parameters of the request to the model: text and numbers as they are, everything else as JSON.</summary>
internal static class SpanParameters
{
    private static readonly (string Name, string[] Keys)[] s_vercel =
    [
        ("maxSteps", ["ai.settings.maxSteps"]),
        ("toolChoice", ["ai.prompt.toolChoice"]),
        ("maxTokens", ["gen_ai.request.max_tokens"]),
        ("finishReason", ["gen_ai.response.finish_reasons", "gen_ai.finishReason"]),
        ("system", ["gen_ai.system", "ai.model.provider"]),
        ("maxRetries", ["ai.settings.maxRetries"]),
        ("mode", ["ai.settings.mode"]),
        ("temperature", ["gen_ai.request.temperature"]),
    ];

    public static AnyValue Of(SpanView span)
    {
        AttributeMap attributes = span.Attributes;
        AnyValue said = Parsed(attributes[LangfuseKeys.ModelParameters]);
        if (span.ScopeName == "ai")
        {
            return OfVercel(attributes, said);
        }

        if (said.Kind != AnyValueKind.Empty)
        {
            return said;
        }

        if (span.ScopeName == "genkit-tracer" && OfGenkit(attributes) is { Kind: not AnyValueKind.Empty } config)
        {
            return Flat(config);
        }

        foreach (string key in (ReadOnlySpan<string>)["llm.invocation_parameters", "model_config"])
        {
            if (Parsed(attributes[key]) is { Kind: not AnyValueKind.Empty } parsed)
            {
                return parsed;
            }
        }

        return OfRequest(attributes);
    }

    private static AnyValue OfRequest(AttributeMap attributes)
    {
        var parameters = new MapBuilder();
        foreach (string prefix in (ReadOnlySpan<string>)["gen_ai.request.", "llm.invocation_parameters."])
        {
            foreach (string key in attributes.Keys)
            {
                if (key.StartsWith(prefix, StringComparison.Ordinal) && !key.AsSpan(prefix.Length).SequenceEqual("model"))
                {
                    parameters.Set(key[prefix.Length..], FlatItem(attributes[key]));
                }
            }
        }

        return parameters.Build();
    }

    private static AnyValue OfGenkit(AttributeMap attributes)
    {
        AnyValue config = PlainJson.Member(PlainJson.Structure(attributes["genkit:input"]), "config");
        return config.Kind != AnyValueKind.Empty
            ? config
            : PlainJson.Member(PlainJson.Member(PlainJson.Structure(attributes["genkit:output"]), "request"), "config");
    }

    private static AnyValue OfVercel(AttributeMap attributes, in AnyValue said)
    {
        var parameters = new MapBuilder();
        foreach ((string name, string[] keys) in s_vercel)
        {
            parameters.Set(name, TextOf(attributes.First(keys)));
        }

        AnyValue provider = PlainJson.Structure(attributes["ai.response.providerMetadata"]);
        AnyValue tier = PlainJson.Member(PlainJson.Member(provider, "openai"), "serviceTier");
        parameters.Set("service_tier", tier.Kind == AnyValueKind.String ? tier : TextOf(attributes["gen_ai.request.service_tier"]));
        return parameters.SetAll(said).Build();
    }

    private static AnyValue TextOf(in AnyValue value) => value.Kind == AnyValueKind.Empty ? default : AnyValue.From(PlainJson.Text(value));

    private static AnyValue Parsed(in AnyValue value) =>
        value.Kind == AnyValueKind.String && PlainJson.TryParse(value.StringValue, out AnyValue parsed) ? Flat(parsed) : default;

    private static AnyValue Flat(in AnyValue value)
    {
        var flat = new MapBuilder();
        foreach (KeyValue pair in value.Pairs)
        {
            flat.Set(pair.Key, FlatItem(pair.Value));
        }

        for (int i = 0; i < value.ArrayValue.Count; i++)
        {
            flat.Set(i.ToString(CultureInfo.InvariantCulture), FlatItem(value.ArrayValue[i]));
        }

        return flat.Build();
    }

    private static AnyValue FlatItem(in AnyValue value) =>
        value.Kind is AnyValueKind.String or AnyValueKind.Int or AnyValueKind.Double ? value : AnyValue.From(AnyValueJson.ToJson(value));
}
