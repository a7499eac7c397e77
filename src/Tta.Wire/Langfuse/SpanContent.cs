// Spec: Langfuse 4.16, OpenTelemetry endpoint: where input and output are looked for, library by library.
using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>What a step was given and what it gave back. Either may be empty.</summary>
internal readonly record struct SpanContent(AnyValue Input, AnyValue Output)
{
    // Input and output attribute of a library; the first pair of which either says something is taken.
    private static readonly (string Input, string Output)[] s_pairs =
    [
        ("mlflow.spanInputs", "mlflow.spanOutputs"),
        ("traceloop.entity.input", "traceloop.entity.output"),
        ("input.value", "output.value"),
        ("input", "output"),
    ];

    /// <summary>True when either says something.</summary>
    public bool IsTruthy => PlainJson.IsTruthy(Input) || PlainJson.IsTruthy(Output);

    /// <summary>True when either is there, be it "".</summary>
    public bool IsAny => Input.Kind != AnyValueKind.Empty || Output.Kind != AnyValueKind.Empty;

    /// <summary>What the observation took and gave.</summary>
    public static SpanContent OfObservation(SpanView span) => Find(
        span.Attributes, span.Events, span.ScopeName,
        new SpanContent(span.Attributes[LangfuseKeys.ObservationInput], span.Attributes[LangfuseKeys.ObservationOutput]));

    /// <summary>What the trace took and gave, as its root span tells it: its own fields first, else those of the observation.</summary>
    public static SpanContent OfTrace(SpanView span) => Find(
        span.Attributes, span.Events, span.ScopeName,
        new SpanContent(
            span.Attributes.FirstTruthy(LangfuseKeys.TraceInput) is { Kind: not AnyValueKind.Empty } input ? input : span.Attributes[LangfuseKeys.ObservationInput],
            span.Attributes.FirstTruthy(LangfuseKeys.TraceOutput) is { Kind: not AnyValueKind.Empty } output ? output : span.Attributes[LangfuseKeys.ObservationOutput]));

    private static SpanContent Find(AttributeMap attributes, IReadOnlyList<SpanEvent> events, string scope, in SpanContent said)
    {
        if (said.IsAny)
        {
            return said;
        }

        switch (scope)
        {
            case "genkit-tracer":
                return OfGenkit(attributes);
            case "ai":
                return VercelContent.Of(attributes, GenAi(attributes));
            case "@flue/opentelemetry" when OfFlue(attributes) is { IsAny: true } flue:
                return flue;
        }

        return OfEvents(events, scope) ?? OfAttributes(attributes, scope);
    }

    private static SpanContent? OfEvents(IReadOnlyList<SpanEvent> events, string scope)
    {
        foreach (SpanEvent item in events)
        {
            if (item.Name == "gen_ai.client.inference.operation.details" && GenAi(new AttributeMap(item.Attributes)) is { IsTruthy: true } details)
            {
                return details;
            }
        }

        return EventMessages.Of(events) ?? OfContentEvents(events, scope);
    }

    // Semantic Kernel's first form: the attributes of one event are the input, those of another the output.
    private static SpanContent? OfContentEvents(IReadOnlyList<SpanEvent> events, string scope)
    {
        AttributeMap? prompt = null;
        AttributeMap? completion = null;
        foreach (SpanEvent item in events)
        {
            if (item.Name == "gen_ai.content.prompt")
            {
                prompt ??= new AttributeMap(item.Attributes);
            }
            else if (item.Name == "gen_ai.content.completion")
            {
                completion ??= new AttributeMap(item.Attributes);
            }
        }

        if (prompt is null && completion is null)
        {
            return null;
        }

        prompt ??= new AttributeMap([]);
        completion ??= new AttributeMap([]);
        AnyValue input = Find(prompt, [], scope, default).Input;
        AnyValue output = Find(completion, [], scope, default).Output;
        return new SpanContent(PlainJson.IsTruthy(input) ? input : prompt.ToMap(), PlainJson.IsTruthy(output) ? output : completion.ToMap());
    }

    private static SpanContent OfAttributes(AttributeMap attributes, string scope)
    {
        foreach (SpanContent found in (ReadOnlySpan<SpanContent>)
            [OfVertexAgent(attributes), new(attributes["prompt"], attributes["all_messages_events"]), OfLiveKit(attributes), EventMessages.OfList(attributes["events"])])
        {
            if (found.IsTruthy)
            {
                return found;
            }
        }

        foreach ((string input, string output) in s_pairs)
        {
            if (new SpanContent(attributes[input], attributes[output]) is { IsTruthy: true } pair)
            {
                return pair;
            }
        }

        return OfPydanticAgent(attributes, scope) is { IsTruthy: true } agent ? agent
            : new SpanContent(attributes["tool_arguments"], attributes["tool_response"]) is { IsTruthy: true } tool ? tool
            : SpelledOut(attributes, "gen_ai.prompt", "gen_ai.completion")
                ?? SpelledOut(attributes, "llm.input_messages", "llm.output_messages")
                ?? (GenAi(attributes) is { IsTruthy: true } messages ? messages : default);
    }

    private static SpanContent? SpelledOut(AttributeMap attributes, string input, string output)
    {
        foreach (string key in attributes.Keys)
        {
            if (key.StartsWith(input, StringComparison.Ordinal) || key.StartsWith(output, StringComparison.Ordinal))
            {
                return new SpanContent(PathTree.Read(attributes, input), PathTree.Read(attributes, output));
            }
        }

        return null;
    }

    private static SpanContent GenAi(AttributeMap attributes)
    {
        AnyValue input = attributes["gen_ai.input.messages"];
        AnyValue system = attributes[LangfuseKeys.SystemInstructions];
        var messages = new SpanContent(
            PlainJson.IsTruthy(input) && PlainJson.IsTruthy(system) ? SystemMessage.Prepend(system, input) : input, attributes["gen_ai.output.messages"]);
        return messages.IsTruthy ? messages : new SpanContent(attributes["gen_ai.tool.call.arguments"], attributes["gen_ai.tool.call.result"]);
    }

    // Model steps wrap their messages, other steps do not.
    private static SpanContent OfGenkit(AttributeMap attributes)
    {
        AnyValue input = PlainJson.StructureOrSelf(attributes["genkit:input"]);
        AnyValue output = PlainJson.StructureOrSelf(attributes["genkit:output"]);
        return new SpanContent(MemberOrSelf(input, "messages"), MemberOrSelf(output, "message"));
    }

    private static AnyValue MemberOrSelf(in AnyValue value, string name) =>
        PlainJson.Member(value, name) is { Kind: not AnyValueKind.Empty } member ? member : value;

    private static SpanContent OfFlue(AttributeMap attributes) => new(
        PlainJson.StructureOrSelf(attributes.First("flue.turn.input", "flue.tool.arguments", "flue.task.prompt", "flue.workflow.payload")),
        PlainJson.StructureOrSelf(attributes.First(
            "flue.turn.output", "flue.tool.result", "flue.task.result", "flue.operation.result", "flue.workflow.result")));

    // Tool calls come with an empty request and answer of the model.
    private static SpanContent OfVertexAgent(AttributeMap attributes) => new(
        NonEmptyObject(attributes, "gcp.vertex.agent.llm_request") ?? attributes["gcp.vertex.agent.tool_call_args"],
        NonEmptyObject(attributes, "gcp.vertex.agent.llm_response") ?? attributes["gcp.vertex.agent.tool_response"]);

    private static AnyValue? NonEmptyObject(AttributeMap attributes, string key) =>
        PlainJson.IsTruthy(attributes[key]) && !attributes.IsText(key, "{}") ? attributes[key] : null;

    private static SpanContent OfLiveKit(AttributeMap attributes) => new(
        attributes.First("lk.input_text", "lk.user_transcript", "lk.chat_ctx"), attributes.FirstTruthy("lk.function_tool.output", "lk.response.text"));

    private static SpanContent OfPydanticAgent(AttributeMap attributes, string scope)
    {
        if (scope != "pydantic-ai")
        {
            return default;
        }

        AnyValue input = attributes["pydantic_ai.all_messages"];
        AnyValue system = attributes[LangfuseKeys.SystemInstructions];
        return new SpanContent(
            PlainJson.IsTruthy(input) && PlainJson.IsTruthy(system) ? SystemMessage.Prepend(system, input) : input, attributes["final_result"]);
    }
}
