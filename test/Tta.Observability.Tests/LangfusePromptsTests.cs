using System.Text.Json;
using Tta.Observability.Tests.Fakes;
using Tta.TestKit;

namespace Tta.Observability.Tests;

#pragma warning disable CA1001 // xunit ends it through IAsyncLifetime.
public sealed class LangfusePromptsTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private const string Fallback = "plan b {{x}}";
    private readonly FakeReceiver _receiver = new();
    private readonly ManualTimeProvider _clock = new();
    private ObservedProgram _program = null!;
    private LangfusePrompts _prompts = null!;

    public Task InitializeAsync()
    {
        _receiver.Answer = TextPrompt(1, "Hello {{name}}");
        _program = new ObservedProgram(
            options =>
            {
                options.ModelCalls.Host = _receiver.Address;
                options.Time = _clock;
            },
            ("OTEL_TRACES_EXPORTER", "none"), ("OTEL_METRICS_EXPORTER", "none"), ("OTEL_LOGS_EXPORTER", "none"));
        _prompts = new LangfuseClient(() => _program.Session).Prompts;
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _program.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task A_prompt_is_asked_for_once_a_minute_and_the_old_one_serves_meanwhile()
    {
        LangfuseTextPrompt first = await _prompts.GetAsync("folder/greeting", Fallback);
        Assert.Equal("Hello you", first.Compile(("name", "you")));
        Assert.Equal((1, false), (first.Version, first.IsFallback));
        Assert.Equal("""{"model":"m"}""", first.ConfigJson);
        Assert.Equal(["production"], first.Labels);
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Same(first, await _prompts.GetAsync("folder/greeting", Fallback));
        Assert.Equal("/api/public/v2/prompts/folder%2Fgreeting?label=production", Assert.Single(_receiver.Requests).Path);

        _clock.Advance(TimeSpan.FromSeconds(1));
        _receiver.Answer = TextPrompt(2, "Hi");
        _receiver.Hold();
        Assert.Same(first, await _prompts.GetAsync("folder/greeting", Fallback));
        Assert.Same(first, await _prompts.GetAsync("folder/greeting", Fallback));
        Task<LangfuseTextPrompt> newest = _prompts.GetAsync("folder/greeting", Fallback, new LangfusePromptOptions { CacheTtl = TimeSpan.Zero });
        _receiver.Release();
        Assert.Equal(2, (await newest).Version);
        Assert.Equal(2, (await _prompts.GetAsync("folder/greeting", Fallback)).Version);
        Assert.Equal(2, _receiver.Requests.Count);
    }

    [Fact]
    public async Task All_who_wait_share_one_request()
    {
        _receiver.Hold();
        Task<LangfuseTextPrompt>[] waiting = [.. Enumerable.Range(0, 20).Select(_ => _prompts.GetAsync("greeting", Fallback))];
        _receiver.Release();
        Assert.All(await Task.WhenAll(waiting), prompt => Assert.Equal(1, prompt.Version));
        Assert.Single(_receiver.Requests);
    }

    [Fact]
    public async Task Version_and_label_are_asked_for_and_kept_apart()
    {
        await _prompts.GetAsync("p", Fallback, new LangfusePromptOptions { Version = 7 });
        await _prompts.GetAsync("p", Fallback, new LangfusePromptOptions { Label = "a&b" });
        Assert.Equal(["/api/public/v2/prompts/p?version=7", "/api/public/v2/prompts/p?label=a%26b"], _receiver.Requests.Select(r => r.Path));
    }

    [Fact]
    public async Task A_server_that_fails_is_left_alone_for_a_while_and_what_was_fetched_goes_on()
    {
        _receiver.Statuses.Enqueue(500);
        LangfuseTextPrompt fallback = await _prompts.GetAsync("greeting", Fallback);
        Assert.Equal((true, 0, "plan b {{x}}"), (fallback.IsFallback, fallback.Version, fallback.Compile()));
        Assert.True((await _prompts.GetAsync("greeting", Fallback)).IsFallback);
        Assert.Single(_receiver.Requests);
        Assert.Contains("cannot get prompt 'greeting'", Assert.Single(_program.Session.Problems, p => p.Code == "langfuse-registry").Message, StringComparison.Ordinal);

        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.False((await _prompts.GetAsync("greeting", Fallback)).IsFallback);
        _receiver.Statuses.Enqueue(500);
        LangfuseTextPrompt kept = await _prompts.GetAsync("greeting", Fallback, new LangfusePromptOptions { CacheTtl = TimeSpan.Zero });
        Assert.Equal((1, false), (kept.Version, kept.IsFallback));
    }

    [Theory]
    [InlineData("<html>a proxy</html>")]
    [InlineData("{}")]
    [InlineData("""{"name":"p","version":"one","type":"text","prompt":"x"}""")]
    [InlineData("""{"name":"p","version":1,"type":"text","prompt":[]}""")]
    public async Task An_answer_of_another_form_is_a_problem_and_no_exception(string answer)
    {
        _receiver.Answer = answer;
        Assert.True((await _prompts.GetAsync("p", Fallback)).IsFallback);
        Assert.Null(await _prompts.FindAsync("q"));
        Assert.NotEmpty(_program.Session.Problems);
    }

    [Fact]
    public async Task A_prompt_of_the_other_kind_is_not_taken()
    {
        Assert.True((await _prompts.GetChatAsync("p", [new LangfuseChatMessage("user", "x")])).IsFallback);
        Assert.Null(await _prompts.FindChatAsync("p"));
        Assert.NotNull(await _prompts.FindAsync("p"));
    }

    [Fact]
    public async Task Chat_messages_are_compiled_with_what_fills_their_places()
    {
        _receiver.Answer = """
            {"name":"c","version":3,"type":"chat","labels":[],"tags":["t"],"config":{},"commitMessage":null,
             "prompt":[{"role":"system","content":"You are {{ role }}."},{"type":"placeholder","name":"history"},{"type":"chatmessage","role":"user","content":"{{q}} {{unknown}}"}]}
            """;
        LangfuseChatPrompt? prompt = await _prompts.FindChatAsync("c");
        var values = new Dictionary<string, string> { ["role"] = "a cook", ["q"] = "Salt?" };
        Assert.Equal(["history"], prompt!.Compile(values).Select(m => m.PlaceholderName).OfType<string>());
        IReadOnlyList<LangfuseChatMessage> messages = prompt.Compile(
            values, new Dictionary<string, IReadOnlyList<LangfuseChatMessage>> { ["history"] = [new("user", "Hi {{role}}"), new("assistant", "Hello")] });
        Assert.Equal(["You are a cook.", "Hi a cook", "Hello", "Salt? {{unknown}}"], messages.Select(m => m.Content));
        Assert.Equal(["t"], prompt.Tags);
    }

    [Fact]
    public async Task Changes_are_sent_and_the_kept_prompt_is_forgotten()
    {
        await _prompts.GetAsync("p", Fallback);
        LangfuseTextPrompt? created = await _prompts.CreateAsync(
            "p", "x " + Canaries.OpenAi, new LangfusePromptDetails { Labels = ["production"], Tags = ["t"], ConfigJson = """{"a":1.0}""", CommitMessage = "why" });
        Assert.Equal(1, created!.Version);
        ReceivedRequest create = _receiver.Requests[^1];
        Assert.Equal(("POST", "/api/public/v2/prompts"), (create.Method, create.Path));
        JsonElement body = JsonDocument.Parse(create.Body).RootElement;
        Assert.Equal("""{"a":1.0}""", body.GetProperty("config").GetRawText());
        Assert.Equal("why", body.GetProperty("commitMessage").GetString());
        Assert.DoesNotContain(Canaries.OpenAi, create.Text, StringComparison.Ordinal);

        await _prompts.GetAsync("p", Fallback);
        Assert.True(await _prompts.AddLabelsAsync("p", 2, ["a"]));
        Assert.Equal(("PATCH", "/api/public/v2/prompts/p/versions/2"), (_receiver.Requests[^1].Method, _receiver.Requests[^1].Path));
        await _prompts.GetAsync("p", Fallback);
        Assert.True(await _prompts.DeleteAsync("p", 2));
        Assert.Equal(("DELETE", "/api/public/v2/prompts/p?version=2"), (_receiver.Requests[^1].Method, _receiver.Requests[^1].Path));
        await _prompts.GetAsync("p", Fallback);
        Assert.Equal(4, _receiver.Requests.Count(r => r.Method == "GET"));

        _receiver.Statuses.Enqueue(400);
        Assert.Null(await _prompts.CreateAsync("p", "x"));
        await Assert.ThrowsAsync<ArgumentException>(() => _prompts.CreateAsync("p", "x", new LangfusePromptDetails { ConfigJson = "{" }));
    }

    [Fact]
    public async Task More_names_than_memory_is_meant_for_are_asked_for_again()
    {
        var cache = new PromptCache(_program.Session.Registry!, _clock, maxEntries: 3);
        foreach (string name in (string[])["a", "b", "c", "d", "d", "c", "b", "a"])
        {
            Assert.NotNull(await cache.GetAsync(name, new LangfusePromptOptions(), isUrgent: true, default));
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(["a", "b", "c", "d", "a"], _receiver.Requests.Select(r => r.Path.Split('/', '?')[5]));
    }

    [Fact]
    public async Task Without_telemetry_there_are_fallbacks_and_nothing_else()
    {
        LangfusePrompts off = new LangfuseClient(() => null).Prompts;
        Assert.True((await off.GetAsync("p", Fallback)).IsFallback);
        Assert.Null(await off.FindAsync("p"));
        Assert.Null(await off.CreateAsync("p", "x"));
        Assert.False(await off.AddLabelsAsync("p", 1, ["a"]));
        Assert.False(await off.DeleteAsync("p"));
        await _program.Session.DisposeAsync();
        Assert.True((await _prompts.GetAsync("p", Fallback)).IsFallback);
    }

    [Fact]
    public async Task A_caller_may_stop_waiting_and_wrong_options_are_told_at_once()
    {
        _receiver.Hold();
        using var stop = new CancellationTokenSource();
        Task<LangfuseTextPrompt> waiting = _prompts.GetAsync("p", Fallback, cancellationToken: stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Assert.ThrowsAsync<ArgumentException>(() => _prompts.GetAsync(" ", Fallback));
        await Assert.ThrowsAsync<ArgumentException>(() => _prompts.GetAsync("p", Fallback, new LangfusePromptOptions { CacheTtl = TimeSpan.FromSeconds(-1) }));
    }

    private static string TextPrompt(int version, string text) => $$$"""
        {"name":"greeting","version":{{{version}}},"type":"text","prompt":"{{{text}}}","config":{"model":"m"},"labels":["production"],"tags":[]}
        """;
}
