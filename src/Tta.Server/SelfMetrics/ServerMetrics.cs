using System.Text;
using Tta.Server.Hosting;

namespace Tta.Server.SelfMetrics;

/// <summary>Every metric of the server itself; described for users in docs/reference/metrics.md. Thread-safe.</summary>
internal sealed class ServerMetrics
{
    private readonly List<MetricFamily> _families = [];
    private readonly CounterFamily _requests;
    private readonly CounterFamily _backgroundFailures;
    private readonly CounterFamily _accepted;
    private readonly CounterFamily _rejected;

    public ServerMetrics(TimeProvider time)
    {
        Add(new GaugeFamily("tta_build_info", "Constant 1 with the version of the program.", static () => [(ServerHost.Version, 1)], "version"));
        _requests = Add(new CounterFamily("tta_http_requests_total", "Requests answered.", "listener", "code"));
        _accepted = Add(new CounterFamily("tta_ingest_accepted_total", "Items stored.", "signal", "protocol"));
        _rejected = Add(new CounterFamily("tta_ingest_rejected_total", "Items refused.", "signal", "protocol", "reason"));
        _backgroundFailures = Add(new CounterFamily("tta_background_failures_total", "Steps of background work that failed.", "loop"));
        ProcessMetrics.AddTo(this, time);
    }

    public IReadOnlyList<MetricFamily> Families => _families;

    /// <summary>Adds a family; at start-up only.</summary>
    public T Add<T>(T family)
        where T : MetricFamily
    {
        _families.Add(family);
        return family;
    }

    public void Request(string listener, int status) => _requests.With(listener, StatusText(status)).Add(1);

    public void BackgroundFailed(string loop) => _backgroundFailures.With(loop).Add(1);

    /// <summary>Items of a signal that came by a protocol and are stored.</summary>
    public Counter Accepted(string signal, string protocol) => _accepted.With(signal, protocol);

    public Counter Rejected(string signal, string protocol, string reason) => _rejected.With(signal, protocol, reason);

    /// <summary>Answers a scrape.</summary>
    public Task WriteAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return context.Response.WriteAsync(Write(), context.RequestAborted);
    }

    /// <summary>All families in the text format.</summary>
    public string Write()
    {
        var text = new StringBuilder(4096);
        foreach (MetricFamily family in _families)
        {
            family.Write(text);
        }

        return text.ToString();
    }

    private static string StatusText(int status) => status switch
    {
        200 => "200",
        204 => "204",
        400 => "400",
        404 => "404",
        _ => status.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}
