using System.Globalization;
using Tta.Model;

namespace Tta.Server.Jaeger;

/// <summary>Which service called which, counted in the traces of a window.</summary>
internal sealed class ServiceCalls(ITraceScanSource source, Limits limits, TimeProvider time)
{
    private static readonly SpanField[] s_fields = [new(SpanFieldScope.Resource, "service.name")];

    /// <summary>The calls from service to service, in the order of their names.</summary>
    /// <param name="startNs">Start of the window, Unix nanoseconds, inclusive.</param>
    /// <param name="endNs">End of the window, Unix nanoseconds, exclusive.</param>
    /// <param name="cancellationToken">Ends counting.</param>
    /// <exception cref="LimitExceededException">It takes longer than a query may.</exception>
    public async Task<IReadOnlyDictionary<(string Parent, string Child), long>> CountAsync(long startNs, long endNs, CancellationToken cancellationToken)
    {
        var calls = new SortedDictionary<(string, string), long>(Comparer<(string Parent, string Child)>.Create(static (a, b) =>
        {
            int order = string.CompareOrdinal(a.Parent, b.Parent);
            return order != 0 ? order : string.CompareOrdinal(a.Child, b.Child);
        }));
        using var timeout = new CancellationTokenSource(limits.QueryTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var scan = new TraceScan { StartNs = startNs, EndNs = endNs, Fields = s_fields };
            await foreach (Trace trace in source.ScanAsync(scan, either.Token))
            {
                Add(calls, trace);
            }
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new LimitExceededException(string.Create(
                CultureInfo.InvariantCulture,
                $"counting the calls of {(endNs - startNs) / 1_000_000} ms took longer than {limits.QueryTimeout.TotalSeconds} s (limits.query_timeout); ask for a shorter lookback"));
        }

        return calls;
    }

    private static void Add(SortedDictionary<(string, string), long> calls, Trace trace)
    {
        IReadOnlyList<Span> spans = SpanIdUniquifier.Adjust(trace.Spans);
        var services = new Dictionary<SpanId, string>(spans.Count);
        foreach (Span span in spans)
        {
            services.TryAdd(span.SpanId, span.Resource.ServiceName);
        }

        foreach (Span span in spans)
        {
            if (services.TryGetValue(span.ParentSpanId, out string? parent) && parent != span.Resource.ServiceName)
            {
                calls[(parent, span.Resource.ServiceName)] = calls.GetValueOrDefault((parent, span.Resource.ServiceName)) + 1;
            }
        }
    }
}
