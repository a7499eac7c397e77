using System.Diagnostics;
using System.Text.Json;
using Tta.Observability.Tests.Fakes;
using Tta.TestKit;

namespace Tta.Observability.Tests;

/// <summary>The source of Langfuse traces is one per process.</summary>
[Collection(nameof(Alone))]
#pragma warning disable CA1001 // xunit ends it through IAsyncLifetime.
public sealed class LangfuseClientTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly FakeReceiver _receiver = new();
    private ObservedProgram _program = null!;
    private LangfuseClient _langfuse = null!;

    public Task InitializeAsync()
    {
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
    public async Task A_trace_with_all_its_parts_arrives()
    {
        string traceId;
        using (LangfuseTrace trace = _langfuse.StartTrace(
            "feature-implementation", "tta-backend-engineer", "feature", new LangfuseTraceOptions { SessionId = "s-1", Input = "build it", Tags = { "demo" }, Metadata = { ["ticket"] = "T7" } }))
        {
            traceId = trace.TraceId;
            using (LangfuseSpan step = trace.StartSpan("plan", "think"))
            {
                step.CreateGeneration("api-design", "gpt-4o", "Design a REST API", "GET /users", new LangfuseUsage(150, 800, 0.01));
                step.SetMetadata("round", "2");
                step.End("planned");
            }

            trace.AddEvent("reviewed", "by hand");
            trace.End("done");
        }

        List<JsonElement> spans = await SpansAsync();

        JsonElement root = Named(spans, "feature-implementation");
        JsonElement plan = Named(spans, "plan");
        JsonElement generation = Named(spans, "api-design");
        JsonElement point = Named(spans, "reviewed");
        Assert.All(spans, span => Assert.Equal(traceId, span.GetProperty("traceId").GetString()));
        Assert.False(root.TryGetProperty("parentSpanId", out _));
        Assert.Equal(root.GetProperty("spanId").GetString(), plan.GetProperty("parentSpanId").GetString());
        Assert.Equal(plan.GetProperty("spanId").GetString(), generation.GetProperty("parentSpanId").GetString());
        Assert.All(spans, span =>
        {
            Assert.Equal("feature-implementation", Text(span, "langfuse.trace.name"));
            Assert.Equal("tta-backend-engineer", Text(span, "langfuse.user.id"));
            Assert.Equal("s-1", Text(span, "session.id"));
            Assert.Equal("T7", Text(span, "langfuse.trace.metadata.ticket"));
        });
        Assert.Equal(["span", "span", "generation", "event"], new[] { root, plan, generation, point }.Select(span => Text(span, "langfuse.observation.type")));
        Assert.Equal("build it", Text(root, "langfuse.trace.input"));
        Assert.Equal("done", Text(root, "langfuse.trace.output"));
        Assert.Equal("think", Text(plan, "langfuse.observation.input"));
        Assert.Equal("Design a REST API", Text(generation, "langfuse.observation.input"));
        Assert.Equal("GET /users", Text(generation, "langfuse.observation.output"));
        Assert.Equal("gpt-4o", Text(generation, "gen_ai.request.model"));
        Assert.Equal("800", Value(generation, "gen_ai.usage.output_tokens").GetProperty("intValue").GetString());
    }

    [Fact]
    public async Task A_trace_inside_a_running_one_has_its_id()
    {
        using (Activity outer = _program.Source.StartActivity("outer")!)
        {
            using LangfuseTrace trace = _langfuse.StartTrace("inner");
            Assert.Equal(outer.TraceId.ToHexString(), trace.TraceId);
        }

        Assert.True(Value(Named(await SpansAsync(), "inner"), "langfuse.internal.as_root").GetProperty("boolValue").GetBoolean());
    }

    [Fact]
    public async Task Failures_are_errors()
    {
        using (LangfuseTrace trace = _langfuse.StartTrace("failing"))
        {
            trace.Fail(new InvalidOperationException("no answer"));
        }

        JsonElement span = Named(await SpansAsync(), "failing");
        Assert.Equal(2, span.GetProperty("status").GetProperty("code").GetInt32());
        Assert.Equal("ERROR", Text(span, "langfuse.observation.level"));
        Assert.Equal("exception", span.GetProperty("events")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Scores_are_sent_with_their_type_and_without_secrets()
    {
        string traceId;
        string generationId;
        using (LangfuseTrace trace = _langfuse.StartTrace("scored"))
        {
            traceId = trace.TraceId;
            using LangfuseGeneration generation = trace.StartGeneration("answer", "gpt-4o");
            generationId = generation.Id;
            generation.Score("relevance", 0.9, $"seen {Canaries.OpenAi}");
            trace.Score("useful", true);
            trace.Score("tone", "friendly");
        }

        Assert.True(await _program.Session.FlushAsync(Patience.Long));
        JsonElement[] scores = [.. _receiver.Requests.Where(request => request.Path == "/api/public/scores").Select(request => JsonDocument.Parse(request.Body).RootElement)];

        Assert.Equal(["relevance", "useful", "tone"], scores.Select(score => score.GetProperty("name").GetString()));
        Assert.Equal(["NUMERIC", "BOOLEAN", "CATEGORICAL"], scores.Select(score => score.GetProperty("dataType").GetString()));
        Assert.All(scores, score => Assert.Equal(traceId, score.GetProperty("traceId").GetString()));
        Assert.Equal(generationId, scores[0].GetProperty("observationId").GetString());
        Assert.False(scores[1].TryGetProperty("observationId", out _));
        Assert.Equal(0.9, scores[0].GetProperty("value").GetDouble());
        Assert.Equal(1, scores[1].GetProperty("value").GetInt32());
        Assert.Equal("friendly", scores[2].GetProperty("value").GetString());
        Assert.Equal("seen [redacted]", scores[0].GetProperty("comment").GetString());
        Assert.Equal(3, _program.Session.Counters.SentCount(ExportSignal.Scores));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public async Task A_score_that_is_no_number_takes_no_other_along(double value)
    {
        using (LangfuseTrace trace = _langfuse.StartTrace("scored"))
        {
            trace.Score("before", 1.0);
            trace.Score("broken", value);
            trace.Score("after", 2.0);
        }

        Assert.True(await _program.Session.FlushAsync(Patience.Long));

        Assert.Equal(
            ["before", "after"],
            _receiver.Requests.Where(request => request.Path == "/api/public/scores").Select(request => JsonDocument.Parse(request.Body).RootElement.GetProperty("name").GetString()));
        Assert.Equal(1, _program.Session.Counters.DroppedCount(ExportSignal.Scores, ExportCounters.Withheld));
        Assert.Contains("broken", Assert.Single(_program.Session.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scores_belong_to_the_environment_of_their_traces()
    {
        await using var receiver = new FakeReceiver();
        await using var program = new ObservedProgram(
            options => options.ModelCalls.Host = receiver.Address,
            ("OTEL_TRACES_EXPORTER", "none"), ("OTEL_METRICS_EXPORTER", "none"), ("OTEL_LOGS_EXPORTER", "none"), ("LANGFUSE_TRACING_ENVIRONMENT", "staging"));
        new LangfuseClient(() => program.Session).Score("0af7651916cd43dd8448eb211c80319c", "useful", true);

        Assert.True(await program.Session.FlushAsync(Patience.Long));

        ReceivedRequest sent = Assert.Single(receiver.Requests, request => request.Path == "/api/public/scores");
        Assert.Equal("staging", JsonDocument.Parse(sent.Body).RootElement.GetProperty("environment").GetString());
    }

    [Fact]
    public async Task A_program_that_ends_waits_for_no_further_attempt()
    {
        await using var receiver = new FakeReceiver();
        receiver.Statuses.Enqueue(503);
        receiver.Statuses.Enqueue(503);
        using var closing = new CancellationTokenSource();
        using var http = new LangfuseHttp(new ModelCallTarget(receiver.Address, null, null, CaptureContent: true), new ManualTimeProvider(), closing.Token);

        Task<LangfuseOutcome> sending = http.PostAsync("/scores", () => new StringContent("{}"), isLastChance: false, CancellationToken.None);
        await receiver.WaitForAsync(request => request.Path == "/api/public/scores");
        await closing.CancelAsync();

        Assert.False((await sending.WaitAsync(Patience.Long)).IsSuccess);
        Assert.InRange(receiver.Requests.Count, 1, 2);
    }

    [Fact]
    public void A_call_without_a_model_starts_nothing()
    {
        using LangfuseTrace trace = _langfuse.StartTrace("outer");
        Activity? around = Activity.Current;

        Assert.Throws<ArgumentException>(() => trace.StartGeneration("call", " "));

        Assert.Same(around, Activity.Current);
    }

    [Fact]
    public async Task Without_telemetry_nothing_happens()
    {
        await _program.DisposeAsync();

        Assert.False(_langfuse.IsEnabled);
        using LangfuseTrace trace = _langfuse.StartTrace("silent");
        using LangfuseSpan step = trace.StartSpan("step");
        step.CreateGeneration("call", "gpt-4o", "a", "b");
        step.Fail(new InvalidOperationException());
        trace.Score("s", 1);

        Assert.Equal("", trace.TraceId);
        Assert.Empty(_receiver.Requests);
    }

    private async Task<List<JsonElement>> SpansAsync()
    {
        Assert.True(await _langfuse.FlushAsync(Patience.Long));
        return [.. _receiver.Requests
            .Where(request => request.Path == "/api/public/otel/v1/traces")
            .SelectMany(request => JsonDocument.Parse(request.Body).RootElement.GetProperty("resourceSpans")[0].GetProperty("scopeSpans").EnumerateArray())
            .SelectMany(scope => scope.GetProperty("spans").EnumerateArray())];
    }

    private static JsonElement Named(IEnumerable<JsonElement> spans, string name) => spans.Single(span => span.GetProperty("name").GetString() == name);

    private static JsonElement Value(JsonElement span, string key) =>
        span.GetProperty("attributes").EnumerateArray().Single(attribute => attribute.GetProperty("key").GetString() == key).GetProperty("value");

    private static string? Text(JsonElement span, string key) => Value(span, key).GetProperty("stringValue").GetString();
}
