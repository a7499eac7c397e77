using Microsoft.Extensions.AI;
using Tta.Integrations.Testing;

namespace Tta.Integrations.Tests.Testing;

public sealed class OfflineChatClientTests
{
    [Fact]
    public async Task SameSeedAndPrompt_GiveTheSameAnswerTokensAndLatency()
    {
        OfflineModel model = new("gpt-4o-mini") { MinLatency = TimeSpan.FromMilliseconds(80), MaxLatency = TimeSpan.FromMilliseconds(200), Seed = 5 };

        (ChatResponse first, TimeSpan took) = await TimeAsync(model, "Revenue rose by 12 %.");
        (ChatResponse second, TimeSpan tookAgain) = await TimeAsync(model, "Revenue rose by 12 %.");
        (ChatResponse other, TimeSpan tookOther) = await TimeAsync(model with { Seed = 6 }, "Revenue rose by 12 %.");

        Assert.Equal("Revenue rose by 12 %.", first.Text);
        Assert.Equal((first.Text, first.ResponseId, took), (second.Text, second.ResponseId, tookAgain));
        Assert.Equal(first.Usage!.TotalTokenCount, second.Usage!.TotalTokenCount);
        Assert.NotEqual(took, tookOther);
        Assert.InRange(took.TotalMilliseconds, 80, 200);
        Assert.Equal("gpt-4o-mini", other.ModelId);
    }

    [Fact]
    public async Task Usage_CountsMessagesAndAnswerByTheTokenizer()
    {
        using OfflineChatClient client = new(new OfflineModel("m") { Answer = _ => "a short answer" });

        ChatResponse response = await client.GetResponseAsync("Three small words", new ChatOptions { Instructions = "be brief" });

        Assert.Equal(2 + 4 + 3, response.Usage!.InputTokenCount);
        Assert.Equal(3, response.Usage.OutputTokenCount);
    }

    [Fact]
    public async Task Stream_GivesTheSameTextAndUsageAsTheWholeAnswer()
    {
        InstantTimeProvider time = new();
        using OfflineChatClient client = new(new OfflineModel("m")
        {
            Answer = _ => "one two three",
            Time = time,
            MinLatency = TimeSpan.FromSeconds(1),
            MaxLatency = TimeSpan.FromSeconds(1),
        });
        List<double> seconds = [];
        List<ChatResponseUpdate> updates = [];
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("?"))
        {
            seconds.Add(time.Elapsed.TotalSeconds);
            updates.Add(update);
        }

        ChatResponse response = updates.ToChatResponse();
        Assert.Equal("one two three", response.Text);
        Assert.Equal(3, response.Usage!.OutputTokenCount);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.Equal(0.3, seconds[0], 6);
        Assert.InRange(seconds[^1], 0.99, 1); // timers count whole milliseconds
    }

    [Fact]
    public async Task Failures_ComeInTheirShareAndPassOnRetry()
    {
        using OfflineChatClient client = new(new OfflineModel("m") { FailureRatio = 0.3, Seed = 1 });
        int failed = 0;
        for (int i = 0; i < 1000; i++)
        {
            for (bool done = false; !done;)
            {
                try
                {
                    await client.GetResponseAsync($"prompt {i}");
                    done = true;
                }
                catch (ModelCallException e) when (e.IsTransient)
                {
                    failed++;
                }
            }
        }

        // 1000 successes at a failure ratio of 0.3 take about 1000 * 0.3 / 0.7 failures.
        Assert.InRange(failed, 340, 520);
    }

    [Fact]
    public async Task Answer_MayCallTools()
    {
        using OfflineChatClient client = new(new OfflineModel("m") { Answer = _ => OfflineAnswer.CallTool("c1", "weather", new Dictionary<string, object?> { ["city"] = "Oslo" }) });

        ChatResponse response = await client.GetResponseAsync("?");

        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
        Assert.Equal("weather", Assert.Single(response.Messages[0].Contents.OfType<FunctionCallContent>()).Name);
        Assert.True(response.Usage!.OutputTokenCount > 3);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("word", 1)]
    [InlineData("two words", 2)]
    [InlineData("internationalization", 4)]
    [InlineData("2026", 2)]
    [InlineData("12.5 %", 4)]
    [InlineData("a\n\n\nb", 3)]
    [InlineData("naïve café", 2)]
    [InlineData("漢字", 2)]
    [InlineData("x = y;", 4)]
    [InlineData("trailing ", 2)]
    [InlineData("😀", 1)]
    public void Tokenizer_FollowsItsRule(string text, int tokens)
    {
        Assert.Equal(tokens, OfflineTokenizer.Count(text));
        Assert.Equal(tokens, OfflineTokenizer.Split(text).Count());
        Assert.Equal(text, string.Concat(OfflineTokenizer.Split(text)));
    }

    private static async Task<(ChatResponse Response, TimeSpan Took)> TimeAsync(OfflineModel model, string prompt)
    {
        InstantTimeProvider time = new();
        using OfflineChatClient client = new(model with { Time = time });
        return (await client.GetResponseAsync(prompt), time.Elapsed);
    }
}
