// Spec: Langfuse 4.16, OpenTelemetry endpoint: spans to ingestion events.
using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>
/// Maps spans to ingestion events: an observation each, and a trace event where a span is the root, says something about its trace, or is
/// the first that is seen of it. Whatever library named the attributes: Langfuse's SDKs, the GenAI conventions, OpenInference,
/// OpenLLMetry, the Vercel AI SDK and others. Used again for the next spans. Not thread-safe.
/// </summary>
/// <param name="keepsMetadata">False leaves out the attributes that nothing else uses: for spans that are stored as such anyway.</param>
/// <param name="isDirect">True for senders that speak version 4 of the ingestion, whose spans Langfuse stores directly: they may use the environments of
/// Langfuse's own experiments and judges; others lose the prefix "langfuse".</param>
public sealed class LangfuseSpans(bool keepsMetadata = true, bool isDirect = false)
{
    private const string TraceType = "trace-create";

    private readonly MapBuilder _fields = new();
    private readonly HashSet<string> _seenTraces = new(StringComparer.Ordinal);
    private readonly TraceReports _traces = new();

    /// <summary>The span that is mapped next.</summary>
    internal SpanView Span { get; } = new();

    /// <summary>The events of spans that came together, with their times as texts. A trace event that says nothing is left out when another of the same trace says more.</summary>
    /// <param name="spans">The spans.</param>
    /// <param name="receivedNs">When they came, Unix nanoseconds: stands for times that are missing.</param>
    /// <param name="seenTraces">Traces of which an event exists; grows with what is mapped.</param>
    /// <param name="isDirect">True for senders that speak version 4 of the ingestion.</param>
    public static IReadOnlyList<LangfuseEvent> ToEvents(SpanBatch spans, long receivedNs, ISet<string> seenTraces, bool isDirect = false)
    {
        var mapping = new LangfuseSpans(isDirect: isDirect);
        mapping.Span.Begin(spans);
        var events = new List<LangfuseEvent>();
        var told = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < spans.Spans.Count; i++)
        {
            mapping.Span.MoveTo(i);
            if (mapping.TraceEvent(receivedNs, seenTraces) is { } said)
            {
                LangfuseEvent trace = Complete(said);
                events.Add(trace);
                if (!IsShallow(trace.Body))
                {
                    told.Add(TraceIdOf(trace));
                }
            }

            events.Add(Complete(mapping.ObservationEvent(receivedNs)));
        }

