// Spec: Jaeger 2.20, span matching of its memory storage (internal/storage/v2/memory), and the tags its UI model makes of OTLP fields
// (internal/uimodel). Difference: a tag of these names that was stored as an attribute is found too.
using Tta.Model;

namespace Tta.Storage.Traces.Search;

/// <summary>The tags that are no attributes of a span: what Jaeger calls its kind, status, scope, state and events.</summary>
internal static class JaegerTag
{
    private const string ResourcePrefix = "resource.";

    /// <summary>The test of a tag, on attributes and on what its name stands for.</summary>
    public static SpanTest Test(TagCondition condition)
    {
        var attribute = new TagTest(condition);
        return Field(condition.Key, condition.Value.ToText()) is { } field ? new EitherTest(attribute, field) : attribute;
    }

    /// <summary>The attribute of the resource that a tag names, or null.</summary>
    public static string? ResourceKey(string key) => key.StartsWith(ResourcePrefix, StringComparison.Ordinal) ? key[ResourcePrefix.Length..] : null;

    public static bool IsScopeName(string key) => key is "scope.name" or "otel.scope.name";

    public static bool IsScopeVersion(string key) => key is "scope.version" or "otel.scope.version";

    private static FieldTest? Field(string key, string text) => key switch
    {
        "error" when IsTrue(text) => Status(SpanStatusCode.Error),
        "error" when IsFalse(text) => Status(SpanStatusCode.Ok),
        "span.status" => Status(StatusOf(text.ToUpperInvariant())),
        "otel.status_code" when StatusOf(text) is not SpanStatusCode.Unset and var status => Status(status),
        "otel.status_description" when text.Length > 0 => Equal("span:statusMessage", text),
        "span.kind" => Equal("span:kind", SpanFieldReader.KindText(KindOf(text.ToUpperInvariant()))),
        "w3c.tracestate" when text.Length > 0 => Equal("span:traceState", text),
        "event" => Equal("event:name", text),
        _ => null,
    };

    private static FieldTest Status(SpanStatusCode status) => Equal("span:status", SpanFieldReader.StatusText(status));

    private static FieldTest Equal(string intrinsic, string value) =>
        new(new SpanCondition(new SpanField(SpanFieldScope.Intrinsic, intrinsic), SpanConditionOperator.Equal, [AnyValue.From(value)]));

    private static SpanStatusCode StatusOf(string text) => text switch
    {
        "OK" => SpanStatusCode.Ok,
        "ERROR" => SpanStatusCode.Error,
        _ => SpanStatusCode.Unset,
    };

    private static SpanKind KindOf(string text) => text switch
    {
        "INTERNAL" => SpanKind.Internal,
        "SERVER" => SpanKind.Server,
        "CLIENT" => SpanKind.Client,
        "PRODUCER" => SpanKind.Producer,
        "CONSUMER" => SpanKind.Consumer,
        _ => SpanKind.Unspecified,
    };

    // Truth values as Go's strconv.ParseBool reads them.
    private static bool IsTrue(string text) => text is "1" or "t" or "T" or "true" or "TRUE" or "True";

    private static bool IsFalse(string text) => text is "0" or "f" or "F" or "false" or "FALSE" or "False";
}
