using System.Text.Json.Nodes;
using Tta.Model;
using Tta.Wire.Langfuse;

namespace Tta.Wire.Tests.Langfuse;

public sealed class LangfuseSpansTests
{
    private const long StartNs = 1_746_452_553_936_399_123;
    private const long EndNs = StartNs + 1_500_000_000;

    [Fact]
    public void Inclusive_counts_become_buckets_that_exclude_each_other()
    {
        JsonObject usage = Observation(
            ("gen_ai.operation.name", "chat"), ("gen_ai.usage.input_tokens", 100), ("gen_ai.usage.cache_read.input_tokens", 30),
            ("gen_ai.usage.cache_creation.input_tokens", 20), ("gen_ai.usage.output_tokens", 50), ("gen_ai.usage.reasoning.output_tokens", 45),
            ("gen_ai.usage.grounding", 2))["usageDetails"]!.AsObject();
        Assert.Equal(
            """{"grounding":2,"input":50,"output":5,"input_cached_tokens":30,"input_cache_creation":20,"output_reasoning_tokens":45}""", usage.ToJsonString());
    }

    [Fact]
    public void Parts_larger_than_the_whole_leave_zero() => Assert.Equal(
        0, Observation(("llm.token_count.prompt", 5), ("llm.token_count.prompt_details.cache_read", 9))["usageDetails"]!["input"]!.GetValue<int>());

    [Theory]
    [InlineData("[\"a\",\"b, c\"]", "[\"a\",\"b, c\"]")]
    [InlineData("a, b", "[\"a\",\"b\"]")]
    [InlineData("alone", "[\"alone\"]")]
    [InlineData("[broken", "[\"[broken\"]")]
    public void Tags_come_as_list_text_or_commas(string sent, string expected) =>
        Assert.Equal(expected, Trace(("langfuse.trace.tags", sent))["tags"]!.ToJsonString());

    [Theory]
    [InlineData("Production", "production")]
    [InlineData("langfuse_langfuse-x", "x")]
    [InlineData("no spaces", "default")]
    [InlineData("langfuse", "default")]
    [InlineData("a23456789-123456789-123456789-123456789-123", "a23456789-123456789-123456789-123456789-")]
    public void Environments_are_normalised(string sent, string expected) =>
        Assert.Equal(expected, Trace(("langfuse.environment", sent))["environment"]!.GetValue<string>());

