using Tta.Model;
using Tta.Wire.GenAi;

namespace Tta.Wire.Tests.GenAi;

public class GenAiMappingTests
{
    [Fact]
    public void Conventions_of_OpenTelemetry()
    {
        LlmObservationChange o = Map(
            ("gen_ai.operation.name", "chat"), ("gen_ai.provider.name", "openai"), ("gen_ai.request.model", "gpt-5"), ("gen_ai.response.model", "gpt-5-2026"),
            ("gen_ai.usage.input_tokens", 100), ("gen_ai.usage.output_tokens", 20), ("gen_ai.usage.cache_read.input_tokens", 40),
            ("gen_ai.usage.reasoning.output_tokens", 5), ("gen_ai.usage.cost", 0.0125), ("gen_ai.request.temperature", 0.5), ("gen_ai.request.max_tokens", 64),
            ("gen_ai.response.finish_reasons", AnyValue.From((AnyValue[])[AnyValue.From("stop")])), ("gen_ai.response.time_to_first_chunk", 0.25),
            ("gen_ai.conversation.id", "s1"), ("workflow.name", "review"), ("persona", "critic"), ("chatmode", "careful"),
            ("gen_ai.input.messages", """[{"role":"user","parts":[{"type":"text","content":"hi"}]}]"""),
            ("gen_ai.system_instructions", """[{"type":"text","content":"be kind"}]"""));
        Assert.Equal(("chat", "gpt-5-2026", "openai"), (o.Operation, o.Model, o.Provider));
        Assert.Equal("input=60 input_cached_tokens=40 output=15 output_reasoning_tokens=5", Usage(o));
        Assert.Equal((0.0125m, "stop", 1000 + 250_000_000), (o.CostDetails!["total"], o.FinishReason, o.CompletionStartNs));
        Assert.Equal(("review", "critic", "careful", "clone-1", "shop"), (o.WorkflowName, o.Persona, o.ChatMode, o.Workspace, o.Service));
        Assert.Equal((LlmObservationType.Generation, "0000000000000003", "00000000000000010000000000000002"), (o.Type, o.Id, o.TraceId));
        Assert.Equal("""{"temperature":0.5,"max_tokens":64}""", o.ModelParametersJson);
        Assert.Equal("""[{"role":"user","parts":[{"type":"text","content":"hi"}]}]""", o.InputJson);
        Assert.Equal("""[{"type":"text","content":"be kind"}]""", o.SystemInstructionsJson);
        Assert.Null(o.OutputJson);
        Assert.Null(o.Error);
    }

    [Fact]
    public void OpenInference()
    {
        LlmObservationChange o = Map(
            ("openinference.span.kind", "LLM"), ("llm.model_name", "m"), ("llm.provider", "p"), ("llm.token_count.prompt", 7), ("llm.token_count.completion", 3),
            ("llm.cost.total", 0.5), ("llm.invocation_parameters", """{"t":1}"""), ("input.value", "ignored"),
            ("llm.input_messages.9999.message.role", "user"), ("llm.input_messages.9999.message.content", "b"),
            ("llm.input_messages.0.message.role", "system"), ("llm.input_messages.0.message.content", "a"), ("output.value", "done"));
        Assert.Equal(("chat", "m", "p", "input=7 output=3", 0.5m), (o.Operation, o.Model, o.Provider, Usage(o), o.CostDetails!["total"]));
        Assert.Equal("""{"t":1}""", o.ModelParametersJson);
        Assert.Equal("""[{"role":"system","parts":[{"type":"text","content":"a"}]},{"role":"user","parts":[{"type":"text","content":"b"}]}]""", o.InputJson);
        Assert.Equal("""[{"role":"assistant","parts":[{"type":"text","content":"done"}]}]""", o.OutputJson);
    }

    [Fact]
    public void Traceloop_and_old_OpenTelemetry()
    {
        LlmObservationChange o = Map(
            ("llm.request.type", "chat"), ("gen_ai.system", "anthropic"), ("gen_ai.request.model", "claude"), ("gen_ai.usage.prompt_tokens", 1),
            ("gen_ai.usage.completion_tokens", 2), ("gen_ai.prompt.0.role", "user"), ("gen_ai.prompt.0.content", "q"),
            ("gen_ai.completion.0.role", "assistant"), ("gen_ai.completion.0.content", "a"));
        Assert.Equal(("chat", "claude", "anthropic", "input=1 output=2"), (o.Operation, o.Model, o.Provider, Usage(o)));
        Assert.Equal("""[{"role":"user","parts":[{"type":"text","content":"q"}]}]""", o.InputJson);
        Assert.Equal("""[{"role":"assistant","parts":[{"type":"text","content":"a"}]}]""", o.OutputJson);
    }

    [Fact]
    public void Vercel_counts_the_inner_call_only()
    {
        Assert.False(GenAiMapping.TryMap(Span(("ai.operationId", "ai.generateText"), ("ai.model.id", "m"), ("ai.usage.inputTokens", 5)), new LlmBatch()));
        LlmObservationChange o = Map(
            ("ai.operationId", "ai.streamText.doStream"), ("ai.model.id", "m"), ("ai.model.provider", "p"), ("ai.usage.inputTokens", 5),
            ("ai.response.msToFirstChunk", 12.5), ("ai.response.finishReason", "stop"),
            ("ai.prompt.messages", """[{"role":"user","content":[{"type":"text","text":"q"}]},{"role":"assistant","content":"c","tool_calls":[{"id":"1","function":{"name":"f","arguments":"{}"}}]}]"""));
        Assert.Equal(("chat", "m", "p", "input=5", 1000 + 12_500_000, "stop"), (o.Operation, o.Model, o.Provider, Usage(o), o.CompletionStartNs, o.FinishReason));
        Assert.Equal(
            """[{"role":"user","parts":[{"type":"text","content":"q"}]},{"role":"assistant","parts":[{"type":"text","content":"c"},{"type":"tool_call","id":"1","name":"f","arguments":"{}"}]}]""",
            o.InputJson);
    }

