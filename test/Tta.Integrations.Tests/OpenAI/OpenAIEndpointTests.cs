namespace Tta.Integrations.Tests.OpenAI;

public sealed class OpenAIEndpointTests
{
    [Theory]
    [InlineData("openai", "https://api.openai.com/v1", "OPENAI_API_KEY")]
    [InlineData("ollama", "http://127.0.0.1:11434/v1", null)]
    [InlineData("Groq", "https://api.groq.com/openai/v1", "GROQ_API_KEY")]
    [InlineData("openrouter", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY")]
    [InlineData("together_ai", "https://api.together.xyz/v1", "TOGETHER_API_KEY")]
    [InlineData("huggingface", "https://router.huggingface.co/v1", "HF_TOKEN")]
    [InlineData("gcp.gemini", "https://generativelanguage.googleapis.com/v1beta/openai", "GEMINI_API_KEY")]
    public void KnownServers_AreFoundByName(string name, string address, string? keyVariable)
    {
        OpenAIEndpoint endpoint = OpenAIEndpoint.Named(name);

        Assert.Equal((address, keyVariable), (endpoint.BaseUrl.AbsoluteUri.TrimEnd('/'), endpoint.ApiKeyVariable));
        Assert.NotEmpty(endpoint.DefaultModel);
    }

    [Fact]
    public void UnknownName_SaysWhichThereAre() =>
        Assert.Contains("openai, ollama, groq", Assert.Throws<ArgumentException>(() => OpenAIEndpoint.Named("grok")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(null, null, null, "openai", "https://api.openai.com/v1", "gpt-4o-mini")]
    [InlineData(null, "ollama", null, "ollama", "http://127.0.0.1:11434/v1", "llama3.2")]
    [InlineData(null, "groq", "mixtral", "groq", "https://api.groq.com/openai/v1", "mixtral")]
    [InlineData("https://models.test/v1", "groq", "own", "models.test", "https://models.test/v1", "own")]
    [InlineData("https://api.openai.com/v1", null, "gpt-4o", "openai", "https://api.openai.com/v1", "gpt-4o")]
    public void TheEnvironment_NamesServerAndModel(string? url, string? named, string? model, string provider, string address, string defaultModel)
    {
        OpenAIEndpoint endpoint = OpenAIEndpoint.FromEnvironment(variable => variable switch
        {
            "OPENAI_BASE_URL" => url,
            "TTA_MODEL_PROVIDER" => named,
            "TTA_MODEL" => model,
            _ => null,
        });

        Assert.Equal((provider, address, defaultModel), (endpoint.Provider, endpoint.BaseUrl.AbsoluteUri, endpoint.DefaultModel));
    }
}
