// Spec: Langfuse 4.16, OpenTelemetry endpoint: spans to ingestion events.
using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>
/// Maps spans to ingestion events: an observation each, and a trace event where a span is the root, says something about its trace, or is
/// the first that is seen of it. Whatever library named the attributes: Langfuse's SDKs, the GenAI conventions, OpenInference,
/// OpenLLMetry, the Vercel AI SDK and others. Not thread-safe.
/// </summary>
/// <param name="seenTraces">Traces of which an event exists; grows with what is mapped.</param>
/// <param name="keepsMetadata">False leaves out the attributes that nothing else uses: for spans that are stored as such anyway.</param>
/// <param name="isDirect">True for senders that speak version 4 of the ingestion, whose spans Langfuse stores directly: they may use the environments of
/// Langfuse's own experiments and judges; others lose the prefix "langfuse".</param>
public sealed class LangfuseSpans(ISet<string> seenTraces, bool keepsMetadata = true, bool isDirect = false)
{
    private readonly List<LangfuseEvent> _events = [];

    /// <summary>Maps spans that came together.</summary>
    /// <param name="spans">The spans.</param>
    /// <param name="receivedNs">When they came, Unix nanoseconds: stands for times that are missing.</param>
    /// <param name="seenTraces">Traces of which an event exists; grows with what is mapped.</param>
    /// <param name="isDirect">True for senders that speak version 4 of the ingestion.</param>
    public static IReadOnlyList<LangfuseEvent> ToEvents(IEnumerable<Span> spans, long receivedNs, ISet<string> seenTraces, bool isDirect = false)
    {
        var mapping = new LangfuseSpans(seenTraces, isDirect: isDirect);
        foreach (Span span in spans)
        {
            mapping.Add(span, receivedNs);
        }

        return mapping.Events();
    }

    /// <summary>Maps one span.</summary>
    /// <inheritdoc cref="ToEvents" path="/param"/>
    public void Add(Span span, long receivedNs) => Add(new SpanView(span), receivedNs);

    internal void Add(SpanView view, long receivedNs)
    {
        Span span = view.Span;
        string traceId = span.TraceId.ToString();
        long start = span.StartNs != 0 ? span.StartNs : span.EndNs != 0 ? span.EndNs : receivedNs;
        long end = span.EndNs != 0 ? span.EndNs : start;
        if (seenTraces.Add(traceId) || view.IsRoot || view.UpdatesTrace)
        {
            _events.Add(new LangfuseEvent { Type = "trace-create", TimestampNs = start, StartNs = start, Span = span, Body = Trace(view, traceId, start) });
        }

        (string type, AnyValue body) = Observation(view, traceId, PlainJson.IsoTime(start), PlainJson.IsoTime(end));
        _events.Add(new LangfuseEvent
        {
            Type = $"{type.ToLowerInvariant()}-create",
            TimestampNs = end,
            Body = body,
            Span = span,
            StartNs = start,
            EndNs = end,
            IsAppRoot = view.Attributes.Text(LangfuseKeys.IsAppRoot) == "true",
        });
    }

    /// <summary>The events so far. A trace event that says nothing is left out when another of the same trace says more.</summary>
    public IReadOnlyList<LangfuseEvent> Events()
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (LangfuseEvent item in _events)
        {
            if (item.Type == "trace-create" && !IsShallow(item.Body))
            {
                told.Add(TraceIdOf(item));
            }
        }

