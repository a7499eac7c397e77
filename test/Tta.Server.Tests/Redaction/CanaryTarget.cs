using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Tta.Server.Tests.Redaction;

/// <summary>A program with texts in the labels, descriptions and exemplars of its metrics, and a configuration that has it scraped.</summary>
internal sealed class CanaryTarget : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tta-config-");

    private readonly int _count;

    private CanaryTarget(WebApplication app, int count)
    {
        _app = app;
        _count = count;
    }

    public string ConfigFile => Path.Combine(_folder.FullName, "prometheus.yml");

    public static async Task<CanaryTarget> StartAsync(IReadOnlyList<Canary> canaries)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        string page = PageOf(canaries);
        app.Run(context =>
        {
            context.Response.ContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            return context.Response.WriteAsync(page);
        });
        await app.StartAsync();
        var target = new CanaryTarget(app, canaries.Count);
        await File.WriteAllTextAsync(target.ConfigFile, string.Create(CultureInfo.InvariantCulture, $$"""
            scrape_configs:
              - job_name: canary
                scrape_interval: 100ms
                scrape_timeout: 100ms
                static_configs:
                  - targets: ["{{new Uri(app.Urls.Single()).Authority}}"]
                    labels: { place: "{{canaries[0].Text}}" }
            """));
        return target;
    }

    // A scrape is a request of another task over a real socket: its arrival can only be asked for.
    public async Task WaitUntilScrapedAsync(RunningServer server)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!(await server.GetAsync("prometheus", $"/api/v1/series?match[]=scraped{_count}_total")).Contains("scraped", StringComparison.Ordinal))
        {
            Assert.False(limit.IsCancellationRequested, "the target was never scraped");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string PageOf(IReadOnlyList<Canary> canaries)
    {
        var page = new StringBuilder();
        foreach (Canary canary in canaries)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"scraped{canary.Number}");
            page.Append(CultureInfo.InvariantCulture, $"# TYPE {name} counter\n# HELP {name} help {canary.Text}\n");
            page.Append(CultureInfo.InvariantCulture, $"{name}_total{{label=\"scraped {canary.Text}\",password=\"opaque-credential\"}} 1 # {{who=\"{canary.Text}\"}} 1\n");
        }

        return page.Append("# EOF\n").ToString();
    }
}