    [Fact]
    public void Langfuse_buckets_stay_as_they_are()
    {
        LlmObservationChange o = Map(
            ("langfuse.observation.type", "generation"), ("langfuse.observation.model.name", "m"),
            ("langfuse.observation.usage_details", """{"input":10,"input_cached_tokens":4,"output":6,"output_reasoning_tokens":1,"total":21}"""),
            ("langfuse.observation.cost_details", """{"input":0.1,"output":0.2}"""));
        Assert.Equal("input=10 input_cached_tokens=4 output=6 output_reasoning_tokens=1 total=21", Usage(o));
        Assert.Equal((0.1m, 0.2m), (o.CostDetails!["input"], o.CostDetails["output"]));
        Assert.Equal("m", o.Model);
    }

    [Fact]
    public void Tools_and_errors()
    {
        Span span = Span(("gen_ai.operation.name", "execute_tool"), ("gen_ai.tool.name", "search"), ("gen_ai.tool.call.arguments", """{"q":1}"""));
        var failed = new Span
        {
            TraceId = span.TraceId, SpanId = span.SpanId, ParentSpanId = new SpanId(9), Name = span.Name, Attributes = span.Attributes, Resource = span.Resource,
            Scope = span.Scope, Status = SpanStatusCode.Error, StatusMessage = "boom",
            Events = [new SpanEvent(1, "exception", [new("exception.type", AnyValue.From("TimeoutException"))])],
        };
        LlmObservationChange o = Map(failed);
        Assert.Equal(("execute_tool", "search", "TimeoutException", "0000000000000009"), (o.Operation, o.Name, o.Error, o.ParentId));
        Assert.Equal((LlmObservationType.Tool, LlmLevel.Error, "boom"), (o.Type, o.Level, o.StatusMessage));
        Assert.Equal("""[{"role":"user","parts":[{"type":"text","content":"{\"q\":1}"}]}]""", o.InputJson);
    }

    [Theory]
    [InlineData("http.request.method", "GET")]
    [InlineData("gen_ai.operation.name", "invoke_workflow")]
    [InlineData("gen_ai.operation.name", "invoke_agent")]
    [InlineData("openinference.span.kind", "CHAIN")]
    [InlineData("langfuse.observation.type", "span")]
    public void Other_spans_are_no_calls(string key, string value) => Assert.False(GenAiMapping.TryMap(Span((key, AnyValue.From(value)), ("model", "m")), new LlmBatch()));

    [Fact]
    public void Per_message_events_are_read()
    {
        Span span = Span(("gen_ai.operation.name", "chat"));
        var withEvents = new Span
        {
            TraceId = span.TraceId, SpanId = span.SpanId, Name = span.Name, Attributes = span.Attributes, Resource = span.Resource, Scope = span.Scope,
            Events =
            [
                new SpanEvent(1, "gen_ai.system.message", [new("content", AnyValue.From("s"))]),
                new SpanEvent(2, "gen_ai.user.message", [new("content", AnyValue.From("u"))]),
                new SpanEvent(3, "gen_ai.choice", [new("message", AnyValue.From("a"))]),
            ],
        };
        LlmObservationChange o = Map(withEvents);
        Assert.Equal("""[{"role":"system","parts":[{"type":"text","content":"s"}]},{"role":"user","parts":[{"type":"text","content":"u"}]}]""", o.InputJson);
        Assert.Equal("""[{"role":"assistant","parts":[{"type":"text","content":"a"}]}]""", o.OutputJson);
    }

    [Fact]
    public void The_session_is_said_of_the_trace()
    {
        var batch = new LlmBatch();
        Assert.True(GenAiMapping.TryMap(Span(("gen_ai.operation.name", "chat"), ("gen_ai.conversation.id", "s1")), batch));
        LlmTraceChange trace = Assert.Single(batch.Traces);
        Assert.Equal(("00000000000000010000000000000002", "s1", "clone-1", "shop"), (trace.Id, trace.SessionId, trace.Workspace, trace.Service));
    }

    private static LlmObservationChange Map(params (string Key, Text Value)[] attributes) => Map(Span(attributes));

    private static LlmObservationChange Map(Span span)
    {
        var batch = new LlmBatch();
        Assert.True(GenAiMapping.TryMap(span, batch));
        return Assert.Single(batch.Observations);
    }

    private static string Usage(LlmObservationChange o) => string.Join(' ', o.UsageDetails!.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}"));

    private static Span Span(params (string Key, Text Value)[] attributes) => new()
    {
        TraceId = new TraceId(1, 2),
        SpanId = new SpanId(3),
        Name = "chat gpt-5",
        StartNs = 1000,
        Attributes = attributes.Select(a => new KeyValue(a.Key, a.Value.Value)).ToList(),
        Resource = new Resource([new("service.name", AnyValue.From("shop")), new("workspace", AnyValue.From("clone-1"))]),
        Scope = new Scope("", "", []),
    };

    internal readonly record struct Text(AnyValue Value)
    {
        public static implicit operator Text(string value) => new(AnyValue.From(value));

        public static implicit operator Text(long value) => new(AnyValue.From(value));

        public static implicit operator Text(int value) => new(AnyValue.From((long)value));

        public static implicit operator Text(double value) => new(AnyValue.From(value));

        public static implicit operator Text(AnyValue value) => new(value);
    }
}