        return _events.FindAll(item => item.Type != "trace-create" || !IsShallow(item.Body) || !told.Contains(TraceIdOf(item)));
    }

    private static string TraceIdOf(LangfuseEvent item) => PlainJson.Member(item.Body, "id").StringValue;

    private static bool IsShallow(in AnyValue trace)
    {
        foreach (KeyValue field in trace.MapValue)
        {
            if (field.Key is not ("id" or "timestamp" or "environment") && PlainJson.IsMeaningful(field.Value))
            {
                return false;
            }
        }

        return true;
    }

    private AnyValue Trace(SpanView span, string traceId, long startNs)
    {
        AttributeMap attributes = span.Attributes;
        string environment = SpanFacts.Environment(span, isDirect);
        var trace = new MapBuilder();
        trace.Set("id", traceId).Set("timestamp", PlainJson.IsoTime(startNs)).Set("environment", environment);
        if (!span.IsRoot && !span.UpdatesTrace)
        {
            return trace.Build();
        }

        SpanContent content = span.IsRoot
            ? SpanContent.OfTrace(span)
            : new SpanContent(attributes[LangfuseKeys.TraceInput], attributes[LangfuseKeys.TraceOutput]);
        AnyValue name = attributes[LangfuseKeys.TraceName];
        trace.SetIfAny("name", name.Kind == AnyValueKind.Empty && span.IsRoot ? AnyValue.From(SpanFacts.Name(span)) : name)
            .SetIfAny("metadata", keepsMetadata ? TraceMetadata(span) : default)
            .Set("version", SpanFacts.Version(span))
            .Set("release", SpanFacts.Release(span))
            .SetIfAny("userId", TextOrNothing(attributes.FirstText(LangfuseKeys.User)))
            .SetIfAny("sessionId", TextOrNothing(attributes.FirstText(LangfuseKeys.Session)))
            .SetIfAny("public", SpanFacts.Public(attributes))
            .Set("tags", SpanFacts.Tags(attributes))
            .SetIfAny("input", content.Input)
            .SetIfAny("output", content.Output);
        return trace.Build();
    }

    private static AnyValue TraceMetadata(SpanView span)
    {
        var metadata = new MapBuilder();
        metadata.SetAll(SpanMetadata.Given(span.Resource, LangfuseKeys.TraceMetadata))
            .SetAll(SpanMetadata.Given(span.Attributes, LangfuseKeys.TraceMetadata));
        if (span.IsRoot)
        {
            metadata.SetAll(SpanMetadata.Given(span.Attributes, LangfuseKeys.ObservationMetadata));
            if (!span.IsLangfuseSdk)
            {
                metadata.Set("attributes", SpanMetadata.Rest(span.Attributes));
            }
        }

        SpanMetadata.AddOrigin(metadata, span);
        return metadata.Build();
    }

    private (string Type, AnyValue Body) Observation(SpanView span, string traceId, string startTime, string endTime)
    {
        string type = ObservationTypes.Of(span);
        SpanContent content = SpanContent.OfObservation(span);

        // Also where it is not kept: the tools that go with an input are found in it.
        AnyValue metadata = keepsMetadata || content.Input.Kind != AnyValueKind.Empty ? ObservationMetadata(span) : default;
        (AnyValue input, AnyValue rest) = metadata.Kind == AnyValueKind.Empty ? (content.Input, metadata) : ToolDefinitions.MoveToInput(content.Input, metadata);
        (AnyValue promptName, AnyValue promptVersion) = SpanFacts.Prompt(span, type);
        return (type, new MapBuilder()
            .Set("id", span.Span.SpanId.ToString())
            .Set("traceId", traceId)
            .Set("parentObservationId", span.Span.ParentSpanId.IsValid ? span.Span.ParentSpanId.ToString() : null)
            .Set("name", SpanFacts.Name(span))
            .Set("startTime", startTime)
            .Set("endTime", endTime)
            .Set("environment", SpanFacts.Environment(span, isDirect))
            .Set("completionStartTime", SpanFacts.CompletionStart(span, startTime))
            .SetIfAny("metadata", keepsMetadata ? rest : default)
            .Set("level", SpanFacts.Level(span))
            .Set("statusMessage", SpanFacts.StatusMessage(span))
            .Set("version", SpanFacts.Version(span))
            .Set("modelParameters", SpanParameters.Of(span))
            .SetIfAny("model", TextOrNothing(SpanFacts.Model(span)))
            .Set("promptName", promptName)
            .Set("promptVersion", promptVersion)
            .Set("usageDetails", SpanUsage.Of(span))
            .Set("costDetails", SpanUsage.CostOf(span))
            .Set("input", input)
            .Set("output", content.Output)
            .Build());
    }

    private static AnyValue ObservationMetadata(SpanView span)
    {
        var metadata = new MapBuilder();
        metadata.SetAll(SpanMetadata.Given(span.Resource, LangfuseKeys.TraceMetadata))
            .SetAll(SpanMetadata.Given(span.Attributes, LangfuseKeys.ObservationMetadata));
        if (!span.IsLangfuseSdk)
        {
            metadata.Set("attributes", SpanMetadata.Rest(span.Attributes));
        }

        SpanMetadata.AddOrigin(metadata, span);
        return metadata.Build();
    }

    private static AnyValue TextOrNothing(string? text) => text is null ? default : AnyValue.From(text);
}
