// Spec: names of instrumentation scopes, as OpenInference (Arize), OpenLLMetry (Traceloop), OpenTelemetry's contributed instrumentations, LiteLLM,
// the Vercel AI SDK and Google's Agent Development Kit give them.
namespace Tta.Wire.Langfuse;

/// <summary>
/// Knows the libraries whose token counts are those of one model call. Frameworks of agents are not among them: they put the sum of a whole run
/// on a span that called nobody.
/// </summary>
internal static class ModelClients
{
    private static readonly string[] s_families =
    [
        "openinference.instrumentation.", "opentelemetry.instrumentation.", "@arizeai/openinference-instrumentation-", "@traceloop/instrumentation-",
    ];

    private static readonly string[] s_clients =
    [
        "openai", "openai.v0", "openai.v1", "openai_v2", "anthropic", "bedrock", "litellm", "mistralai", "groq", "ollama", "cohere", "vertexai", "google_genai",
        "google_generativeai", "google-genai", "google-generativeai", "together", "replicate", "sagemaker", "watsonx", "alephalpha", "writer", "portkey",
    ];

    private static readonly string[] s_scopes = ["litellm", "ai", "gcp.vertex.agent", "vllm", "openrouter"];

    /// <summary>True for the name of a scope that instruments calls of models.</summary>
    public static bool Has(string scope)
    {
        foreach (string family in s_families)
        {
            if (scope.StartsWith(family, StringComparison.Ordinal))
            {
                return IsAmong(s_clients, scope.AsSpan(family.Length));
            }
        }

        return IsAmong(s_scopes, scope);
    }

    private static bool IsAmong(string[] names, ReadOnlySpan<char> name)
    {
        foreach (string each in names)
        {
            if (name.SequenceEqual(each))
            {
                return true;
            }
        }

        return false;
    }
}
