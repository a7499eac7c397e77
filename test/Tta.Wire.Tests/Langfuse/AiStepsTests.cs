using Tta.Model;
using Tta.TestKit;
using Tta.Wire.Langfuse;

namespace Tta.Wire.Tests.Langfuse;

public sealed class AiStepsTests
{
    [Fact]
    public void Conventions_of_OpenTelemetry()
    {
        LlmObservationChange o = Map(
            ("gen_ai.operation.name", "chat"), ("gen_ai.provider.name", "openai"), ("gen_ai.request.model", "gpt-5"), ("gen_ai.response.model", "gpt-5-2026"),
            ("gen_ai.usage.input_tokens", 100), ("gen_ai.usage.output_tokens", 20), ("gen_ai.usage.cache_read.input_tokens", 40),
            ("gen_ai.usage.reasoning.output_tokens", 5), ("gen_ai.usage.cost", 0.0125), ("gen_ai.request.temperature", 0.5), ("gen_ai.request.max_tokens", 64),
            ("gen_ai.response.finish_reasons", AnyValue.From((AnyValue[])[AnyValue.From("stop")])), ("gen_ai.response.time_to_first_chunk", 0.25),
            ("workflow.name", "review"), ("persona", "critic"), ("chatmode", "careful"), ("gen_ai.system_instructions", """[{"type":"text","content":"be kind"}]"""));
        Assert.Equal(("chat", "gpt-5-2026", "openai", LlmObservationType.Generation), (o.Operation, o.Model, o.Provider, o.Type));
        Assert.Equal("input=60 input_cached_tokens=40 output=15 output_reasoning_tokens=5", Usage(o));
        Assert.Equal((0.0125m, "stop", 250_001_000L), (o.CostDetails!["total"], o.FinishReason, o.CompletionStartNs));
        Assert.Equal(("review", "critic", "careful", "clone-1", "shop"), (o.WorkflowName, o.Persona, o.ChatMode, o.Workspace, o.Service));
        Assert.Equal("""{"temperature":0.5,"max_tokens":64}""", o.ModelParametersJson);
        Assert.Equal("""[{"type":"text","content":"be kind"}]""", o.SystemInstructionsJson);
        Assert.Null(o.InputJson);
        Assert.Null(o.MetadataJson);
        Assert.Null(o.Error);
    }

    [Fact]
    public void Instructions_are_the_first_message_of_an_input()
    {
        LlmObservationChange o = Map(
            ("gen_ai.operation.name", "chat"), ("gen_ai.system_instructions", """[{"type":"text","content":"be kind"}]"""),
            ("gen_ai.input.messages", """[{"role":"user","parts":[{"type":"text","content":"hi"}]}]"""));
        Assert.Equal("""[{"role":"system","content":"be kind"},{"role":"user","parts":[{"type":"text","content":"hi"}]}]""", o.InputJson);
        Assert.Null(o.SystemInstructionsJson);
    }

    [Fact]
    public void OpenInference()
    {
        LlmObservationChange o = Map(
            ("openinference.span.kind", "LLM"), ("llm.model_name", "m"), ("llm.provider", "p"), ("llm.token_count.prompt", 7), ("llm.token_count.completion", 3),
            ("llm.cost.total", 0.5), ("llm.invocation_parameters", """{"t":1}"""), ("llm.input_messages.0.message.role", "system"), ("llm.input_messages.0.message.content", "a"));
        Assert.Equal(("chat", "m", "p", "input=7 output=3", 0.5m), (o.Operation, o.Model, o.Provider, Usage(o), o.CostDetails!["total"]));
        Assert.Equal("""{"t":1}""", o.ModelParametersJson);
        Assert.Equal("""[{"message":{"role":"system","content":"a"}}]""", o.InputJson);
    }

