using System.Net;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Tta.TestKit;

namespace Tta.Integrations.Tests.Anthropic;

public sealed class AnthropicChatClientTests
{
    private const string Answer = """
        {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929","content":[{"type":"text","text":"42"}],
         "stop_reason":"end_turn","stop_sequence":null,
         "usage":{"input_tokens":20,"output_tokens":5,"cache_read_input_tokens":100,"cache_creation_input_tokens":30}}
        """;

    [Fact]
    public async Task Answer_HasTextModelAndInclusiveUsage()
    {
        ScriptedHttp http = new(ScriptedHttp.Json(Answer));
        using AnthropicChatClient client = Client(http);

        ChatResponse response = await client.GetResponseAsync("what?", new ChatOptions { Instructions = "be brief" });

        Assert.Equal("42", response.Text);
        Assert.Equal("claude-sonnet-4-5-20250929", response.ModelId);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        TokenUsage usage = TokenUsage.From(response.Usage);
        Assert.Equal(new TokenUsage(150, 5) { CachedInputTokens = 100, CacheCreationInputTokens = 30 }, usage);
        using JsonDocument body = JsonDocument.Parse(http.Body());
        Assert.Equal("claude-sonnet-4-5", body.RootElement.GetProperty("model").GetString());
        Assert.Equal(4096, body.RootElement.GetProperty("max_tokens").GetInt32());
        Assert.Contains("be brief", http.Body());
        Assert.Equal("Bearer key-1", http.Requests[0].Request.Headers.Authorization!.ToString());
    }

    [Theory]
    [InlineData(401, """{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}""", ModelErrorKind.Authentication)]
    [InlineData(429, """{"type":"error","error":{"type":"rate_limit_error","message":"slow down"}}""", ModelErrorKind.RateLimited)]
    [InlineData(529, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", ModelErrorKind.Unavailable)]
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}""", ModelErrorKind.ContextLength)]
    [InlineData(404, """{"type":"error","error":{"type":"not_found_error","message":"model: nope"}}""", ModelErrorKind.NotFound)]
    public async Task ErrorAnswers_AreClassifiedWithRetryAfter(int status, string body, ModelErrorKind kind)
    {
        ScriptedHttp http = new(ScriptedHttp.Json(body, (HttpStatusCode)status, ("retry-after", "9"), ("request-id", "req_1")));
        using AnthropicChatClient client = Client(http);

        ModelCallException error = await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync("?"));

        Assert.Equal(kind, error.Kind);
        Assert.Equal(TimeSpan.FromSeconds(9), error.RetryAfter);
        Assert.Equal("req_1", error.RequestId);
        Assert.Single(http.Requests);
    }

    [Fact]
    public async Task Unreachable_IsTransient()
    {
        using AnthropicChatClient client = Client(new ScriptedHttp(ScriptedHttp.Throw(new HttpRequestException("connection refused"))));

        ModelCallException error = await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync("?"));

        Assert.Equal(ModelErrorKind.Unavailable, error.Kind);
    }

    [Fact]
    public async Task Stream_GivesTextAndInclusiveUsage()
    {
        using AnthropicChatClient client = Client(new ScriptedHttp(ScriptedHttp.Events("""
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":20,"output_tokens":1,"cache_read_input_tokens":100,"cache_creation_input_tokens":30}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hel"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"lo"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":6}}

            event: message_stop
            data: {"type":"message_stop"}


            """)));

        ChatResponse response = await client.GetStreamingResponseAsync("?").ToChatResponseAsync();

        Assert.Equal("Hello", response.Text);
        Assert.Equal(new TokenUsage(150, 6) { CachedInputTokens = 100, CacheCreationInputTokens = 30 }, TokenUsage.From(response.Usage));
    }

    [Fact]
    public async Task ErrorInsideAStream_IsClassified()
    {
        using AnthropicChatClient client = Client(new ScriptedHttp(ScriptedHttp.Events("""
            event: message_start
            data: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"c","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":20,"output_tokens":1}}}

            event: error
            data: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}


            """)));

        ModelCallException error = await Assert.ThrowsAsync<ModelCallException>(async () => await client.GetStreamingResponseAsync("?").CountAsync());

        Assert.Equal((ModelErrorKind.Unavailable, true), (error.Kind, error.IsTransient));
        Assert.Contains("Overloaded", error.ProviderMessage);
    }

    [Fact]
    public void Metadata_NamesTheProvider()
    {
        using AnthropicChatClient client = Client(new ScriptedHttp(ScriptedHttp.Json(Answer)));
        ChatClientMetadata metadata = (ChatClientMetadata)client.GetService(typeof(ChatClientMetadata))!;

        Assert.Equal(("anthropic", "claude-sonnet-4-5"), (metadata.ProviderName, metadata.DefaultModelId));
    }

    private static AnthropicChatClient Client(ScriptedHttp http)
        => AnthropicChatClient.Create(apiKey: "key-1", baseUrl: new Uri("https://claude.example.test"), transport: http, time: new ManualTimeProvider());
}
