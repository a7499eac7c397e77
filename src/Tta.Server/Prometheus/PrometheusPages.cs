// Spec: addresses of Prometheus' UI, version 3: /query, and /graph of older versions, as alerts link to it.
using System.Globalization;
using Tta.Server.Hosting;
using Tta.Server.SelfMetrics;

namespace Tta.Server.Prometheus;

/// <summary>Links to Prometheus' pages lead to the pages that stand for them here, with their expressions; the server's own metrics.</summary>
internal sealed class PrometheusPages(Func<Listeners> listeners, ServerMetrics metrics) : Api
{
    private const int MaxPanels = 20;

    public override string Name => "prometheus";

    public override int DefaultPort => 9090;

    public override string? UiPrefix => "/prometheus";

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/metrics", metrics.WriteAsync); // Prometheus' own example of a configuration scrapes this.
        foreach (string path in (ReadOnlySpan<string>)["/", "/query", "/graph"])
        {
            PageLink.Map(routes, path, listeners, static request => Query(request.Query));
        }

        foreach (string path in (ReadOnlySpan<string>)["/targets", "/status"])
        {
            PageLink.Map(routes, path, listeners, static _ => new PageLink("status"));
        }
    }

    private static PageLink Query(IQueryCollection query)
    {
        PageLink link = new PageLink("metrics").With("from", query["g0.range_input"]);
        for (int panel = 0; panel < MaxPanels; panel++)
        {
            link.With("q", query[string.Create(CultureInfo.InvariantCulture, $"g{panel}.expr")]);
        }

        return link;
    }
}