    [Fact]
    public void A_failed_tool_says_how()
    {
        Span ok = Span(("gen_ai.operation.name", "execute_tool"), ("gen_ai.tool.name", "search"), ("gen_ai.tool.call.arguments", """{"q":1}"""));
        LlmObservationChange o = Map(new Span
        {
            TraceId = ok.TraceId, SpanId = ok.SpanId, ParentSpanId = new SpanId(9), Name = ok.Name, StartNs = 1000, Attributes = ok.Attributes, Resource = ok.Resource, Scope = ok.Scope,
            Status = SpanStatusCode.Error, StatusMessage = "boom", Events = [new SpanEvent(1, "exception", [new("exception.type", AnyValue.From("TimeoutException"))])],
        });
        Assert.Equal(("execute_tool", "search", "TimeoutException", "0000000000000009"), (o.Operation, o.Name, o.Error, o.ParentId));
        Assert.Equal((LlmObservationType.Tool, LlmLevel.Error, "boom", """{"q":1}"""), (o.Type, o.Level, o.StatusMessage, o.InputJson));
    }

    [Theory]
    [InlineData("http.request.method", "GET")]
    [InlineData("gen_ai.operation.name", "invoke_workflow")]
    [InlineData("langfuse.observation.type", "span")]
    public void Ordinary_spans_are_none(string key, string value)
    {
        Assert.Null(new AiSteps().Find(SpanBatches.Of(Span((key, AnyValue.From(value))))));
    }

    [Theory]
    [InlineData("gen_ai.operation.name", "invoke_agent", LlmObservationType.Agent)]
    [InlineData("openinference.span.kind", "RETRIEVER", LlmObservationType.Retriever)]
    [InlineData("langfuse.observation.type", "guardrail", LlmObservationType.Guardrail)]
    [InlineData("gen_ai.operation.name", "embeddings", LlmObservationType.Embedding)]
    public void Other_steps_are_of_their_own_type(string key, string value, LlmObservationType expected) => Assert.Equal(expected, Map((key, AnyValue.From(value))).Type);

    [Fact]
    public void The_session_is_said_of_the_trace()
    {
        LlmBatch batch = new AiSteps().Find(SpanBatches.Of(Span(("gen_ai.operation.name", "chat"), ("gen_ai.conversation.id", "s1"), ("user.id", "u1"))))!;
        LlmTraceChange trace = Assert.Single(batch.Traces);
        Assert.Equal(("00000000000000010000000000000002", "s1", "u1", "clone-1", "shop"), (trace.Id, trace.SessionId, trace.UserId, trace.Workspace, trace.Service));
    }

    [Fact]
    public void Steps_of_one_trace_and_batch_report_it_each_at_its_time_and_nothing_twice()
    {
        Span first = Step(3, ("user.id", "u1"), ("langfuse.trace.name", "first"));
        Span second = Step(4, ("user.id", "u2"));
        LlmBatch batch = new AiSteps().Find(SpanBatches.Of(first, second, Step(5, ("session.id", "s1"))))!;
        Assert.Equal(3, batch.Observations.Count);
        Assert.Equal([(1003, "first"), (1004, null), (1005, null)], batch.Traces.Select(report => (report.EventNs, report.Name)));
        LlmTraceChange trace = batch.Traces.Aggregate(ReportMerge.Merge);
        Assert.Equal(("first", "u2", "s1"), (trace.Name, trace.UserId, trace.SessionId));

        LlmBatch alike = new AiSteps().Find(SpanBatches.Of(second, Step(6, ("user.id", "u2")), first))!;
        Assert.Equal([(1006, "u2"), (1003, "u1")], alike.Traces.Select(report => (report.EventNs, report.UserId)));
    }

