using Tta.Model;

namespace Tta.Server.Jaeger;

/// <summary>The tags of Jaeger's model: attributes, and what OpenTelemetry keeps in fields of its own.</summary>
internal static class JaegerTags
{
    public static IEnumerable<KeyValue> Of(Span span)
    {
        if (span.Scope.Name.Length > 0)
        {
            yield return Text("otel.scope.name", span.Scope.Name);
        }

        if (span.Scope.Version.Length > 0)
        {
            yield return Text("otel.scope.version", span.Scope.Version);
        }

        foreach (KeyValue attribute in span.Attributes)
        {
            if (attribute.Key != SpanWarnings.Attribute)
            {
                yield return attribute;
            }
        }

        if (span.Kind != SpanKind.Unspecified)
        {
            yield return Text("span.kind", KindOf(span.Kind));
        }

        if (span.Status != SpanStatusCode.Unset)
        {
            yield return Text("otel.status_code", span.Status == SpanStatusCode.Error ? "ERROR" : "OK");
        }

        if (span.StatusMessage.Length > 0)
        {
            yield return Text("otel.status_description", span.StatusMessage);
        }

        if (span.Status == SpanStatusCode.Error)
        {
            yield return new KeyValue("error", AnyValue.From(true));
        }

        if (span.TraceState.Length > 0)
        {
            yield return Text("w3c.tracestate", span.TraceState);
        }
    }

    /// <summary>The name of an event, and its attributes.</summary>
    public static IEnumerable<KeyValue> Of(SpanEvent happened) =>
        happened.Name.Length > 0 ? happened.Attributes.Prepend(Text("event", happened.Name)) : happened.Attributes;

    /// <summary>The tags of the process that a resource is.</summary>
    public static IEnumerable<KeyValue> Of(Resource resource) => resource.Attributes.Where(static attribute => attribute.Key != "service.name");

    /// <summary>True for a link that stands for a further parent.</summary>
    public static bool IsParent(SpanLink link) =>
        KeyValue.TryFind(link.Attributes, "opentracing.ref_type", out AnyValue type) && type.ToText() == "child_of";

    /// <summary>The name of a kind, "" for none.</summary>
    public static string KindOf(SpanKind kind) => kind switch
    {
        SpanKind.Unspecified => "",
        SpanKind.Server => "server",
        SpanKind.Client => "client",
        SpanKind.Producer => "producer",
        SpanKind.Consumer => "consumer",
        _ => kind.ToString().ToLowerInvariant(),
    };

    private static KeyValue Text(string key, string value) => new(key, AnyValue.From(value));
}
