namespace Tta.Model;

/// <summary>Where traces are read from: the embedded store or a remote server. Thread-safe.</summary>
public interface ITraceSource
{
    /// <summary>One trace with all its stored spans, or null when no span of it is stored.</summary>
    ValueTask<Trace?> GetTraceAsync(TraceId traceId, CancellationToken cancellationToken);

    /// <summary>Traces with at least one span that satisfies the search, newest first (by latest start of a matching span).</summary>
    ValueTask<Answer<IReadOnlyList<Trace>>> FindTracesAsync(TraceSearch search, CancellationToken cancellationToken);

    /// <summary>Names of all services that sent spans, sorted.</summary>
    ValueTask<IReadOnlyList<string>> ServicesAsync(CancellationToken cancellationToken);

    /// <summary>Distinct operations of a service, sorted by name and kind; a kind restricts them.</summary>
    ValueTask<IReadOnlyList<TraceOperation>> OperationsAsync(string service, SpanKind? kind, CancellationToken cancellationToken);
}