    [Fact]
    public void Found_again_in_other_batches_nothing_of_earlier_ones_is_left()
    {
        var steps = new AiSteps();
        Span rich = Step(3, ("user.id", "u1"), ("gen_ai.request.temperature", 0.5), ("gen_ai.input.messages", """[{"role":"user"}]"""), ("error.type", "E"));
        Assert.NotNull(steps.Find(SpanBatches.Of(rich)));
        LlmBatch batch = steps.Find(SpanBatches.Of(Step(4)))!;
        LlmObservationChange plain = Assert.Single(batch.Observations);
        Assert.Null(plain.ModelParametersJson);
        Assert.Null(plain.InputJson);
        Assert.Null(Assert.Single(batch.Traces).UserId);
        Assert.Null(steps.Find(SpanBatches.Of(Span(("http.request.method", "GET")))));
    }

    [Fact]
    public void A_further_step_allocates_what_is_said_of_it_and_little_more()
    {
        // Two reports with their own texts (ids, user, parameters) and units: 1.5 kB. The rest is counting units and finding parameters.
        const double MostBytes = 3_200;
        var steps = new AiSteps();
        SpanBatch few = SpanBatches.Of(Steps(10));
        SpanBatch many = SpanBatches.Of(Steps(300));
        double perStep = Allocations.PerFurtherItem(() => Assert.Equal(10, steps.Find(few)!.Observations.Count), 10, () => Assert.Equal(300, steps.Find(many)!.Observations.Count), 300);
        Assert.True(perStep < MostBytes, $"{perStep} bytes for each further step");

        static Span[] Steps(int count) => [.. Enumerable.Range(1, count).Select(i => new Span
        {
            TraceId = new TraceId(1, (ulong)i), SpanId = new SpanId((ulong)i), ParentSpanId = new SpanId(9), Name = "chat", StartNs = 1000 + i, EndNs = 2000 + i,
            Attributes =
            [
                new("gen_ai.operation.name", AnyValue.From("chat")), new("gen_ai.provider.name", AnyValue.From("openai")), new("gen_ai.request.model", AnyValue.From("m")),
                new("gen_ai.usage.input_tokens", AnyValue.From(100L + i)), new("gen_ai.usage.output_tokens", AnyValue.From(10L + i)),
                new("gen_ai.request.temperature", AnyValue.From(0.5)), new("user.id", AnyValue.From($"u{i}")), new("url.path", AnyValue.From($"/a/{i}")),
            ],
            Resource = new Resource([new("service.name", AnyValue.From("shop"))]),
            Scope = new Scope("lib", "1", []),
        })];
    }

    private static Span Step(ulong id, params (string Key, Value Value)[] attributes)
    {
        Span step = Span([("gen_ai.operation.name", "chat"), .. attributes]);
        return new Span
        {
            TraceId = step.TraceId, SpanId = new SpanId(id), ParentSpanId = new SpanId(99), Name = step.Name, StartNs = 1000 + (long)id, Attributes = step.Attributes,
            Resource = step.Resource, Scope = step.Scope,
        };
    }

    private static LlmObservationChange Map(params (string Key, Value Value)[] attributes) => Map(Span(attributes));

    private static LlmObservationChange Map(Span span) => Assert.Single(new AiSteps().Find(SpanBatches.Of(span))!.Observations);

    private static string Usage(LlmObservationChange o) => string.Join(' ', o.UsageDetails!.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}"));

    private static Span Span(params (string Key, Value Value)[] attributes) => new()
    {
        TraceId = new TraceId(1, 2),
        SpanId = new SpanId(3),
        Name = "chat gpt-5",
        StartNs = 1000,
        Attributes = [.. attributes.Select(a => new KeyValue(a.Key, a.Value.Any))],
        Resource = new Resource([new("service.name", AnyValue.From("shop")), new("workspace", AnyValue.From("clone-1"))]),
        Scope = new Scope("", "", []),
    };

    internal readonly record struct Value(AnyValue Any)
    {
        public static implicit operator Value(string value) => new(AnyValue.From(value));

        public static implicit operator Value(int value) => new(AnyValue.From((long)value));

        public static implicit operator Value(double value) => new(AnyValue.From(value));

        public static implicit operator Value(AnyValue value) => new(value);
    }
}
