// Spec: Jaeger query service, HTTP JSON v1 as of 2.20: dependencies.
using System.Globalization;
using Tta.Model;
using Tta.Server.Hosting;
using Tta.Server.Http;

namespace Tta.Server.Jaeger;

/// <summary>Which service called which, counted in the traces of a window.</summary>
internal sealed class JaegerGraphApi(ITraceScanSource source, Limits limits, TimeProvider time) : Api
{
    private const long NsPerMs = 1_000_000;
    private const long DefaultLookbackMs = 24 * 3_600_000;
    private static readonly SpanField[] s_fields = [new(SpanFieldScope.Resource, "service.name")];

    public override string Name => "jaeger";

    public override int DefaultPort => 16686;

    public override string? UiPrefix => "/jaeger";

    public override void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/dependencies", context => JaegerAnswer.RunAsync(context, DependenciesAsync));

    private async Task DependenciesAsync(HttpContext context, RequestParameters parameters)
    {
        long endMs = JaegerSearch.ReadMs(parameters, "endTs", time.GetUtcNow().ToUnixTimeMilliseconds());
        long lookbackMs = JaegerSearch.ReadMs(parameters, "lookback", DefaultLookbackMs);
        SortedDictionary<(string Parent, string Child), long> links = await CountAsync(endMs - lookbackMs, endMs, context.RequestAborted);
        string service = parameters["service"];
        await JaegerAnswer.WriteAsync(context, 200, 0, writer =>
        {
            writer.WriteStartArray();
            foreach (((string parent, string child), long count) in links)
            {
                if (service.Length == 0 || service == parent || service == child)
                {
                    writer.WriteStartObject();
                    writer.WriteString("parent"u8, parent);
                    writer.WriteString("child"u8, child);
                    writer.WriteNumber("callCount"u8, count);
                    writer.WriteEndObject();
                }
            }

            writer.WriteEndArray();
        });
    }

    private async Task<SortedDictionary<(string Parent, string Child), long>> CountAsync(long startMs, long endMs, CancellationToken cancellationToken)
    {
        var links = new SortedDictionary<(string, string), long>(Comparer<(string Parent, string Child)>.Create(static (a, b) =>
        {
            int order = string.CompareOrdinal(a.Parent, b.Parent);
            return order != 0 ? order : string.CompareOrdinal(a.Child, b.Child);
        }));
        using var timeout = new CancellationTokenSource(limits.QueryTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var scan = new TraceScan { StartNs = startMs * NsPerMs, EndNs = (endMs + 1) * NsPerMs, Fields = s_fields };
            await foreach (Trace trace in source.ScanAsync(scan, either.Token))
            {
                Add(links, trace);
            }
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new LimitExceededException(string.Create(
                CultureInfo.InvariantCulture,
                $"counting the calls of {endMs - startMs} ms took longer than {limits.QueryTimeout.TotalSeconds} s (limits.query_timeout); ask for a shorter lookback"));
        }

        return links;
    }

    private static void Add(SortedDictionary<(string, string), long> links, Trace trace)
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
                links[(parent, span.Resource.ServiceName)] = links.GetValueOrDefault((parent, span.Resource.ServiceName)) + 1;
            }
        }
    }
}
