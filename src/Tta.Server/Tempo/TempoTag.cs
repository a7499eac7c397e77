// Spec: TraceQL, fields: scope and name with a dot, intrinsics by their word or with scope and colon.
using Tta.Model;

namespace Tta.Server.Tempo;

/// <summary>The fields that a tag of a request may name.</summary>
internal static class TempoTag
{
    private static readonly HashSet<string> s_intrinsics = new(StringComparer.Ordinal)
    {
        "name", "status", "statusMessage", "kind", "duration", "traceDuration", "rootName", "rootServiceName", "childCount", "nestedSetLeft", "nestedSetRight",
        "nestedSetParent", "trace:id", "trace:duration", "trace:rootName", "trace:rootService", "span:id", "span:parentID", "span:name", "span:kind",
        "span:status", "span:statusMessage", "span:duration", "span:childCount", "event:name", "event:timeSinceStart", "link:traceID", "link:spanID",
        "instrumentation:name", "instrumentation:version",
    };

    /// <summary>The scopes by the names of the API, in its order.</summary>
    public static IReadOnlyList<(string Name, SpanFieldScope Scope)> Scopes { get; } =
    [
        ("event", SpanFieldScope.Event), ("instrumentation", SpanFieldScope.Instrumentation), ("link", SpanFieldScope.Link),
        ("resource", SpanFieldScope.Resource), ("span", SpanFieldScope.Span), ("intrinsic", SpanFieldScope.Intrinsic),
    ];

    /// <summary>True for a tag as TraceQL writes it: <c>.foo</c>, <c>span.foo</c>, <c>resource."foo bar"</c>, <c>name</c>, <c>span:name</c>.</summary>
    public static bool IsField(string tag)
    {
        if (s_intrinsics.Contains(tag) || (tag.Length > 1 && tag[0] == '.'))
        {
            return true;
        }

        foreach ((string scope, _) in Scopes)
        {
            if (tag.Length > scope.Length + 1 && tag[scope.Length] == '.' && tag.StartsWith(scope, StringComparison.Ordinal))
            {
                return scope != "intrinsic";
            }
        }

        return false;
    }
}
