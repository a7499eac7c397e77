using System.Net;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Tta.TestKit;

namespace Tta.Integrations.Tests.OpenAI;

public sealed class OpenAIChatClientTests
{
    private const string Answer = """
        {
          "id": "chatcmpl-1", "object": "chat.completion", "created": 1760000000, "model": "gpt-4o-mini-2024-07-18",
          "choices": [{"index": 0, "message": {"role": "assistant", "content": "42"}, "finish_reason": "stop"}],
          "usage": {"prompt_tokens": 30, "completion_tokens": 5, "total_tokens": 35,
                    "prompt_tokens_details": {"cached_tokens": 10}, "completion_tokens_details": {"reasoning_tokens": 2}}
        }
        """;

    [Fact]
    public async Task Answer_HasTextUsageModelAndFinishReason()
    {
        ScriptedHttp http = new(ScriptedHttp.Json(Answer));
        using OpenAIChatClient client = Client(http);

        ChatResponse response = await client.GetResponseAsync("what?");

        Assert.Equal("42", response.Text);
        Assert.Equal("chatcmpl-1", response.ResponseId);
        Assert.Equal("gpt-4o-mini-2024-07-18", response.ModelId);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.Equal(30, response.Usage!.InputTokenCount);
        Assert.Equal(5, response.Usage.OutputTokenCount);
        Assert.Equal(10, response.Usage.CachedInputTokenCount);
        Assert.Equal(2, response.Usage.ReasoningTokenCount);
        Assert.Equal("https://llm.example.test/v1/chat/completions", http.Requests[0].Request.RequestUri!.ToString());
        Assert.Equal("Bearer key-1", http.Requests[0].Request.Headers.Authorization!.ToString());
    }

    [Fact]
    public async Task Request_CarriesMessagesOptionsAndTools()
    {
        ScriptedHttp http = new(ScriptedHttp.Json(Answer));
        using OpenAIChatClient client = Client(http);
        ChatMessage[] conversation =
        [
            new(ChatRole.User, "weather in Oslo?"),
            new(ChatRole.Assistant, [new FunctionCallContent("call-1", "weather", new Dictionary<string, object?> { ["city"] = "Oslo" })]),
            new(ChatRole.Tool, [new FunctionResultContent("call-1", new Dictionary<string, object?> { ["celsius"] = 4 })]),
        ];

        await client.GetResponseAsync(conversation, new ChatOptions
        {
            ModelId = "gpt-4o",
            Instructions = "be brief",
            Temperature = 0.5f,
            MaxOutputTokens = 99,
            StopSequences = ["END"],
            Tools = [AIFunctionFactory.Create((string city) => 4, "weather", "Weather of a city")],
            ToolMode = ChatToolMode.RequireSpecific("weather"),
            ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonDocument.Parse("""{"type":"object"}""").RootElement, "report"),
            AdditionalProperties = new() { ["service_tier"] = "flex" },
        });

