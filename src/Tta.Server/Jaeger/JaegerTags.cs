using Tta.Model;

namespace Tta.Server.Jaeger;

/// <summary>The tags of a span in Jaeger's model: its attributes, and what OpenTelemetry keeps in fields of its own.</summary>
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
            yield return Text("span.kind", NameOf(span.Kind));
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

    private static KeyValue Text(string key, string value) => new(key, AnyValue.From(value));

    private static string NameOf(SpanKind kind) => kind switch
    {
        SpanKind.Server => "server",
        SpanKind.Client => "client",
        SpanKind.Producer => "producer",
        SpanKind.Consumer => "consumer",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