    [Theory]
    [InlineData("langfuse-prompt-experiment", true, "langfuse-prompt-experiment")]
    [InlineData("Langfuse-LLM-as-a-judge", true, "langfuse-llm-as-a-judge")]
    [InlineData("langfuse-prompt-experiment", false, "prompt-experiment")]
    [InlineData("langfuselangfuse-prompt-experiment", true, "prompt-experiment")]
    [InlineData("langfuse-mine", true, "mine")]
    public void Environments_of_langfuse_itself_are_kept_where_spans_are_stored_directly(string sent, bool isDirect, string expected)
    {
        Span span = Span("app", default, [new KeyValue("langfuse.environment", AnyValue.From(sent))]);
        IReadOnlyList<LangfuseEvent> events = LangfuseSpans.ToEvents(SpanBatches.Of(span), 1, new HashSet<string>(), isDirect);
        Assert.All(events, e => Assert.Equal(expected, Body(e)["environment"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("openinference.instrumentation.openai", "llm.token_count.completion", "generation-create")]
    [InlineData("@traceloop/instrumentation-anthropic", "gen_ai.usage.input_tokens", "generation-create")]
    [InlineData("litellm", "gen_ai.usage.cost", "generation-create")]
    [InlineData("litellm", "gen_ai.request.temperature", "span-create")]
    [InlineData("openinference.instrumentation.openai_agents", "llm.token_count.completion", "span-create")]
    [InlineData("pydantic-ai", "gen_ai.usage.input_tokens", "span-create")]
    [InlineData("my-own", "gen_ai.usage.input_tokens", "span-create")]
    public void Tokens_of_a_client_of_models_make_a_generation_and_sums_of_an_agent_do_not(string scope, string key, string type) =>
        Assert.Equal(type, Map(scope, default, (key, 7))[1].Type);

    [Fact]
    public void What_a_step_says_of_itself_goes_before_its_tokens() =>
        Assert.Equal("span-create", Map("ai", default, ("operation.name", "ai.generateText"), ("gen_ai.usage.input_tokens", 7))[1].Type);

    [Fact]
    public void Messages_spelled_out_in_names_are_rebuilt_in_place() => Assert.Equal(
        """[{"role":"user","parts":[{"text":"a"},{"text":"b"}]},null,{"role":"tool"}]""",
        Observation(
            ("gen_ai.prompt.2.role", "tool"), ("gen_ai.prompt.0.role", "user"), ("gen_ai.prompt.0.parts.0.text", "a"), ("gen_ai.prompt.0.parts.1.text", "b"))
            ["input"]!.ToJsonString());

    [Theory]
    [InlineData("gen_ai.prompt.99999999999999999999.role")]
    [InlineData("gen_ai.prompt.20000.role")]
    [InlineData("gen_ai.prompt.0.parts.10001.text")]
    public void A_name_cannot_ask_for_a_huge_list(string name)
    {
        JsonObject body = Observation((name, "x"), ("gen_ai.prompt.1.role", "user"));
        Assert.Equal("""[null,{"role":"user"}]""", body["input"]!.ToJsonString());
    }

    [Fact]
    public void Many_names_together_cannot_ask_for_a_huge_list_either()
    {
        var attributes = new List<(string, AnyValue)> { ("gen_ai.prompt.0.role", AnyValue.From("user")) };
        for (int i = 0; i < 100; i++)
        {
            attributes.Add(($"gen_ai.prompt.0.part{i}.9999.text", AnyValue.From("x")));
        }

        Assert.InRange(Observation([.. attributes])["input"]![0]!.AsObject().Sum(p => p.Value is JsonArray list ? list.Count : 0), 1, 10_001);
    }

    [Fact]
    public void Experiment_attributes_of_the_sdk_are_kept() => Assert.Equal(
        """{"id":"e1","metadata":{"a":1}}""",
        Only("langfuse-sdk", default, ("langfuse.experiment.id", "e1"), ("langfuse.experiment.metadata", """{"a":1}"""))["metadata"]!["experiment"]!.ToJsonString());

    [Fact]
    public void A_child_says_what_it_says_about_the_trace_and_no_more()
    {
        IReadOnlyList<LangfuseEvent> events = Map("app", new SpanId(7), ("session.id", "s1"), ("input.value", "q"));
        JsonObject trace = Body(events[0]);
        Assert.Equal("s1", trace["sessionId"]!.GetValue<string>());
        Assert.False(trace.ContainsKey("name"));
        Assert.False(trace.ContainsKey("input"));
        Assert.Equal("q", Body(events[1])["input"]!.GetValue<string>());
    }

    [Fact]
    public void Exact_times_are_kept_beside_the_rounded_ones()
    {
        LangfuseEvent item = Map("app", default)[1];
        Assert.Equal((StartNs, EndNs), (item.StartNs, item.EndNs));
        Assert.Equal("2025-05-05T13:42:33.936Z", Body(item)["startTime"]!.GetValue<string>());
    }

    [Fact]
    public void The_first_chunk_is_a_delay_after_the_start() => Assert.Equal(
        "2025-05-05T13:42:34.048Z", Observation(("ai.response.msToFirstChunk", 111.5))["completionStartTime"]!.GetValue<string>());

    private static JsonObject Observation(params (string Key, AnyValue Value)[] attributes) => Only("app", default, attributes);

    private static JsonObject Observation(params (string Key, object Value)[] attributes) => Only("app", default, attributes);

    private static JsonObject Trace(params (string Key, object Value)[] attributes) => Body(Map("app", default, attributes)[0]);

    private static JsonObject Only(string scope, SpanId parent, params (string Key, object Value)[] attributes) => Body(Map(scope, parent, attributes)[1]);

    private static JsonObject Only(string scope, SpanId parent, params (string Key, AnyValue Value)[] attributes) =>
        Body(LangfuseSpans.ToEvents(SpanBatches.Of(Span(scope, parent, [.. attributes.Select(a => new KeyValue(a.Key, a.Value))])), 1, new HashSet<string>())[1]);

    private static IReadOnlyList<LangfuseEvent> Map(string scope, SpanId parent, params (string Key, object Value)[] attributes) =>
        LangfuseSpans.ToEvents(SpanBatches.Of(Span(scope, parent, [.. attributes.Select(a => new KeyValue(a.Key, Value(a.Value)))])), 1, new HashSet<string>());

    private static Span Span(string scope, SpanId parent, KeyValue[] attributes) => new()
    {
        TraceId = new TraceId(1, 2),
        SpanId = new SpanId(3),
        ParentSpanId = parent,
        Name = "step",
        StartNs = StartNs,
        EndNs = EndNs,
        Attributes = attributes,
        Resource = new Resource([new KeyValue("service.name", AnyValue.From("shop"))]),
        Scope = new Scope(scope, "1.0", []),
    };

    private static AnyValue Value(object value) => value switch
    {
        string text => AnyValue.From(text),
        int number => AnyValue.From((long)number),
        double number => AnyValue.From(number),
        _ => throw new NotSupportedException(value.GetType().Name),
    };

    private static JsonObject Body(LangfuseEvent item) => JsonNode.Parse(AnyValueJson.ToJson(item.Body))!.AsObject();
}
