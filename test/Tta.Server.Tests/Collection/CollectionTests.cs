using System.Globalization;
using System.Text.Json;
using Tta.Server.Hosting;

namespace Tta.Server.Tests.Collection;

public sealed class CollectionTests
{
    [Fact]
    public async Task The_server_scrapes_itself_under_job_tta()
    {
        await using RunningServer server = await RunningServer.StartAsync(o => o with { ScrapeInterval = TimeSpan.FromMilliseconds(100) });
        string answer = await EventuallyAsync(server, "/api/v1/query?query=tta_build_info%7Bjob%3D%22tta%22%7D", "tta_build_info");
        Assert.Contains("\"job\":\"tta\"", answer, StringComparison.Ordinal);

        using JsonDocument targets = JsonDocument.Parse(await server.GetAsync("prometheus", "/api/v1/targets"));
        JsonElement target = Assert.Single(targets.RootElement.GetProperty("data").GetProperty("activeTargets").EnumerateArray());
        Assert.Equal("up", target.GetProperty("health").GetString());
        Assert.Equal("tta", target.GetProperty("scrapePool").GetString());
        using JsonDocument status = JsonDocument.Parse(await server.GetAsync("ui", "/api/tta/v1/status"));
        Assert.Equal("up", status.RootElement.GetProperty("targets")[0].GetProperty("health").GetString());
    }

    [Fact]
    public async Task A_prometheus_configuration_adds_targets_with_its_labels()
    {
        await using RunningServer other = await RunningServer.StartAsync();
        string file = Path.Combine(Directory.CreateTempSubdirectory("tta-config-").FullName, "prometheus.yml");
        await File.WriteAllTextAsync(file, string.Create(CultureInfo.InvariantCulture, $$"""
            scrape_configs:
              - job_name: other
                scrape_interval: 100ms
                scrape_timeout: 100ms
                static_configs:
                  - targets: ["127.0.0.1:{{other.Host.Listeners["agent"].Port}}"]
                    labels: { clone: second }
            """));
        await using RunningServer server = await RunningServer.StartAsync(o => o with { ConfigFiles = [file] });
        string answer = await EventuallyAsync(server, "/api/v1/query?query=tta_build_info%7Bjob%3D%22other%22%7D", "tta_build_info");
        Assert.Contains("\"clone\":\"second\"", answer, StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Theory]
    [InlineData("prometheus.yml", "scrape_configs:\n  - job_nam: x\n", ":2:")]
    [InlineData("config.alloy", "", "only Prometheus configuration files")]
    [InlineData("missing.yml", null, "missing.yml")]
    public async Task A_configuration_that_cannot_be_used_stops_the_start(string name, string? text, string expected)
    {
        string folder = Directory.CreateTempSubdirectory("tta-config-").FullName;
        string file = Path.Combine(folder, name);
        if (text is not null)
        {
            await File.WriteAllTextAsync(file, text);
        }

        ServerStartException error = await Assert.ThrowsAsync<ServerStartException>(() => RunningServer.StartAsync(o => o with { ConfigFiles = [file] }));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    // A scrape is a request of another task over a real socket: its arrival can only be asked for.
    private static async Task<string> EventuallyAsync(RunningServer server, string query, string expected)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            string answer = await server.GetAsync("prometheus", query);
            if (answer.Contains(expected, StringComparison.Ordinal))
            {
                return answer;
            }

            Assert.False(limit.IsCancellationRequested, $"{query} never answered {expected}: {answer}");
        }
    }
}
