// Spec: Jaeger jaegerquery/internal/adjuster, span id uniquifier: Zipkin-style senders give the client's and the server's span of one
// call the same id.
using Tta.Model;

namespace Tta.Server.Jaeger;

/// <summary>
/// Gives the server span of a shared id an id of its own, makes it the child of the client span, and moves the children of the
/// server's process below it.
/// </summary>
internal static class SpanIdUniquifier
{
    /// <summary>The same list when no id is shared.</summary>
    public static IReadOnlyList<Span> Adjust(IReadOnlyList<Span> spans)
    {
        var clients = new Dictionary<SpanId, Span>();
        var ids = new HashSet<SpanId>(spans.Count);
        bool isShared = false;
        foreach (Span span in spans)
        {
            isShared |= !ids.Add(span.SpanId);
            if (span.Kind == SpanKind.Client)
            {
                clients.TryAdd(span.SpanId, span);
            }
        }

        if (!isShared)
        {
            return spans;
        }

        // By the server span, whose new id its process' children must follow.
        var renamed = new Dictionary<(SpanId Id, Resource Resource), SpanId>();
        foreach (Span span in spans)
        {
            if (span.Kind == SpanKind.Server && clients.TryGetValue(span.SpanId, out Span? client) && !ReferenceEquals(client, span))
            {
                SpanId next = NextFree(span.SpanId, ids);
                ids.Add(next);
                renamed.TryAdd((span.SpanId, span.Resource), next);
            }
        }

        var adjusted = new Span[spans.Count];
        for (int i = 0; i < adjusted.Length; i++)
        {
            Span span = spans[i];
            adjusted[i] = span.Kind == SpanKind.Server && renamed.TryGetValue((span.SpanId, span.Resource), out SpanId own)
                ? SpanCopy.With(span, spanId: own, parentSpanId: span.SpanId)
                : renamed.TryGetValue((span.ParentSpanId, span.Resource), out SpanId parent)
                    ? SpanCopy.With(span, parentSpanId: parent)
                    : span;
        }

        return adjusted;
    }

    private static SpanId NextFree(SpanId id, HashSet<SpanId> taken)
    {
        ulong value = id.Value;
        do
        {
            value++;
        }
        while (value == 0 || taken.Contains(new SpanId(value)));
        return new SpanId(value);
    }
}
