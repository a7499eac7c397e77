using System.Diagnostics;
using System.Text.Json;
using Tta.Observability.Tests.Fakes;

namespace Tta.Observability.Tests;

public sealed class ModelCallTests
{
    private const string Route = "/api/public/otel/v1/traces";

    [Fact]
    public async Task A_model_call_arrives_with_its_content_and_the_generic_export_has_none()
    {
        await using var langfuse = new FakeReceiver();
        await using var collector = new FakeReceiver();
        await using ObservedProgram program = Program(langfuse, options => options.OtlpEndpoint = collector.Address, genericTraces: true);
        Activity call = Call(program, "What is a monad?", "A burrito.");

        Assert.True(await program.Session.FlushAsync());
        ReceivedRequest request = await langfuse.WaitForAsync(request => request.Path == Route);
        ReceivedRequest generic = await collector.WaitForAsync(request => request.Path == "/v1/traces");

        Assert.Equal("POST", request.Method);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.Equal("gzip", request.Headers["Content-Encoding"]);
        JsonElement span = SpanOf(request);
        Assert.Equal(call.TraceId.ToHexString(), span.GetProperty("traceId").GetString());
        Assert.Equal(call.SpanId.ToHexString(), span.GetProperty("spanId").GetString());
        Assert.Equal("chat gpt-4o-mini", span.GetProperty("name").GetString());
        Assert.Equal(3, span.GetProperty("kind").GetInt32());
        Assert.Equal("chat", Text(span, "gen_ai.operation.name"));
        Assert.Equal("12", Attribute(span, "gen_ai.usage.input_tokens").GetProperty("intValue").GetString());
        Assert.Equal(0.0015, Attribute(span, "gen_ai.usage.cost").GetProperty("doubleValue").GetDouble());
        Assert.Equal("stop", Attribute(span, "gen_ai.response.finish_reasons").GetProperty("arrayValue").GetProperty("values")[0].GetProperty("stringValue").GetString());
        Assert.Contains("What is a monad?", Text(span, "gen_ai.input.messages"), StringComparison.Ordinal);
        Assert.Contains("A burrito.", Text(span, "gen_ai.output.messages"), StringComparison.Ordinal);
        Assert.Equal("tta-data-scientist", Text(span, "langfuse.user.id"));
        Assert.Equal("document-analysis", Text(span, "langfuse.trace.name"));
        Assert.True(long.Parse(span.GetProperty("endTimeUnixNano").GetString()!) >= long.Parse(span.GetProperty("startTimeUnixNano").GetString()!));
        Assert.True(generic.Holds("chat gpt-4o-mini"));
        Assert.False(generic.Holds("monad"));
        Assert.False(generic.Holds("burrito"));
        Assert.Equal(1, program.Session.Counters.SentCount(ExportSignal.ModelCalls));
    }

    [Fact]
    public async Task Other_spans_stay_away()
    {
        await using var langfuse = new FakeReceiver();
        await using ObservedProgram program = Program(langfuse);
        program.Source.StartActivity("primitive.Parse")!.Dispose();
        Call(program, "a", "b");

        Assert.True(await program.Session.FlushAsync());
        Assert.False((await langfuse.WaitForAsync(_ => true)).Holds("primitive.Parse"));
    }

