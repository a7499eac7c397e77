using System.Text.Json.Nodes;
using Tta.App.Tests.Hosting;

namespace Tta.App.Tests;

/// <summary>The SDKs of OpenAI, Anthropic and Vercel, instrumented by three libraries that name their attributes differently: the same calls come out.</summary>
public sealed class InstrumentedClientTests(InstrumentedClientTests.ClientFixture fixture) : IClassFixture<InstrumentedClientTests.ClientFixture>
{
    [RequiresFact("node", "npm")]
    internal async Task OpenInference()
    {
        JsonNode sent = await fixture.Client.RunAsync("send.mjs", "openinference");
        JsonNode chat = await CallAsync(sent, "chat", "OpenAI Chat Completions");
        Assert.Equal(("GENERATION", "gpt-4o-mini-2024-07-18", "openai"), ((string)chat["type"]!, (string)chat["providedModelName"]!, (string)chat["provider"]!));
        Assert.Equal((12, 8, 4, 3, 27), (Units(chat, "input"), Units(chat, "input_cached_tokens"), Units(chat, "output"), Units(chat, "output_reasoning_tokens"), Units(chat, "total")));
        Assert.Equal(0.25, (double)chat["modelParameters"]!["temperature"]!);
        Assert.Equal(("user-openinference", "session-openinference"), ((string)chat["userId"]!, (string)chat["sessionId"]!));
        Assert.Equal("be brief", (string)Json.Parse((string)chat["input"]!)["messages"]![0]!["content"]!);
        Assert.Equal("forty-two", (string)Json.Parse((string)chat["output"]!)["choices"]![0]!["message"]!["content"]!);

        JsonNode embedding = await CallAsync(sent, "embedding", "OpenAI Embeddings");
        Assert.Equal(("EMBEDDING", "text-embedding-3-small", "six times seven"), ((string)embedding["type"]!, (string)embedding["providedModelName"]!, (string)embedding["input"]!));

        JsonNode messages = await CallAsync(sent, "messages", "Anthropic Messages");
        Assert.Equal(("GENERATION", "claude-sonnet-4-5"), ((string)messages["type"]!, (string)messages["providedModelName"]!));
        Assert.Equal((12, 8, 4, 7), (Units(messages, "input"), Units(messages, "input_cached_tokens"), Units(messages, "input_cache_creation"), Units(messages, "output")));
    }

    [RequiresFact("node", "npm")]
    internal async Task OpenLLMetry()
    {
        JsonNode sent = await fixture.Client.RunAsync("send.mjs", "openllmetry");
        JsonNode chat = await CallAsync(sent, "chat", "chat gpt-4o-mini");
        Assert.Equal(("GENERATION", "gpt-4o-mini-2024-07-18", "openai"), ((string)chat["type"]!, (string)chat["providedModelName"]!, (string)chat["provider"]!));
        Assert.Equal((20, 7, 27), (Units(chat, "input"), Units(chat, "output"), Units(chat, "total")));
        JsonNode input = Json.Parse((string)chat["input"]!);
        Assert.Equal("be brief", (string)input["messages"]![0]!["parts"]![0]!["content"]!);
        Assert.Equal("multiply", (string)input["tools"]![0]!["function"]!["name"]!);
        Assert.Equal("forty-two", (string)Json.Parse((string)chat["output"]!)[0]!["parts"]![0]!["content"]!);
        Assert.Equal(64, (int)chat["modelParameters"]!["max_tokens"]!);

        JsonNode messages = await CallAsync(sent, "messages", "chat claude-sonnet-4-5");
        Assert.Equal(("GENERATION", "claude-sonnet-4-5", "anthropic"), ((string)messages["type"]!, (string)messages["providedModelName"]!, (string)messages["provider"]!));
        Assert.Equal((8, 4), (Units(messages, "input_cached_tokens"), Units(messages, "input_cache_creation")));
        Assert.Equal("be brief", (string)Json.Parse((string)messages["input"]!)[0]!["content"]!);

        // Anthropic's SDK speaks OpenTelemetry itself; it names what is written to the cache in a way of its own.
        JsonNode own = await CallAsync(sent, "messages", "anthropic.messages.create");
        Assert.Equal((12, 8, 4, 7, 31), (Units(own, "input"), Units(own, "input_cached_tokens"), Units(own, "input_cache_creation"), Units(own, "output"), Units(own, "total")));
    }

    [RequiresFact("node", "npm")]
    internal async Task Vercel()
    {
        JsonNode sent = await fixture.Client.RunAsync("send.mjs", "vercel");
        JsonNode chat = await CallAsync(sent, "text", "chat gpt-4o-mini");
        Assert.Equal(("GENERATION", "gpt-4o-mini-2024-07-18"), ((string)chat["type"]!, (string)chat["providedModelName"]!));
        Assert.Equal((12, 8, 7), (Units(chat, "input"), Units(chat, "input_cached_tokens"), Units(chat, "output")));

        // The agent around the call repeats its tokens; they count once.
        JsonNode agent = await CallAsync(sent, "text", "invoke_agent gpt-4o-mini");
        Assert.Equal("AGENT", (string)agent["type"]!);
        Assert.Empty(agent["usageDetails"]!.AsObject());
        Assert.Null(agent["providedModelName"]);
        Assert.Equal((string)agent["id"]!, (string)(await CallAsync(sent, "text", "step 1"))["parentObservationId"]!);
    }

    private async Task<JsonNode> CallAsync(JsonNode sent, string trace, string name)
    {
        JsonArray all = (await fixture.Client.GetAsync(
            $"/v2/observations?traceId={sent[trace]}&fields=core,basic,io,metadata,model,usage,prompt,metrics,trace_context,tta"))["data"]!.AsArray();
        return Assert.Single(all, o => (string)o!["name"]! == name)!;
    }

    private static long Units(JsonNode call, string type) => (long)call["usageDetails"]![type]!;

    public sealed class ClientFixture : IAsyncLifetime
    {
        private TtaProcess? _server;

        internal JavaScriptClient Client { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            if (Missing.Reason(["node", "npm"]) is null)
            {
                _server = await TtaProcess.StartAsync();
                Client = await JavaScriptClient.CreateAsync("llm-js", _server);
            }
        }

        public async Task DisposeAsync()
        {
            if (_server is not null)
            {
                await _server.DisposeAsync();
            }
        }
    }
}
