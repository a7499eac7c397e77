namespace Tta.Integrations;

/// <summary>A server that speaks the OpenAI chat completions API. Immutable.</summary>
/// <param name="Provider">Value of <c>gen_ai.provider.name</c>.</param>
/// <param name="BaseUrl">Address up to and including the version, for example <c>https://api.openai.com/v1</c>.</param>
/// <param name="ApiKeyVariable">Environment variable of the key; null for servers that need none.</param>
/// <param name="DefaultModel">Model when none is named.</param>
public sealed record OpenAIEndpoint(string Provider, Uri BaseUrl, string? ApiKeyVariable, string DefaultModel)
{
    /// <summary>OpenAI. Key: <c>OPENAI_API_KEY</c>.</summary>
    public static OpenAIEndpoint OpenAI { get; } = new("openai", new Uri("https://api.openai.com/v1"), "OPENAI_API_KEY", "gpt-4o-mini");

    /// <summary>Ollama on this machine. No key.</summary>
    public static OpenAIEndpoint Ollama { get; } = new("ollama", new Uri("http://127.0.0.1:11434/v1"), null, "llama3.2");

    /// <summary>Groq. Key: <c>GROQ_API_KEY</c>.</summary>
    public static OpenAIEndpoint Groq { get; } = new("groq", new Uri("https://api.groq.com/openai/v1"), "GROQ_API_KEY", "llama-3.3-70b-versatile");

    /// <summary>OpenRouter. Key: <c>OPENROUTER_API_KEY</c>.</summary>
    public static OpenAIEndpoint OpenRouter { get; } = new(
        "openrouter", new Uri("https://openrouter.ai/api/v1"), "OPENROUTER_API_KEY", "deepseek/deepseek-r1:free");

    /// <summary>Together AI. Key: <c>TOGETHER_API_KEY</c>.</summary>
    public static OpenAIEndpoint TogetherAI { get; } = new(
        "together_ai", new Uri("https://api.together.xyz/v1"), "TOGETHER_API_KEY", "meta-llama/Llama-4-Scout-17B-16E-Instruct");

    /// <summary>Hugging Face inference. Key: <c>HF_TOKEN</c>.</summary>
    public static OpenAIEndpoint HuggingFace { get; } = new(
        "huggingface", new Uri("https://router.huggingface.co/v1"), "HF_TOKEN", "meta-llama/Llama-3.3-70B-Instruct");

    /// <summary>Google AI Studio (Gemini). Key: <c>GEMINI_API_KEY</c>.</summary>
    public static OpenAIEndpoint GoogleAIStudio { get; } = new(
        "gcp.gemini", new Uri("https://generativelanguage.googleapis.com/v1beta/openai"), "GEMINI_API_KEY", "gemini-2.5-pro");

    /// <summary>The servers that are known by name.</summary>
    public static IReadOnlyList<OpenAIEndpoint> Known { get; } = [OpenAI, Ollama, Groq, OpenRouter, TogetherAI, HuggingFace, GoogleAIStudio];

    /// <summary>A server by the name of its provider, for programs whose configuration says which: <c>ollama</c>, <c>groq</c>, ...</summary>
    /// <param name="provider">Name as in <see cref="Provider"/>, in any case.</param>
    /// <returns>The server.</returns>
    /// <exception cref="ArgumentException">There is none of this name; the message tells those there are.</exception>
    public static OpenAIEndpoint Named(string provider)
        => Known.FirstOrDefault(endpoint => string.Equals(endpoint.Provider, provider, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException(
                $"no provider '{provider}': there are {string.Join(", ", Known.Select(static endpoint => endpoint.Provider))}; for any other server use At", nameof(provider));

    /// <summary>
    /// The server that the environment names: <c>OPENAI_BASE_URL</c> (key <c>OPENAI_API_KEY</c>), else <c>TTA_MODEL_PROVIDER</c> (see
    /// <see cref="Named"/>), else OpenAI. <c>TTA_MODEL</c> changes the model.
    /// </summary>
    /// <exception cref="UriFormatException"><c>OPENAI_BASE_URL</c> is no address.</exception>
    /// <exception cref="ArgumentException"><c>TTA_MODEL_PROVIDER</c> names no known server.</exception>
    public static OpenAIEndpoint FromEnvironment() => FromEnvironment(Environment.GetEnvironmentVariable);

    internal static OpenAIEndpoint FromEnvironment(Func<string, string?> variable)
    {
        OpenAIEndpoint endpoint = variable("OPENAI_BASE_URL") is { Length: > 0 } url ? AtBaseUrl(new Uri(url))
            : variable("TTA_MODEL_PROVIDER") is { Length: > 0 } provider ? Named(provider)
            : OpenAI;
        return variable("TTA_MODEL") is { Length: > 0 } model ? endpoint with { DefaultModel = model } : endpoint;
    }

    private static OpenAIEndpoint AtBaseUrl(Uri url) => OpenAI with { BaseUrl = url, Provider = url.Host == OpenAI.BaseUrl.Host ? OpenAI.Provider : url.Host };

    /// <summary>Any other server.</summary>
    /// <param name="baseUrl">Address up to and including the version.</param>
    /// <param name="model">Model when none is named.</param>
    /// <param name="apiKeyVariable">Environment variable of the key; default: no key.</param>
    /// <param name="provider">Name of the provider in telemetry; default: the host name.</param>
    public static OpenAIEndpoint At(Uri baseUrl, string model, string? apiKeyVariable = null, string? provider = null)
        => new(provider ?? baseUrl.Host, baseUrl, apiKeyVariable, model);
}
