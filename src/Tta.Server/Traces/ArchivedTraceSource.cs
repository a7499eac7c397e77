using Tta.Model;

namespace Tta.Server.Traces;

/// <summary>The store, and for a trace by its id also what is archived of it. Searches see the store alone. Thread-safe.</summary>
internal sealed class ArchivedTraceSource(ITraceSource store, TraceArchive archive) : ITraceSource
{
    public async ValueTask<Trace?> GetTraceAsync(TraceId traceId, CancellationToken cancellationToken)
    {
        Trace? stored = await store.GetTraceAsync(traceId, cancellationToken);
        if (archive.Find(traceId) is not { } kept)
        {
            return stored;
        }

        if (stored is null)
        {
            return Of(traceId, kept.Spans, []);
        }

        // Spans may have come after it was archived, and retention may have taken some since.
        var known = new HashSet<(SpanId, bool)>(stored.Spans.Select(KeyOf));
        return Of(traceId, [.. stored.Spans, .. kept.Spans.Where(span => !known.Contains(KeyOf(span)))], stored.Warnings);
    }

    public ValueTask<Answer<IReadOnlyList<Trace>>> FindTracesAsync(TraceSearch search, CancellationToken cancellationToken) =>
        store.FindTracesAsync(search, cancellationToken);

    public ValueTask<IReadOnlyList<string>> ServicesAsync(CancellationToken cancellationToken) => store.ServicesAsync(cancellationToken);

    public ValueTask<IReadOnlyList<TraceOperation>> OperationsAsync(string service, SpanKind? kind, CancellationToken cancellationToken) =>
        store.OperationsAsync(service, kind, cancellationToken);

    // As the store tells spans apart: both sides of a call may have one id.
    private static (SpanId Id, bool IsServer) KeyOf(Span span) => (span.SpanId, span.Kind == SpanKind.Server);

    private static Trace Of(TraceId traceId, IReadOnlyList<Span> spans, IReadOnlyList<string> warnings) =>
        new(traceId, [.. spans.OrderBy(static span => span.StartNs).ThenBy(static span => span.SpanId.Value)], warnings);
}
