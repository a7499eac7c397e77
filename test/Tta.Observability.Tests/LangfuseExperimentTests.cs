using System.Collections.Concurrent;
using System.Text.Json;
using Tta.Observability.Tests.Fakes;

namespace Tta.Observability.Tests;

/// <summary>The source of Langfuse traces is one per process.</summary>
[Collection(nameof(Alone))]
#pragma warning disable CA1001 // xunit ends it through IAsyncLifetime.
public sealed class LangfuseExperimentTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly FakeReceiver _receiver = new();
    private ObservedProgram _program = null!;
    private LangfuseClient _langfuse = null!;

    public Task InitializeAsync()
    {
        _receiver.AnswerTo = Answer;
        _program = new ObservedProgram(
            options => options.ModelCalls.Host = _receiver.Address,
            ("OTEL_TRACES_EXPORTER", "none"), ("OTEL_METRICS_EXPORTER", "none"), ("OTEL_LOGS_EXPORTER", "none"));
        _langfuse = new LangfuseClient(() => _program.Session);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _program.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task A_dataset_comes_with_all_its_pages()
    {
        LangfuseDataset? dataset = await _langfuse.Datasets.GetAsync("my set", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)));
        Assert.Equal(("my set", "d1"), (dataset!.Name, dataset.Id));
        Assert.Equal(["one", """{"q":2}""", "boom"], dataset.Items.Select(i => i.Input));
        Assert.Equal("two", dataset.Items[1].ExpectedOutput);
        Assert.Contains(_receiver.Requests, r => r.Path.Contains("page=2&version=2026-01-02T02%3A04%3A05", StringComparison.Ordinal));
        LangfuseDatasetItem? added = await _langfuse.Datasets.AddItemAsync("my set", LangfuseDatasetItem.OfText("a \"b\"", Canaries.OpenAi));
        Assert.NotNull(added);
        JsonElement body = JsonDocument.Parse(_receiver.Requests[^1].Body).RootElement;
        Assert.Equal("a \"b\"", body.GetProperty("input").GetString());
        Assert.DoesNotContain(Canaries.OpenAi, _receiver.Requests[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_experiment_traces_links_and_judges_every_item()
    {
        LangfuseDataset dataset = (await _langfuse.Datasets.GetAsync("my set"))!;
        using System.Diagnostics.Activity around = new System.Diagnostics.Activity("around").Start();
        LangfuseExperimentResult result = await _langfuse.RunExperimentAsync(
            dataset,
            "try",
            (item, _) => item.Input == "boom" ? throw new InvalidOperationException("it broke") : Task.FromResult("out " + item.Input),
            new LangfuseExperimentOptions
            {
                RunName = "run 1",
                Description = "why",
                MetadataJson = """{"model":"m"}""",
                RunEvaluators = { (items, _) => Task.FromResult<IReadOnlyList<LangfuseEvaluation>>([new LangfuseEvaluation("count", items.Count)]) },
                Evaluators = { (_, _) => throw new InvalidOperationException("a bad judge") },
            }.Judge("length", item => item.Output!.Length));

        Assert.Equal(["out one", """out {"q":2}""", null], result.Items.Select(i => i.Output));
        Assert.Equal(1, result.FailedCount);
        Assert.Equal("it broke", result.Items[2].Error!.Message);
        Assert.Equal(9, result.AverageScores["length"]);
        Assert.Equal("r1", result.RunId);
        Assert.Equal("try, run 'run 1': 3 items, 1 failed\n  length: 9 on average\n  count: 3", result.ToString());
        Assert.Equal(3, result.Items.Select(i => i.TraceId).Distinct().Count());
        Assert.DoesNotContain(around.TraceId.ToHexString(), result.Items.Select(i => i.TraceId));
        Assert.Contains(_program.Session.Problems, p => p.Code == "experiment-judge-failed");

        List<JsonElement> links = Bodies("/api/public/dataset-run-items");
        Assert.Equal(result.Items.Select(i => i.TraceId).Order(), links.Select(l => l.GetProperty("traceId").GetString()).Order());
        Assert.All(links, link =>
        {
            Assert.Equal("run 1", link.GetProperty("runName").GetString());
            Assert.Equal("why", link.GetProperty("runDescription").GetString());
            Assert.Equal("""{"model":"m"}""", link.GetProperty("metadata").GetRawText());
        });
        List<JsonElement> scores = Bodies("/api/public/scores");
        Assert.Equal(2, scores.Count(s => s.GetProperty("name").GetString() == "length"));
        JsonElement ofRun = Assert.Single(scores, s => s.TryGetProperty("datasetRunId", out _));
        Assert.Equal(("count", 3, "r1"), (ofRun.GetProperty("name").GetString(), ofRun.GetProperty("value").GetInt32(), ofRun.GetProperty("datasetRunId").GetString()));
        Assert.False(ofRun.TryGetProperty("traceId", out _));
    }

    [Fact]
    public async Task No_more_items_run_at_the_same_time_than_wanted()
    {
        var running = new ConcurrentDictionary<int, int>();
        int now = 0;
        var dataset = new LangfuseDataset("local", [.. Enumerable.Range(0, 40).Select(i => LangfuseDatasetItem.OfText($"{i}"))]);
        LangfuseExperimentResult result = await _langfuse.RunExperimentAsync(
            dataset,
            "local",
            async (item, _) =>
            {
                running.TryAdd(Interlocked.Increment(ref now), 0);
                await Task.Yield();
                Interlocked.Decrement(ref now);
                return item.Input;
            },
            new LangfuseExperimentOptions { MaxConcurrency = 3 });
        Assert.InRange(running.Keys.Max(), 1, 3);
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"{i}"), result.Items.Select(i => i.Output));
        Assert.Null(result.RunId);
        Assert.Empty(Bodies("/api/public/dataset-run-items"));
    }

    [Fact]
    public async Task Without_telemetry_an_experiment_still_runs_and_judges()
    {
        var off = new LangfuseClient(() => null);
        Assert.Null(await off.Datasets.GetAsync("d"));
        Assert.Null(await off.Datasets.CreateAsync("d"));
        Assert.Null(await off.Datasets.AddItemAsync("d", LangfuseDatasetItem.OfText("x")));
        LangfuseExperimentResult result = await off.RunExperimentAsync(
            new LangfuseDataset("local", LangfuseDatasetItem.OfText("x", "x")),
            "local",
            (item, _) => Task.FromResult(item.Input),
            new LangfuseExperimentOptions().Judge("same", item => item.Output == item.Item.ExpectedOutput ? 1 : 0));
        Assert.Equal(1, result.AverageScores["same"]);
        await Assert.ThrowsAsync<ArgumentException>(() => off.RunExperimentAsync(
            new LangfuseDataset("local"), "x", (_, _) => Task.FromResult(""), new LangfuseExperimentOptions { MaxConcurrency = 0 }));
    }

    [Fact]
    public async Task A_generation_names_its_prompt_unless_it_is_a_fallback()
    {
        LangfuseTextPrompt prompt = (await _langfuse.Prompts.FindAsync("p"))!;
        using (LangfuseTrace trace = _langfuse.StartTrace("t"))
        {
            using LangfuseGeneration linked = trace.StartGeneration("linked", "m");
            linked.SetPrompt(prompt);
            using LangfuseGeneration unlinked = trace.StartGeneration("unlinked", "m");
            unlinked.SetPrompt(new LangfuseTextPrompt("p", "x"));
            unlinked.SetPrompt(null);
        }

        Assert.True(await _langfuse.FlushAsync(Patience.Long));
        List<JsonElement> spans = [.. Bodies("/api/public/otel/v1/traces")
            .SelectMany(body => body.GetProperty("resourceSpans")[0].GetProperty("scopeSpans").EnumerateArray())
            .SelectMany(scope => scope.GetProperty("spans").EnumerateArray())];
        Assert.Contains("\"langfuse.observation.prompt.name\"", Named(spans, "linked"), StringComparison.Ordinal);
        Assert.Contains("\"langfuse.observation.prompt.version\"", Named(spans, "linked"), StringComparison.Ordinal);
        Assert.DoesNotContain("observation.prompt", Named(spans, "unlinked"), StringComparison.Ordinal);
    }

    private static string Named(List<JsonElement> spans, string name) => spans.Single(s => s.GetProperty("name").GetString() == name).GetRawText();

    private static string? Answer(ReceivedRequest request) => request.Path switch
    {
        "/api/public/v2/datasets/my%20set" => """{"id":"d1","name":"my set","description":null,"metadata":{}}""",
        var path when path.StartsWith("/api/public/dataset-items?", StringComparison.Ordinal) && path.Contains("page=1", StringComparison.Ordinal) =>
            """{"data":[{"id":"i1","input":"one"},{"id":"i2","input":{"q":2},"expectedOutput":"two"}],"meta":{"totalPages":2}}""",
        var path when path.StartsWith("/api/public/dataset-items?", StringComparison.Ordinal) => """{"data":[{"id":"i3","input":"boom"}],"meta":{"totalPages":2}}""",
        "/api/public/dataset-items" => """{"id":"new","input":"x"}""",
        "/api/public/dataset-run-items" => """{"datasetRunId":"r1"}""",
        var path when path.StartsWith("/api/public/v2/prompts/", StringComparison.Ordinal) => """{"name":"p","version":4,"type":"text","prompt":"x"}""",
        _ => null,
    };

    private List<JsonElement> Bodies(string path) =>
        [.. _receiver.Requests.Where(r => r.Method == "POST" && r.Path == path).Select(r => JsonDocument.Parse(r.Body).RootElement)];
}
