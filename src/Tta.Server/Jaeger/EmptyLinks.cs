// Spec: Jaeger jaegerquery/internal/adjuster, span links.
using Tta.Model;

namespace Tta.Server.Jaeger;

/// <summary>Takes away links that lead to no trace; their span says so in its warnings.</summary>
internal static class EmptyLinks
{
    /// <summary>The same list when there is none.</summary>
    public static IReadOnlyList<Span> Adjust(IReadOnlyList<Span> spans) =>
        spans.Any(HasSome) ? [.. spans.Select(static span => HasSome(span) ? Without(span) : span)] : spans;

    private static bool HasSome(Span span) => span.Links.Any(static link => !link.TraceId.IsValid);

    private static Span Without(Span span) =>
        SpanCopy.With(span, links: [.. span.Links.Where(static link => link.TraceId.IsValid)], warning: "Invalid span link removed");
}
