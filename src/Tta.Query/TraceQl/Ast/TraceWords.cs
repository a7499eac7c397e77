using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>The words of the language for status and kind.</summary>
internal static class TraceWords
{
    public static string Of(SpanStatusCode status) => status switch
    {
        SpanStatusCode.Ok => "ok",
        SpanStatusCode.Error => "error",
        _ => "unset",
    };

    public static string Of(SpanKind kind) => kind switch
    {
        SpanKind.Internal => "internal",
        SpanKind.Server => "server",
        SpanKind.Client => "client",
        SpanKind.Producer => "producer",
        SpanKind.Consumer => "consumer",
        _ => "unspecified",
    };
}