        return events.FindAll(item => item.Type != TraceType || !IsShallow(item.Body) || !told.Contains(TraceIdOf(item)));
    }

    /// <summary>Adds what spans that came together say to an empty batch.</summary>
    /// <param name="spans">The spans.</param>
    /// <param name="receivedNs">When they came, Unix nanoseconds: stands for times that are missing.</param>
    /// <param name="into">The batch.</param>
    /// <param name="refused">Told why an event is refused.</param>
    public void AddTo(SpanBatch spans, long receivedNs, LlmBatch into, Action<string>? refused = null)
    {
        Begin(spans);
        for (int i = 0; i < spans.Spans.Count; i++)
        {
            Span.MoveTo(i);
            AddTo(into, receivedNs, refused);
        }
    }

    /// <summary>Turns to spans that came together.</summary>
    internal void Begin(SpanBatch spans)
    {
        Span.Begin(spans);
        _seenTraces.Clear();
        _traces.Clear();
    }

    /// <summary>Adds what the span says.</summary>
    internal void AddTo(LlmBatch into, long receivedNs, Action<string>? refused = null)
    {
        if (TraceEvent(receivedNs, _seenTraces) is { } trace && TryAdd(trace))
        {
            _traces.JoinLast(into.Traces);
        }

        TryAdd(ObservationEvent(receivedNs));

        bool TryAdd(LangfuseEvent item)
        {
            if (LangfuseEvents.AddTo(into, item) is not { } problem)
            {
                return true;
            }

            refused?.Invoke(problem);
            return false;
        }
    }

    private static LangfuseEvent Complete(LangfuseEvent item) => item with
    {
        Span = null,
        Fields = null,
        Body = item.Type == TraceType
            ? item.Fields!.Set("timestamp", PlainJson.IsoTime(item.StartNs)).Build()
            : item.Fields!.Set("startTime", PlainJson.IsoTime(item.StartNs)).Set("endTime", PlainJson.IsoTime(item.EndNs)).Build(),
    };

    private static string TraceIdOf(LangfuseEvent item) => PlainJson.Member(item.Body, "id").StringValue;

    private static bool IsShallow(in AnyValue trace)
    {
        foreach (KeyValue field in trace.Pairs)
        {
            if (field.Key is not ("id" or "timestamp" or "environment") && PlainJson.IsMeaningful(field.Value))
            {
                return false;
            }
        }

        return true;
    }

    private long StartNs(long receivedNs) => Span.StartNs != 0 ? Span.StartNs : Span.EndNs != 0 ? Span.EndNs : receivedNs;

    private LangfuseEvent? TraceEvent(long receivedNs, ISet<string> seenTraces)
    {
        bool saysMore = Span.IsRoot || Span.UpdatesTrace;
        if (!seenTraces.Add(Span.TraceId) && !saysMore)
        {
            return null;
        }

        long start = StartNs(receivedNs);
        return new LangfuseEvent { Type = TraceType, TimestampNs = start, StartNs = start, Span = Span, Body = default, Fields = Trace(saysMore) };
    }

    private LangfuseEvent ObservationEvent(long receivedNs)
    {
        long start = StartNs(receivedNs);
        long end = Span.EndNs != 0 ? Span.EndNs : start;
        string type = ObservationTypes.Of(Span);
        return new LangfuseEvent
        {
            Type = ObservationTypes.CreateEvent(type),
            TimestampNs = end,
            Body = default,
            Fields = Observation(type, start),
            Span = Span,
            StartNs = start,
            EndNs = end,
            IsAppRoot = Span.Attributes.Text(LangfuseKeys.IsAppRoot) == "true",
        };
    }

    private MapBuilder Trace(bool saysMore)
    {
        SpanView span = Span;
        AttributeMap attributes = span.Attributes;
        MapBuilder trace = _fields.Clear().Set("id", span.TraceId).Set("environment", SpanFacts.Environment(span, isDirect));
        if (!saysMore)
        {
            return trace;
        }

        SpanContent content = span.IsRoot
            ? SpanContent.OfTrace(span)
            : new SpanContent(attributes[LangfuseKeys.TraceInput], attributes[LangfuseKeys.TraceOutput]);
        AnyValue name = attributes[LangfuseKeys.TraceName];
        return trace.SetIfAny("name", name.Kind == AnyValueKind.Empty && span.IsRoot ? AnyValue.From(SpanFacts.Name(span)) : name)
            .SetIfAny("metadata", keepsMetadata ? TraceMetadata(span) : default)
            .Set("version", SpanFacts.Version(span))
            .Set("release", SpanFacts.Release(span))
            .SetIfAny("userId", TextOrNothing(attributes.FirstText(LangfuseKeys.User)))
            .SetIfAny("sessionId", TextOrNothing(attributes.FirstText(LangfuseKeys.Session)))
            .SetIfAny("public", SpanFacts.Public(attributes))
            .Set("tags", SpanFacts.Tags(attributes))
            .SetIfAny("input", content.Input)
            .SetIfAny("output", content.Output);
    }

    private MapBuilder Observation(string type, long startNs)
    {
        SpanView span = Span;
        SpanContent content = SpanContent.OfObservation(span);

        // Also where it is not kept: the tools that go with an input are found in it.
        AnyValue metadata = keepsMetadata || content.Input.Kind != AnyValueKind.Empty ? ObservationMetadata(span) : default;
        (AnyValue input, AnyValue rest) = metadata.Kind == AnyValueKind.Empty ? (content.Input, metadata) : ToolDefinitions.MoveToInput(content.Input, metadata);
        (AnyValue promptName, AnyValue promptVersion) = SpanFacts.Prompt(span, type);
        return _fields.Clear()
            .Set("id", span.SpanId)
            .Set("traceId", span.TraceId)
            .Set("parentObservationId", span.ParentSpanId)
            .Set("name", SpanFacts.Name(span))
            .Set("environment", SpanFacts.Environment(span, isDirect))
            .Set("completionStartTime", SpanFacts.CompletionStart(span, startNs))
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
            .Set("output", content.Output);
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
