using Tta.Server.Forwarding;
using Tta.Server.SelfMetrics;
using Tta.TestKit;

namespace Tta.Server.Tests.SelfMetrics;

public sealed class ServerMetricsTests
{
    [Fact]
    public async Task Every_metric_is_described_in_the_reference_and_nothing_else_is()
    {
        await using RunningServer server = await RunningServer.StartAsync(o => o with { ForwardLangfuse = new LangfuseReceiver("http://127.0.0.1:9", "pk", "sk") });
        string[] exposed = [.. server.Host.Composition.Metrics.Families.Select(f => f.Name).Order(StringComparer.Ordinal)];
        string[] documented =
        [
            .. File.ReadLines(Path.Combine(Repository.Root, "docs", "reference", "metrics.md"))
                .Where(l => l.StartsWith("| `", StringComparison.Ordinal))
                .Select(l => l.Split('`')[1])
                .Order(StringComparer.Ordinal),
        ];
        Assert.Equal(documented, exposed);
    }

    [Fact]
    public async Task The_same_metrics_are_on_the_agent_and_the_ui_port()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        foreach (string listener in (string[])["agent", "ui"])
        {
            Assert.Contains("\ntta_build_info{version=", await server.GetAsync(listener, "/metrics"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_label_value_is_escaped()
    {
        var metrics = new ServerMetrics(new ManualTimeProvider());
        metrics.BackgroundFailed("a\"b\\c\nd");
        Assert.Contains("tta_background_failures_total{loop=\"a\\\"b\\\\c\\nd\"} 1\n", metrics.Write(), StringComparison.Ordinal);
    }
}