    [Theory]
    [InlineData("http://127.0.0.1:3000", null, null, true)]
    [InlineData("http://localhost:3000", null, null, true)]
    [InlineData("https://cloud.langfuse.com", null, null, false)]
    [InlineData("https://cloud.langfuse.com", null, "true", true)]
    [InlineData("https://cloud.langfuse.com", true, null, true)]
    [InlineData("http://127.0.0.1:3000", null, "false", false)]
    [InlineData("http://127.0.0.1:3000", false, "true", false)]
    public void Content_is_captured_for_this_machine_or_on_request(string host, bool? option, string? variable, bool captured)
    {
        Dictionary<string, string> environment = new(StringComparer.Ordinal) { ["LANGFUSE_HOST"] = host };
        if (variable is not null)
        {
            environment["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = variable;
        }

        var settings = new EnvironmentSettings(environment, new ProblemLog(null, TimeProvider.System));
        Assert.Equal(captured, ModelCallTarget.Resolve(new ModelCallOptions { CaptureContent = option }, settings).CaptureContent);
    }

    [Fact]
    public void Langfuses_own_variables_are_read()
    {
        Dictionary<string, string> environment = new(StringComparer.Ordinal)
        {
            ["LANGFUSE_FLUSH_AT"] = "7", ["LANGFUSE_FLUSH_INTERVAL"] = "0.25", ["LANGFUSE_TIMEOUT"] = "3", ["LANGFUSE_SAMPLE_RATE"] = "0.5",
            ["LANGFUSE_TRACING_ENVIRONMENT"] = "staging", ["LANGFUSE_RELEASE"] = "v1.2",
        };
        ModelCallTarget target = ModelCallTarget.Resolve(new ModelCallOptions(), new EnvironmentSettings(environment, new ProblemLog(null, TimeProvider.System)));

        Assert.Equal((7, TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(3), 0.5), (target.BatchCount, target.FlushInterval, target.RequestTimeout, target.SampleRate));
        Assert.Equal(("staging", "v1.2"), (target.TracingEnvironment, target.Release));
        Assert.True(DiagnosticLevel.Of(new Dictionary<string, string>(StringComparer.Ordinal) { ["LANGFUSE_DEBUG"] = "true" }).ShowsSettings);
        Assert.False(DiagnosticLevel.Of(new Dictionary<string, string>(StringComparer.Ordinal) { ["LANGFUSE_DEBUG"] = "true", ["OTEL_LOG_LEVEL"] = "error" }).ShowsProblems);
    }

    [Theory]
    [InlineData("LANGFUSE_FLUSH_AT", "0")]
    [InlineData("LANGFUSE_FLUSH_INTERVAL", "-1")]
    [InlineData("LANGFUSE_TIMEOUT", "soon")]
    [InlineData("LANGFUSE_SAMPLE_RATE", "2")]
    public void An_unusable_variable_of_Langfuse_is_said_and_ignored(string name, string value)
    {
        var problems = new ProblemLog(null, TimeProvider.System);
        ModelCallTarget target = ModelCallTarget.Resolve(
            new ModelCallOptions(), new EnvironmentSettings(new Dictionary<string, string>(StringComparer.Ordinal) { [name] = value }, problems));

        Assert.Equal((128, 1.0, 10.0, 1.0), (target.BatchCount, target.FlushInterval.TotalSeconds, target.RequestTimeout.TotalSeconds, target.SampleRate));
        Assert.Contains(name, Assert.Single(problems.Snapshot()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batches_environment_and_release_are_as_the_variables_say()
    {
        await using var langfuse = new FakeReceiver();
        await using ObservedProgram program = Program(
            langfuse, variables: [("LANGFUSE_FLUSH_AT", "2"), ("LANGFUSE_TRACING_ENVIRONMENT", "staging"), ("LANGFUSE_RELEASE", "v1.2")]);
        for (int i = 0; i < 5; i++)
        {
            Call(program, "a", "b");
        }

        Assert.True(await program.Session.FlushAsync(Patience.Long));
        Assert.InRange(langfuse.Requests.Count, 3, 5);
        JsonElement span = SpanOf(langfuse.Requests[0]);
        Assert.Equal(("staging", "v1.2"), (Text(span, "langfuse.environment"), Text(span, "langfuse.release")));
    }

    [Fact]
    public async Task A_sample_of_no_trace_sends_none()
    {
        await using var langfuse = new FakeReceiver();
        await using ObservedProgram program = Program(langfuse, variables: [("LANGFUSE_SAMPLE_RATE", "0")]);
        Call(program, "a", "b");

        Assert.True(await program.Session.FlushAsync(Patience.Long));
        Assert.Empty(langfuse.Requests);
        Assert.Equal(0, program.Session.Counters.DroppedCount(ExportSignal.ModelCalls, ExportCounters.QueueFull));
    }

    [Fact]
    public async Task Without_capture_the_call_arrives_without_content()
    {
        await using var langfuse = new FakeReceiver();
        await using ObservedProgram program = Program(langfuse, options => options.ModelCalls.CaptureContent = false);
        Call(program, "monad", "burrito");

        Assert.True(await program.Session.FlushAsync());
        ReceivedRequest request = await langfuse.WaitForAsync(_ => true);
        Assert.True(request.Holds("gpt-4o-mini"));
        Assert.False(request.Holds("monad"));
        Assert.False(request.Holds("burrito"));
    }

    [Fact]
    public async Task Keys_are_sent_as_basic_authentication()
    {
        await using var langfuse = new FakeReceiver();
        await using ObservedProgram program = Program(langfuse, options => (options.ModelCalls.PublicKey, options.ModelCalls.SecretKey) = ("pk-lf-1", "sk-lf-2"));
        Call(program, "a", "b");

        Assert.True(await program.Session.FlushAsync());
        Assert.Equal("Basic cGstbGYtMTpzay1sZi0y", (await langfuse.WaitForAsync(_ => true)).Headers["Authorization"]);
    }

    [Fact]
    public async Task A_busy_receiver_is_asked_again()
    {
        await using var langfuse = new FakeReceiver();
        langfuse.Statuses.Enqueue(503);
        await using ObservedProgram program = Program(langfuse);
        Call(program, "a", "b");

        Assert.True(await program.Session.FlushAsync(Patience.Long));
        Assert.Equal(2, langfuse.Requests.Count);
        Assert.Equal(1, program.Session.Counters.SentCount(ExportSignal.ModelCalls));
        Assert.Empty(program.Session.Problems);
    }

    [Fact]
    public async Task A_refusal_is_counted_and_explained_once()
    {
        await using var langfuse = new FakeReceiver();
        langfuse.Statuses.Enqueue(401);
        await using ObservedProgram program = Program(langfuse);
        Call(program, "a", "b");

        Assert.True(await program.Session.FlushAsync());
        Assert.Single(langfuse.Requests);
        Assert.Equal(1, program.Session.Counters.DroppedCount(ExportSignal.ModelCalls, ExportCounters.ExportFailed));
        ObservabilityProblem problem = Assert.Single(program.Session.Problems);
        Assert.Equal("model-calls-not-exported", problem.Code);
        Assert.Contains("LANGFUSE_PUBLIC_KEY", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_exceeds_the_queue_is_dropped_and_counted_while_the_application_goes_on()
    {
        await using var langfuse = new FakeReceiver();
        langfuse.Hold();
        await using ObservedProgram program = Program(langfuse, options =>
        {
            options.ModelCalls.QueueSize = 10;
        });
        for (int i = 0; i < 100; i++)
        {
            Call(program, "a", "b");
        }

        Assert.Equal(90, program.Session.Counters.DroppedCount(ExportSignal.ModelCalls, ExportCounters.QueueFull));
        langfuse.Release();
        Assert.True(await program.Session.FlushAsync());
        Assert.Equal(10, program.Session.Counters.SentCount(ExportSignal.ModelCalls));
    }

    [Fact]
    public async Task Content_beyond_the_memory_bound_is_left_out_and_counted()
    {
        await using var langfuse = new FakeReceiver();
        await using ObservedProgram program = Program(langfuse, options => options.ModelCalls.MaxQueuedContentBytes = 100);
        Call(program, new string('x', 1_000), "b");

        Assert.True(await program.Session.FlushAsync());
        Assert.False((await langfuse.WaitForAsync(_ => true)).Holds("xxxx"));
        Assert.Equal(1, program.Session.Counters.DroppedCount(ExportSignal.ModelCalls, ExportCounters.ContentDropped));
    }

    [Fact]
    public async Task A_long_prompt_is_cut_and_says_so()
    {
        await using var langfuse = new FakeReceiver();
        await using ObservedProgram program = Program(langfuse, options => options.ModelCalls.MaxContentLength = 60);
        Call(program, new string('x', 1_000), "b");

        Assert.True(await program.Session.FlushAsync());
        JsonElement span = SpanOf(await langfuse.WaitForAsync(_ => true));
        Assert.Matches(@"x\.\.\. \[[0-9]+ more characters were cut\]$", Text(span, "gen_ai.input.messages"));
    }

    [Fact]
    public async Task What_is_queued_at_the_end_is_sent()
    {
        await using var langfuse = new FakeReceiver();
        await using (ObservedProgram program = Program(langfuse))
        {
            Call(program, "last words", "b");
        }

        Assert.True(Assert.Single(langfuse.Requests).Holds("last words"));
    }

    [Fact]
    public async Task Many_calls_go_out_in_few_requests()
    {
        await using var langfuse = new FakeReceiver();
        await using ObservedProgram program = Program(langfuse);
        for (int i = 0; i < 500; i++)
        {
            Call(program, $"question {i}", "b");
        }

        Assert.True(await program.Session.FlushAsync());
        Assert.InRange(langfuse.Requests.Count, 1, 20);
        Assert.Equal(500, langfuse.Requests.Sum(request => JsonDocument.Parse(request.Body).RootElement
            .GetProperty("resourceSpans")[0].GetProperty("scopeSpans").EnumerateArray().Sum(scope => scope.GetProperty("spans").GetArrayLength())));
    }

    private static ObservedProgram Program(FakeReceiver langfuse, Action<TtaObservabilityOptions>? configure = null, bool genericTraces = false, params (string, string)[] variables) => new(
        options =>
        {
            options.ModelCalls.Host = langfuse.Address;
            configure?.Invoke(options);
        },
        [("OTEL_METRICS_EXPORTER", "none"), ("OTEL_LOGS_EXPORTER", "none"), ("OTEL_TRACES_EXPORTER", genericTraces ? "otlp" : "none"), .. variables]);

    private static Activity Call(ObservedProgram program, string prompt, string completion)
    {
        using Activity call = program.Source.StartActivity("chat gpt-4o-mini", ActivityKind.Client)!;
        call.SetTag("gen_ai.operation.name", "chat").SetTag("gen_ai.request.model", "gpt-4o-mini").SetTag("gen_ai.usage.input_tokens", 12)
            .SetTag("gen_ai.usage.cost", 0.0015).SetTag("gen_ai.response.finish_reasons", new[] { "stop" })
            .SetTag("persona", "tta-data-scientist").SetTag("workflow.name", "document-analysis");
        call.SetCustomProperty("gen_ai.input.messages", $$"""[{"role":"user","parts":[{"type":"text","content":"{{prompt}}"}]}]""");
        call.SetCustomProperty("gen_ai.output.messages", $$"""[{"role":"assistant","parts":[{"type":"text","content":"{{completion}}"}]}]""");
        return call;
    }

    private static JsonElement SpanOf(ReceivedRequest request) =>
        JsonDocument.Parse(request.Body).RootElement.GetProperty("resourceSpans")[0].GetProperty("scopeSpans")[0].GetProperty("spans")[0];

    private static JsonElement Attribute(JsonElement span, string key) =>
        span.GetProperty("attributes").EnumerateArray().Single(attribute => attribute.GetProperty("key").GetString() == key).GetProperty("value");

    private static string Text(JsonElement span, string key) => Attribute(span, key).GetProperty("stringValue").GetString()!;
}
