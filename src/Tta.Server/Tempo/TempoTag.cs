// Spec: TraceQL, fields: scope and name with a dot, intrinsics by their word or with scope and colon.
using Tta.Model;

namespace Tta.Server.Tempo;

/// <summary>The fields that a tag of a request may name.</summary>
internal static class TempoTag
{
    private static readonly Dictionary<string, string> s_intrinsics = new(StringComparer.Ordinal)
    {
        ["name"] = "span:name",
        ["status"] = "span:status",
        ["statusMessage"] = "span:statusMessage",
        ["kind"] = "span:kind",
        ["duration"] = "span:duration",
        ["traceDuration"] = "trace:duration",
        ["rootName"] = "trace:rootName",
        ["rootServiceName"] = "trace:rootService",
        ["childCount"] = "span:childCount",
        ["trace:id"] = "trace:id",
        ["trace:duration"] = "trace:duration",
        ["trace:rootName"] = "trace:rootName",
        ["trace:rootService"] = "trace:rootService",
        ["span:id"] = "span:id",
        ["span:parentID"] = "span:parentID",
        ["span:name"] = "span:name",
        ["span:kind"] = "span:kind",
        ["span:status"] = "span:status",
        ["span:statusMessage"] = "span:statusMessage",
        ["span:duration"] = "span:duration",
        ["span:childCount"] = "span:childCount",
        ["event:name"] = "event:name",
        ["event:timeSinceStart"] = "event:timeSinceStart",
        ["link:traceID"] = "link:traceID",
        ["link:spanID"] = "link:spanID",
        ["instrumentation:name"] = "instrumentation:name",
        ["instrumentation:version"] = "instrumentation:version",
    };

    /// <summary>The intrinsics that are worth offering: those whose values can be listed or guessed.</summary>
    public static IReadOnlyList<string> OfferedIntrinsics { get; } =
    [
        "duration", "event:name", "event:timeSinceStart", "instrumentation:name", "instrumentation:version", "kind", "name", "rootName", "rootServiceName",
        "span:duration", "span:kind", "span:name", "span:status", "span:statusMessage", "status", "statusMessage", "trace:duration", "trace:rootName",
        "trace:rootService", "traceDuration",
    ];

    /// <summary>The scopes of attributes, by the names of the API, in its order.</summary>
    public static IReadOnlyList<(string Name, SpanFieldScope Scope)> Scopes { get; } =
    [
        ("event", SpanFieldScope.Event), ("instrumentation", SpanFieldScope.Instrumentation), ("link", SpanFieldScope.Link),
        ("resource", SpanFieldScope.Resource), ("span", SpanFieldScope.Span),
    ];

    /// <summary>Reads a tag as TraceQL writes it: <c>.foo</c>, <c>span.foo</c>, <c>resource."foo bar"</c>, <c>name</c>, <c>span:name</c>.</summary>
    public static bool TryParse(string tag, out SpanField field)
    {
        if (s_intrinsics.TryGetValue(tag, out string? intrinsic))
        {
            field = new SpanField(SpanFieldScope.Intrinsic, intrinsic);
            return true;
        }

        foreach ((string prefix, SpanFieldScope scope) in Scopes)
        {
            if (tag.StartsWith(prefix + ".", StringComparison.Ordinal))
            {
                field = new SpanField(scope, Unquoted(tag[(prefix.Length + 1)..]));
                return field.Key.Length > 0;
            }
        }

        field = new SpanField(SpanFieldScope.Any, tag.StartsWith('.') ? Unquoted(tag[1..]) : "");
        return field.Key.Length > 0;
    }

    /// <summary>Reads a tag of the first form, where a bare name is an attribute of any scope.</summary>
    public static SpanField ParseBare(string tag) => TryParse(tag, out SpanField field) ? field : new SpanField(SpanFieldScope.Any, tag);

    private static string Unquoted(string name) => name.Length >= 2 && name[0] == '"' && name[^1] == '"'
        ? name[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal)
        : name;
}
