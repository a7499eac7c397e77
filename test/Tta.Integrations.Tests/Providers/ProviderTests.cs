using Microsoft.Extensions.AI;

namespace Tta.Integrations.Tests.Providers;

/// <summary>
/// What any provider does for our clients: the same questions for the test's own server and for every real service whose key is in the
/// environment (<c>OPENAI_API_KEY</c>, <c>ANTHROPIC_API_KEY</c>, <c>GROQ_API_KEY</c>, <c>E2B_API_KEY</c>, ...).
/// </summary>
public sealed class ProviderTests
{
    private const int MaxTokens = 300;

    public static TheoryData<string> Models => [.. Provider.Models.Where(each => each.IsAvailable).Select(each => each.Name)];

    public static TheoryData<string> Sandboxes => [.. Provider.Sandboxes.Where(each => each.IsAvailable).Select(each => each.Name)];

    [Theory]
    [MemberData(nameof(Models))]
    public Task Chat_answers_and_says_its_usage(string name) => WithModelAsync(name, async client =>
    {
        ChatResponse answer = await client.GetResponseAsync("Answer with one word: hello", new ChatOptions { MaxOutputTokens = MaxTokens });

        Assert.NotEmpty(answer.Text);
        Assert.NotNull(answer.ModelId);
        Assert.NotNull(answer.FinishReason);
        Assert.True(answer.Usage!.InputTokenCount > 0);
        Assert.True(answer.Usage.OutputTokenCount > 0);
    });

    [Theory]
    [MemberData(nameof(Models))]
    public Task Stream_comes_in_pieces_with_usage_at_its_end(string name) => WithModelAsync(name, async client =>
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(
            "Count in words from one to twenty", new ChatOptions { MaxOutputTokens = MaxTokens }))
        {
            updates.Add(update);
        }

        Assert.True(updates.Count(update => update.Text.Length > 0) > 1);
        ChatResponse answer = updates.ToChatResponse();
        Assert.NotEmpty(answer.Text);
        Assert.True(answer.Usage!.OutputTokenCount > 0);
    });

    [Theory]
    [MemberData(nameof(Models))]
    public Task Tool_is_called_with_arguments(string name) => WithModelAsync(name, async client =>
    {
        var cities = new List<string>();
        AIFunction weather = AIFunctionFactory.Create(
            (string city) =>
            {
                cities.Add(city);
                return "4 degrees";
            },
            "weather", "Tells the weather of a city");
        using var tools = new ToolCallingChatClient(client, new ToolCallingOptions { MaxRounds = 1 });

        await tools.GetResponseAsync(
            "What is the weather in Oslo? Use the tool.", new ChatOptions { Tools = [weather], MaxOutputTokens = MaxTokens });

        Assert.Contains(cities, city => city.Contains("Oslo", StringComparison.OrdinalIgnoreCase));
    });

    [Theory]
    [MemberData(nameof(Sandboxes))]
    public async Task Code_runs_in_a_sandbox(string name)
    {
        (IDisposable client, IAsyncDisposable? server) = await Provider.Sandboxes.Single(each => each.Name == name).StartAsync();
        using (client)
        {
            await using (E2BSandbox sandbox = await ((E2BClient)client).CreateAsync(new E2BSandboxOptions { Lifetime = TimeSpan.FromMinutes(1) }))
            {
                E2BCodeResult run = await sandbox.RunCodeAsync(new E2BCode("print('hello')\n40 + 2"));
                Assert.True(run.Succeeded);
                Assert.Equal(("hello\n", "42"), (run.StandardOutput, run.Results[^1].Text));

                await sandbox.WriteFileAsync("/home/user/note.txt", new MemoryStream("kept"u8.ToArray()));
                Assert.Equal("kept"u8.ToArray(), await sandbox.ReadFileAsync("/home/user/note.txt"));
            }
        }

        await (server?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private static async Task WithModelAsync(string name, Func<IChatClient, Task> test)
    {
        (IDisposable client, IAsyncDisposable? server) = await Provider.Models.Single(each => each.Name == name).StartAsync();
        using (client)
        {
            await test((IChatClient)client);
        }

        await (server?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
