using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>Reads fields of spans. A field of several events or links is the list of their values.</summary>
internal static class FieldReaders
{
    /// <summary>The reader of a field; nil where a span does not have it.</summary>
    public static FieldEvaluator Of(TraceField field)
    {
        string name = field.Name;
        return field.Scope switch
        {
            SpanFieldScope.Any => (trace, span) => Any(trace[span], name),
            SpanFieldScope.Span => (trace, span) => Attribute(trace[span].Attributes, name),
            SpanFieldScope.Resource => (trace, span) => Attribute(trace[span].Resource.Attributes, name),
            SpanFieldScope.Instrumentation => (trace, span) => Attribute(trace[span].Scope.Attributes, name),
            SpanFieldScope.Event => (trace, span) => OfEvents(trace, trace[span], name),
            SpanFieldScope.Link => (trace, span) => OfLinks(trace, trace[span], name),
            _ => OfIntrinsic(field.Intrinsic),
        };
    }

    private static FieldEvaluator OfIntrinsic(Intrinsic intrinsic) => intrinsic switch
    {
        Intrinsic.Duration => static (trace, span) => Static.Duration(trace[span].DurationNs),
        Intrinsic.Name => static (trace, span) => Static.From(trace[span].Name),
        Intrinsic.Status => static (trace, span) => Static.From(trace[span].Status),
        Intrinsic.StatusMessage => static (trace, span) => Static.From(trace[span].StatusMessage),
        Intrinsic.Kind => static (trace, span) => Static.From(trace[span].Kind),
        Intrinsic.ChildCount => static (trace, span) => Static.From((long)trace.Structure.ChildCount[span]),
        Intrinsic.TraceRootService => static (trace, _) => Static.From(trace.Root?.Resource.ServiceName ?? ""),
        Intrinsic.TraceRootSpan => static (trace, _) => Static.From(trace.Root?.Name ?? ""),
        Intrinsic.TraceDuration => static (trace, _) => Static.Duration(trace.DurationNs),
        Intrinsic.NestedSetLeft => static (trace, span) => Static.From((long)trace.Structure.Left[span]),
        Intrinsic.NestedSetRight => static (trace, span) => Static.From((long)trace.Structure.Right[span]),
        Intrinsic.NestedSetParent => static (trace, span) => Static.From((long)trace.Structure.ParentLeft[span]),
        Intrinsic.TraceId => static (trace, _) => Static.From(Text(trace.Trace.TraceId)),
        Intrinsic.SpanId => static (trace, span) => Static.From(trace[span].SpanId.ToString()),
        Intrinsic.ParentId => static (trace, span) => Static.From(Text(trace[span].ParentSpanId)),
        Intrinsic.InstrumentationName => static (trace, span) => Static.From(trace[span].Scope.Name),
        Intrinsic.InstrumentationVersion => static (trace, span) => Static.From(trace[span].Scope.Version),
        Intrinsic.EventName or Intrinsic.EventTimeSinceStart => (trace, span) => OfEvents(trace, trace[span], intrinsic),
        Intrinsic.LinkTraceId or Intrinsic.LinkSpanId => (trace, span) => OfLinks(trace, trace[span], intrinsic),
        _ => static (_, _) => Static.Nil,
    };

    private static string Text(TraceId id) => id.ToString().TrimStart('0');

    private static string Text(SpanId id) => id.IsValid ? id.ToString() : "";

    private static Static Any(Span span, string name)
    {
        Static value = Attribute(span.Attributes, name);
        return value.IsNil ? Attribute(span.Resource.Attributes, name) : value;
    }

    private static Static Attribute(IReadOnlyList<KeyValue> attributes, string name) =>
        KeyValue.TryFind(attributes, name, out AnyValue value) ? Static.From(value) : Static.Nil;

    private static Static OfEvents(TraceView trace, Span span, string name)
    {
        var values = default(FieldValues);
        (int from, int to) = Parts(trace, span.Events.Count);
        for (int i = from; i < to; i++)
        {
            values.Add(Attribute(span.Events[i].Attributes, name));
        }

        return values.ToStatic();
    }

    private static Static OfLinks(TraceView trace, Span span, string name)
    {
        var values = default(FieldValues);
        (int from, int to) = Parts(trace, span.Links.Count);
        for (int i = from; i < to; i++)
        {
            values.Add(Attribute(span.Links[i].Attributes, name));
        }

        return values.ToStatic();
    }

    private static Static OfEvents(TraceView trace, Span span, Intrinsic intrinsic)
    {
        var values = default(FieldValues);
        (int from, int to) = Parts(trace, span.Events.Count);
        for (int i = from; i < to; i++)
        {
            SpanEvent each = span.Events[i];
            values.Add(intrinsic == Intrinsic.EventName ? Static.From(each.Name) : Static.Duration(each.TimeNs - span.StartNs));
        }

        return values.ToStatic();
    }

    private static Static OfLinks(TraceView trace, Span span, Intrinsic intrinsic)
    {
        var values = default(FieldValues);
        (int from, int to) = Parts(trace, span.Links.Count);
        for (int i = from; i < to; i++)
        {
            SpanLink each = span.Links[i];
            values.Add(Static.From(intrinsic == Intrinsic.LinkTraceId ? Text(each.TraceId) : each.SpanId.ToString()));
        }

        return values.ToStatic();
    }

    private static (int From, int To) Parts(TraceView trace, int count) => trace.Part < 0 ? (0, count) : (trace.Part, trace.Part + 1);
}
