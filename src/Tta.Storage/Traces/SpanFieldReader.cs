using Tta.Model;

namespace Tta.Storage.Traces;

/// <summary>Reads the named values of decoded spans.</summary>
internal static class SpanFieldReader
{
    /// <summary>Adds the names of the attributes of a span in one scope; a part of the span that is no attribute has no name.</summary>
    public static void AddNames(Span span, SpanFieldScope scope, ISet<string> names)
    {
        if (scope is SpanFieldScope.Span or SpanFieldScope.Any)
        {
            AddKeys(span.Attributes, names);
        }

        if (scope is SpanFieldScope.Resource or SpanFieldScope.Any)
        {
            AddKeys(span.Resource.Attributes, names);
        }

        switch (scope)
        {
            case SpanFieldScope.Event:
                foreach (SpanEvent each in span.Events)
                {
                    AddKeys(each.Attributes, names);
                }

                break;
            case SpanFieldScope.Link:
                foreach (SpanLink each in span.Links)
                {
                    AddKeys(each.Attributes, names);
                }

                break;
            case SpanFieldScope.Instrumentation:
                AddKeys(span.Scope.Attributes, names);
                break;
        }
    }

    /// <summary>
    /// Adds the values that a field has on a span. What only the whole trace tells (<c>trace:duration</c>, <c>span:childCount</c>) has none;
    /// name and service of the root are those of a span without parent.
    /// </summary>
    public static void AddValues(Span span, SpanField field, ISet<AnyValue> values)
    {
        switch (field.Scope)
        {
            case SpanFieldScope.Any:
                if (!AddAttribute(span.Attributes, field.Key, values))
                {
                    AddAttribute(span.Resource.Attributes, field.Key, values);
                }

                break;
            case SpanFieldScope.Span:
                AddAttribute(span.Attributes, field.Key, values);
                break;
            case SpanFieldScope.Resource:
                AddAttribute(span.Resource.Attributes, field.Key, values);
                break;
            case SpanFieldScope.Instrumentation:
                AddAttribute(span.Scope.Attributes, field.Key, values);
                break;
            case SpanFieldScope.Event:
                foreach (SpanEvent each in span.Events)
                {
                    AddAttribute(each.Attributes, field.Key, values);
                }

                break;
            case SpanFieldScope.Link:
                foreach (SpanLink each in span.Links)
                {
                    AddAttribute(each.Attributes, field.Key, values);
                }

                break;
            default:
                AddIntrinsic(span, field.Key, values);
                break;
        }
    }

    /// <summary>The word TraceQL uses for a kind.</summary>
    public static string KindText(SpanKind kind) => kind switch
    {
        SpanKind.Internal => "internal",
        SpanKind.Server => "server",
        SpanKind.Client => "client",
        SpanKind.Producer => "producer",
        SpanKind.Consumer => "consumer",
        _ => "unspecified",
    };

    /// <summary>The word TraceQL uses for an outcome.</summary>
    public static string StatusText(SpanStatusCode status) => status switch
    {
        SpanStatusCode.Ok => "ok",
        SpanStatusCode.Error => "error",
        _ => "unset",
    };

    private static void AddIntrinsic(Span span, string key, ISet<AnyValue> values)
    {
        switch (key)
        {
            case "event:name":
                foreach (SpanEvent each in span.Events)
                {
                    values.Add(AnyValue.From(each.Name));
                }

                break;
            case "event:timeSinceStart":
                foreach (SpanEvent each in span.Events)
                {
                    values.Add(AnyValue.From(each.TimeNs - span.StartNs));
                }

                break;
            case "link:traceID":
                foreach (SpanLink each in span.Links)
                {
                    values.Add(AnyValue.From(each.TraceId.ToString()));
                }

                break;
            case "link:spanID":
                foreach (SpanLink each in span.Links)
                {
                    values.Add(AnyValue.From(each.SpanId.ToString()));
                }

                break;
            default:
                if (Intrinsic(span, key) is { } value)
                {
                    values.Add(value);
                }

                break;
        }
    }

    private static AnyValue? Intrinsic(Span span, string key) => key switch
    {
        "span:name" => AnyValue.From(span.Name),
        "span:kind" => AnyValue.From(KindText(span.Kind)),
        "span:status" => AnyValue.From(StatusText(span.Status)),
        "span:statusMessage" => AnyValue.From(span.StatusMessage),
        "span:traceState" when span.TraceState.Length > 0 => AnyValue.From(span.TraceState),
        "span:duration" => AnyValue.From(span.DurationNs),
        "span:id" => AnyValue.From(span.SpanId.ToString()),
        "span:parentID" when span.ParentSpanId.IsValid => AnyValue.From(span.ParentSpanId.ToString()),
        "trace:id" => AnyValue.From(span.TraceId.ToString()),
        "trace:rootName" when !span.ParentSpanId.IsValid => AnyValue.From(span.Name),
        "trace:rootService" when !span.ParentSpanId.IsValid => AnyValue.From(span.Resource.ServiceName),
        "instrumentation:name" => AnyValue.From(span.Scope.Name),
        "instrumentation:version" => AnyValue.From(span.Scope.Version),
        _ => null,
    };

    private static void AddKeys(IReadOnlyList<KeyValue> attributes, ISet<string> names)
    {
        for (int i = 0; i < attributes.Count; i++)
        {
            names.Add(attributes[i].Key);
        }
    }

    /// <summary>A list gives its elements, because a condition holds if it holds for one of them.</summary>
    private static bool AddAttribute(IReadOnlyList<KeyValue> attributes, string key, ISet<AnyValue> values)
    {
        if (!KeyValue.TryFind(attributes, key, out AnyValue value))
        {
            return false;
        }

        if (value.Kind == AnyValueKind.Array)
        {
            foreach (AnyValue element in value.ArrayValue)
            {
                values.Add(element);
            }
        }
        else if (value.Kind != AnyValueKind.Empty)
        {
            values.Add(value);
        }

        return true;
    }
}