        using JsonDocument body = JsonDocument.Parse(http.Body());
        JsonElement root = body.RootElement;
        Assert.Equal("gpt-4o", root.GetProperty("model").GetString());
        Assert.Equal(["system", "user", "assistant", "tool"], root.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("role").GetString()));
        Assert.Equal("""{"city":"Oslo"}""", root.GetProperty("messages")[2].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString());
        Assert.Equal("call-1", root.GetProperty("messages")[3].GetProperty("tool_call_id").GetString());
        Assert.Contains("""{\"celsius\":4}""", http.Body());
        Assert.Equal(0.5, root.GetProperty("temperature").GetDouble());
        Assert.Equal(99, root.GetProperty("max_completion_tokens").GetInt32());
        Assert.Equal("END", root.GetProperty("stop")[0].GetString());
        Assert.Equal("weather", root.GetProperty("tools")[0].GetProperty("function").GetProperty("name").GetString());
        Assert.Equal("string", root.GetProperty("tools")[0].GetProperty("function").GetProperty("parameters").GetProperty("properties").GetProperty("city").GetProperty("type").GetString());
        Assert.Equal("weather", root.GetProperty("tool_choice").GetProperty("function").GetProperty("name").GetString());
        Assert.Equal("report", root.GetProperty("response_format").GetProperty("json_schema").GetProperty("name").GetString());
        Assert.Equal("flex", root.GetProperty("service_tier").GetString());
    }

    [Fact]
    public async Task ToolCalls_HaveParsedArguments()
    {
        const string Calls = """
            {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":null,
             "tool_calls":[{"id":"call-1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Oslo\",\"days\":3}"}},
                           {"id":"call-2","type":"function","function":{"name":"weather","arguments":"{not json"}}]}}]}
            """;
        using OpenAIChatClient client = Client(new ScriptedHttp(ScriptedHttp.Json(Calls)));

        ChatResponse response = await client.GetResponseAsync("?");

        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
        FunctionCallContent[] calls = [.. response.Messages[0].Contents.OfType<FunctionCallContent>()];
        Assert.Equal("Oslo", ((JsonElement)calls[0].Arguments!["city"]!).GetString());
        Assert.Equal(3, ((JsonElement)calls[0].Arguments!["days"]!).GetInt32());
        Assert.NotNull(calls[1].Exception);
        Assert.Null(response.Usage);
    }

    [Fact]
    public async Task Stream_GivesTextToolCallsAndUsage()
    {
        ScriptedHttp http = new(ScriptedHttp.Events("""
            data: {"id":"c-1","object":"chat.completion.chunk","created":1,"model":"gpt-4o-mini","choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"}}]}

            data: {"id":"c-1","object":"chat.completion.chunk","created":1,"model":"gpt-4o-mini","choices":[{"index":0,"delta":{"content":"lo"}}]}

            data: {"id":"c-1","object":"chat.completion.chunk","created":1,"model":"gpt-4o-mini","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call-1","type":"function","function":{"name":"weather","arguments":"{\"ci"}}]}}]}

            data: {"id":"c-1","object":"chat.completion.chunk","created":1,"model":"gpt-4o-mini","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"ty\":\"Oslo\"}"}}]}}]}

            data: {"id":"c-1","object":"chat.completion.chunk","created":1,"model":"gpt-4o-mini","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

            data: {"id":"c-1","object":"chat.completion.chunk","created":1,"model":"gpt-4o-mini","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13}}

            data: [DONE]


            """));
        using OpenAIChatClient client = Client(http);

        ChatResponse response = await client.GetStreamingResponseAsync("?").ToChatResponseAsync();

        Assert.Equal("Hello", response.Text);
        Assert.Equal("gpt-4o-mini", response.ModelId);
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
        Assert.Equal(9, response.Usage!.InputTokenCount);
        FunctionCallContent call = Assert.Single(response.Messages[0].Contents.OfType<FunctionCallContent>());
        Assert.Equal("call-1", call.CallId);
        Assert.Equal("Oslo", ((JsonElement)call.Arguments!["city"]!).GetString());
        using JsonDocument body = JsonDocument.Parse(http.Body());
        Assert.True(body.RootElement.GetProperty("stream").GetBoolean());
        Assert.True(body.RootElement.GetProperty("stream_options").GetProperty("include_usage").GetBoolean());
    }

    [Fact]
    public async Task Stream_CallsOfOneIndexAreToldApartByTheirIds()
    {
        ScriptedHttp http = new(ScriptedHttp.Events("""
            data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call-1","type":"function","function":{"name":"weather","arguments":"{\"city\":"}}]}}]}

            data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"","function":{"arguments":"\"Oslo\"}"}}]}}]}

            data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call-2","type":"function","function":{"name":"time","arguments":"{\"zone\":\"CET\"}"}}]}}]}

            data: [DONE]


            """));
        using OpenAIChatClient client = Client(http);

        ChatResponse response = await client.GetStreamingResponseAsync("?").ToChatResponseAsync();

        FunctionCallContent[] calls = [.. response.Messages[0].Contents.OfType<FunctionCallContent>()];
        Assert.Equal([("call-1", "weather"), ("call-2", "time")], calls.Select(call => (call.CallId, call.Name)));
        Assert.Equal(["Oslo", "CET"], calls.Select(call => ((JsonElement)call.Arguments!.Values.Single()!).GetString()!));
    }

    [Fact]
    public async Task Audio_IsCountedApart()
    {
        string spoken = Answer
            .Replace("\"cached_tokens\": 10", "\"cached_tokens\": 10, \"audio_tokens\": 7", StringComparison.Ordinal)
            .Replace("\"reasoning_tokens\": 2", "\"reasoning_tokens\": 2, \"audio_tokens\": 3", StringComparison.Ordinal);
        using OpenAIChatClient client = Client(new ScriptedHttp(ScriptedHttp.Json(spoken)));

        TokenUsage usage = TokenUsage.From((await client.GetResponseAsync("what?")).Usage);

        Assert.Equal((30, 7, 5, 3), (usage.InputTokens, usage.InputAudioTokens, usage.OutputTokens, usage.OutputAudioTokens));
    }

    [Theory]
    [InlineData("Extract invoice, v2.1", "Extract_invoice__v2_1")]
    [InlineData("plan-b_2", "plan-b_2")]
    [InlineData("ÄrgerlichLangeNamenVonSchrittenHabenMehrAlsVierundsechzigBuchstabenXYZ", "_rgerlichLangeNamenVonSchrittenHabenMehrAlsVierundsechzigBuchsta")]
    public async Task SchemaName_IsOneThatTheApiTakes(string name, string sent)
    {
        ScriptedHttp http = new(ScriptedHttp.Json(Answer));
        using OpenAIChatClient client = Client(http);
        using JsonDocument schema = JsonDocument.Parse("""{"type":"object"}""");

        await client.GetResponseAsync("?", new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema.RootElement, name) });

        using JsonDocument body = JsonDocument.Parse(http.Body());
        Assert.Equal(sent, body.RootElement.GetProperty("response_format").GetProperty("json_schema").GetProperty("name").GetString());
    }

    [Theory]
    [InlineData(401, """{"error":{"message":"Incorrect API key provided","type":"invalid_request_error","code":"invalid_api_key"}}""", ModelErrorKind.Authentication, false)]
    [InlineData(403, """{"error":{"message":"no access"}}""", ModelErrorKind.Authentication, false)]
    [InlineData(404, """{"error":{"message":"The model does not exist","code":"model_not_found"}}""", ModelErrorKind.NotFound, false)]
    [InlineData(400, """{"error":{"message":"This model's maximum context length is 128000 tokens","code":"context_length_exceeded"}}""", ModelErrorKind.ContextLength, false)]
    [InlineData(400, """{"error":{"message":"bad temperature","type":"invalid_request_error"}}""", ModelErrorKind.InvalidRequest, false)]
    [InlineData(400, """{"error":{"message":"filtered","code":"content_filter"}}""", ModelErrorKind.ContentFiltered, false)]
    [InlineData(429, """{"error":{"message":"Rate limit reached","code":"rate_limit_exceeded"}}""", ModelErrorKind.RateLimited, true)]
    [InlineData(429, """{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}}""", ModelErrorKind.QuotaExhausted, false)]
    [InlineData(500, """{"error":"boom"}""", ModelErrorKind.Unavailable, true)]
    [InlineData(502, "<html>bad gateway</html>", ModelErrorKind.Unavailable, true)]
    [InlineData(504, "", ModelErrorKind.TimedOut, true)]
    public async Task ErrorAnswers_AreClassifiedAndNotRetriedBehindTheCaller(int status, string body, ModelErrorKind kind, bool transient)
    {
        ScriptedHttp http = new(ScriptedHttp.Json(body, (HttpStatusCode)status, ("x-request-id", "req-9")));
        using OpenAIChatClient client = Client(http);

        ModelCallException error = await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync("?"));

        Assert.Equal(kind, error.Kind);
        Assert.Equal(transient, error.IsTransient);
        Assert.Equal(status, error.StatusCode);
        Assert.Equal("req-9", error.RequestId);
        Assert.StartsWith($"test-provider answered {status} (", error.Message);
        Assert.Single(http.Requests);
        Assert.DoesNotContain("key-1", error.ToString());
    }

    [Fact]
    public async Task ErrorAnswers_OfStreamsAreClassifiedToo()
    {
        using OpenAIChatClient client = Client(new ScriptedHttp(ScriptedHttp.Json("""{"error":{"message":"slow down"}}""", HttpStatusCode.TooManyRequests, ("retry-after", "7"))));

        ModelCallException error = await Assert.ThrowsAsync<ModelCallException>(async () => await client.GetStreamingResponseAsync("?").CountAsync());

        Assert.Equal(ModelErrorKind.RateLimited, error.Kind);
        Assert.Equal(TimeSpan.FromSeconds(7), error.RetryAfter);
        Assert.Equal("slow down", error.ProviderMessage);
    }

    [Theory]
    [InlineData("retry-after-ms", "1500", 1.5)]
    [InlineData("retry-after", "12", 12.0)]
    [InlineData("retry-after", "Thu, 01 Jan 2026 00:00:30 GMT", 30.0)]
    [InlineData("retry-after", "Wed, 31 Dec 2025 00:00:00 GMT", 0.0)]
    [InlineData("retry-after", "soon", null)]
    [InlineData("retry-after", "-3", null)]
    [InlineData("other", "1", null)]
    public async Task RetryAfter_IsReadInAllItsForms(string header, string value, double? seconds)
    {
        using OpenAIChatClient client = Client(new ScriptedHttp(ScriptedHttp.Json("{}", HttpStatusCode.TooManyRequests, (header, value))));

        ModelCallException error = await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync("?"));

        Assert.Equal(seconds, error.RetryAfter?.TotalSeconds);
    }

    [Fact]
    public async Task Unreachable_IsTransient()
    {
        using OpenAIChatClient client = Client(new ScriptedHttp(ScriptedHttp.Throw(new HttpRequestException("connection refused"))));

        ModelCallException error = await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync("?"));

        Assert.Equal(ModelErrorKind.Unavailable, error.Kind);
        Assert.Null(error.StatusCode);
        Assert.Contains("cannot reach test-provider", error.Message);
    }

    [Fact]
    public async Task StreamThatBreaks_KeepsWhatCameAndIsTransient()
    {
        using OpenAIChatClient client = Client(new ScriptedHttp(ScriptedHttp.Stream(new BrokenStream(
            "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hel\"}}]}\n\n"))));
        List<string> received = [];

        ModelCallException error = await Assert.ThrowsAsync<ModelCallException>(async () =>
        {
            await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("?"))
            {
                received.Add(update.Text);
            }
        });

        Assert.Equal(["Hel"], received);
        Assert.Equal(ModelErrorKind.Unavailable, error.Kind);
    }

    [Fact]
    public async Task ErrorInsideAStream_IsNotPassedOver()
    {
        using OpenAIChatClient client = Client(new ScriptedHttp(ScriptedHttp.Events("""
            data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"Hel"}}]}

            data: {"error":{"message":"The server had an error","type":"server_error"}}

            data: [DONE]


            """)));

        ModelCallException error = await Assert.ThrowsAsync<ModelCallException>(async () => await client.GetStreamingResponseAsync("?").CountAsync());

        Assert.Equal((ModelErrorKind.Unavailable, true), (error.Kind, error.IsTransient));
        Assert.StartsWith("test-provider ended the stream (temporarily unavailable)", error.Message);
        Assert.Equal("The server had an error", error.ProviderMessage);
    }

    [Fact]
    public async Task CancellationByTheCaller_StaysACancellation()
    {
        using OpenAIChatClient client = Client(new ScriptedHttp(ScriptedHttp.Json(Answer)));
        using CancellationTokenSource stop = new();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetResponseAsync("?", cancellationToken: stop.Token));
    }

    [Fact]
    public void MissingKey_NamesTheVariable()
    {
        OpenAIEndpoint endpoint = OpenAIEndpoint.At(new Uri("https://x.test/v1"), "m", "TTA_TEST_KEY_THAT_IS_NOT_SET");

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => new OpenAIChatClient(endpoint));
        Assert.Contains("TTA_TEST_KEY_THAT_IS_NOT_SET", error.Message);
    }

    [Fact]
    public void Metadata_NamesProviderServerAndModel()
    {
        using OpenAIChatClient client = new(OpenAIEndpoint.Ollama);
        ChatClientMetadata metadata = (ChatClientMetadata)client.GetService(typeof(ChatClientMetadata))!;

        Assert.Equal(("ollama", "llama3.2", 11434), (metadata.ProviderName, metadata.DefaultModelId, metadata.ProviderUri!.Port));
    }

    private static OpenAIChatClient Client(ScriptedHttp http) => new(
        OpenAIEndpoint.At(new Uri("https://llm.example.test/v1"), "gpt-4o-mini", provider: "test-provider"),
        apiKey: "key-1", httpClient: new HttpClient(http), time: new ManualTimeProvider());
}
