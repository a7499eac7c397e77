using System.Text.Json;
using Microsoft.Extensions.AI;
using Tta.TestKit;

namespace Tta.Integrations.Tests.Tools;

/// <summary>A whole conversation with a tool over the wire formats of both providers.</summary>
public sealed class ProviderToolTests
{
    private static readonly ChatOptions s_weather = new() { Tools = [AIFunctionFactory.Create((string city) => $"4 degrees in {city}", "weather", "Weather of a city")] };

    [Fact]
    public async Task OpenAI_GetsTheResultOfItsTool()
    {
        ScriptedHttp http = new(
            ScriptedHttp.Json("""
                {"id":"1","object":"chat.completion","created":1,"model":"gpt-4o","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":null,
                 "tool_calls":[{"id":"call-1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Oslo\"}"}}]}}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}
                """),
            ScriptedHttp.Json("""
                {"id":"2","object":"chat.completion","created":1,"model":"gpt-4o","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"It is cold."}}],
                 "usage":{"prompt_tokens":30,"completion_tokens":4,"total_tokens":34}}
                """));
        using ToolCallingChatClient client = new(new OpenAIChatClient(OpenAIEndpoint.OpenAI, "gpt-4o", "key-1", new HttpClient(http)));

        ChatResponse response = await client.GetResponseAsync("weather in Oslo?", s_weather);

        Assert.Equal("It is cold.", response.Text);
        Assert.Equal((40, 9), (response.Usage!.InputTokenCount, response.Usage.OutputTokenCount));
        using JsonDocument second = JsonDocument.Parse(http.Body(1));
        JsonElement result = second.RootElement.GetProperty("messages").EnumerateArray().Last();
        Assert.Equal(("tool", "call-1"), (result.GetProperty("role").GetString(), result.GetProperty("tool_call_id").GetString()));
        Assert.Contains("4 degrees in Oslo", result.ToString());
    }

    [Fact]
    public async Task Anthropic_GetsTheResultOfItsTool()
    {
        ScriptedHttp http = new(
            ScriptedHttp.Json("""
                {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[{"type":"tool_use","id":"toolu_1","name":"weather","input":{"city":"Oslo"}}],
                 "stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":5}}
                """),
            ScriptedHttp.Json("""
                {"id":"msg_2","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[{"type":"text","text":"It is cold."}],
                 "stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":30,"output_tokens":4}}
                """));
        using ToolCallingChatClient client = new(AnthropicChatClient.Create(
            apiKey: "key-1", baseUrl: new Uri("https://claude.example.test"), transport: http, time: new ManualTimeProvider()));

        ChatResponse response = await client.GetResponseAsync("weather in Oslo?", s_weather);

        Assert.Equal("It is cold.", response.Text);
        Assert.Equal((40, 9), (response.Usage!.InputTokenCount, response.Usage.OutputTokenCount));
        using JsonDocument second = JsonDocument.Parse(http.Body(1));
        JsonElement result = second.RootElement.GetProperty("messages").EnumerateArray().Last().GetProperty("content").EnumerateArray().Last();
        Assert.Equal(("tool_result", "toolu_1"), (result.GetProperty("type").GetString(), result.GetProperty("tool_use_id").GetString()));
        Assert.Contains("4 degrees in Oslo", result.ToString());
    }
}
