using System.Diagnostics;
using Microsoft.Extensions.AI;
using Tta.Integrations.Testing;
using Tta.Integrations.Tests.Telemetry;

namespace Tta.Integrations.Tests.Tools;

public sealed class ToolCallingChatClientTests
{
    private static readonly ChatOptions s_weather = new() { Tools = [AIFunctionFactory.Create((string city) => city == "Oslo" ? 4 : 21, "weather", "Weather of a city")] };

    [Fact]
    public async Task Conversation_RunsToolsUntilTheModelAnswers()
    {
        using Listener listener = new();
        using ToolCallingChatClient client = new(new InstrumentedChatClient(new OfflineChatClient(new OfflineModel("gpt-4o-mini") { Answer = AskThenTell })));

        ChatResponse response = await client.GetResponseAsync("weather in Oslo?", s_weather);

        Assert.Equal("It is 4 degrees.", response.Text);
        Assert.Equal([ChatRole.Assistant, ChatRole.Tool, ChatRole.Assistant], response.Messages.Select(message => message.Role));
        Activity[] calls = [.. listener.Spans.Where(span => span.DisplayName == "chat gpt-4o-mini")];
        Assert.Equal(2, calls.Length);
        Assert.Equal(calls.Sum(call => (long)call.GetTagItem("gen_ai.usage.input_tokens")!), response.Usage!.InputTokenCount);
        Activity tool = Assert.Single(listener.Spans, span => span.DisplayName == "execute_tool weather");
        Assert.Equal(ActivityKind.Internal, tool.Kind);
        Assert.Equal("execute_tool", tool.GetTagItem("gen_ai.operation.name"));
        Assert.Equal("weather", tool.GetTagItem("gen_ai.tool.name"));
        Assert.Equal("c1", tool.GetTagItem("gen_ai.tool.call.id"));
        Assert.Equal("""{"city":"Oslo"}""", tool.GetCustomProperty("gen_ai.tool.call.arguments"));
        Assert.Equal("4", tool.GetCustomProperty("gen_ai.tool.call.result"));
        Assert.DoesNotContain(tool.TagObjects, tag => $"{tag.Value}".Contains("Oslo", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stream_GivesToolResultsAndTheAnswer()
    {
        using ToolCallingChatClient client = new(new OfflineChatClient(new OfflineModel("m") { Answer = AskThenTell }));

        List<ChatResponseUpdate> updates = await client.GetStreamingResponseAsync("weather in Oslo?", s_weather).ToListAsync();

        Assert.Equal("It is 4 degrees.", string.Concat(updates.Where(u => u.Role == ChatRole.Assistant).Select(u => u.Text)));
        Assert.Single(updates.Where(u => u.Role == ChatRole.Tool).SelectMany(u => u.Contents).OfType<FunctionResultContent>());
    }

    [Fact]
    public async Task FailingTool_IsToldToTheModelWithoutDetails()
    {
        List<string> told = [];
        using Listener listener = new();
        using ToolCallingChatClient client = new(new OfflineChatClient(new OfflineModel("m")
        {
            Answer = request =>
            {
                told.AddRange(request.Messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>().Select(r => $"{r.Result}"));
                return AskThenTell(request);
            },
        }));
        ChatOptions options = new() { Tools = [AIFunctionFactory.Create(int (string city) => throw new InvalidOperationException("password is hunter2"), "weather")] };

        await client.GetResponseAsync("weather in Oslo?", options);

        Assert.Equal(["error: the tool failed"], told);
        Activity tool = Assert.Single(listener.Spans, span => span.DisplayName == "execute_tool weather");
        Assert.Equal(ActivityStatusCode.Error, tool.Status);
        Assert.Equal("System.InvalidOperationException", tool.GetTagItem("error.type"));
    }

    [Fact]
    public async Task UnknownTool_IsToldToTheModel()
    {
        using ToolCallingChatClient client = new(new OfflineChatClient(new OfflineModel("m") { Answer = AskThenTell }));

        ChatResponse response = await client.GetResponseAsync("weather in Oslo?", new ChatOptions { Tools = [AIFunctionFactory.Create(() => 1, "clock")] });

        Assert.Equal("It is error: there is no tool named weather degrees.", response.Text);
    }

    [Fact]
    public async Task ModelThatNeverStops_EndsAfterTheLimit()
    {
        int runs = 0;
        List<ChatToolMode?> modes = [];
        using ToolCallingChatClient client = new(
            new OfflineChatClient(new OfflineModel("m")
            {
                Answer = request =>
                {
                    modes.Add(request.Options!.ToolMode);
                    return OfflineAnswer.CallTool($"c{modes.Count}", "again");
                },
            }),
            new ToolCallingOptions { MaxRounds = 3 });

        await client.GetResponseAsync("?", new ChatOptions { Tools = [AIFunctionFactory.Create(() => ++runs, "again")] });

        Assert.Equal(3, runs);
        Assert.Equal([null, null, null, ChatToolMode.None], modes);
    }

    [Fact]
    public async Task RequiredTool_IsRequiredOnce()
    {
        List<ChatToolMode?> modes = [];
        using ToolCallingChatClient client = new(new OfflineChatClient(new OfflineModel("m")
        {
            Answer = request =>
            {
                modes.Add(request.Options!.ToolMode);
                return AskThenTell(request);
            },
        }));
        ChatOptions options = s_weather.Clone();
        options.ToolMode = ChatToolMode.RequireAny;

        await client.GetResponseAsync("weather in Oslo?", options);

        Assert.Equal([ChatToolMode.RequireAny, null], modes);
    }

    private static OfflineAnswer AskThenTell(OfflineRequest request)
        => request.Messages[^1].Contents.OfType<FunctionResultContent>().FirstOrDefault() is { } result
            ? $"It is {result.Result} degrees."
            : OfflineAnswer.CallTool("c1", "weather", new Dictionary<string, object?> { ["city"] = "Oslo" });
}
