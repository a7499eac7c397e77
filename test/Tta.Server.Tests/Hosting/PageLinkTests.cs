using System.Net;
using System.Text.Json.Nodes;

namespace Tta.Server.Tests.Hosting;

public sealed class PageLinkTests
{
    [Theory]
    [InlineData("jaeger", "/", "#/traces")]
    [InlineData("jaeger", "/search", "#/traces")]
    [InlineData(
        "jaeger", "/search?service=a+shop&operation=GET%20%2F&tags=%7B%22error%22%3A%22true%22%7D&tag=k:v:w&minDuration=1ms&maxDuration=2s&limit=20&lookback=custom&start=1700000000000000&end=1700000060000000",
        "#/traces?service=a%20shop&operation=GET%20%2F&min=1ms&max=2s&limit=20&tag=k%3Dv%3Aw&tag=error%3Dtrue&from=1700000000000&to=1700000060000")]
    [InlineData("jaeger", "/search?service=%E5%BA%97&operation=all&tags=nonsense&lookback=1h", "#/traces?service=%E5%BA%97&tag=nonsense&from=1h")]
    [InlineData("jaeger", "/trace/5b8efff798038103d269b633813fc60c?uiFind=x%26y", "#/trace/5b8efff798038103d269b633813fc60c?find=x%26y")]
    [InlineData("jaeger", "/trace/0a...0b?cohort=0a", "#/trace/0a?tab=compare&compare=0b")]
    [InlineData("jaeger", "/dependencies", "#/traces?view=map")]
    [InlineData("prometheus", "/", "#/metrics")]
    [InlineData("prometheus", "/graph?g0.expr=rate(x%5B5m%5D)&g0.tab=1&g0.range_input=1h&g1.expr=up", "#/metrics?from=1h&q=rate%28x%5B5m%5D%29&q=up")]
    [InlineData("prometheus", "/targets", "#/status")]
    public async Task A_link_to_a_page_of_another_program_leads_to_ours(string listener, string path, string expected)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        foreach (HttpMethod method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head])
        {
            using HttpResponseMessage response = await server.Client.SendAsync(new HttpRequestMessage(method, server.Url(listener, path)));
            Assert.Equal((HttpStatusCode.Redirect, server.Url("ui", "/").AbsoluteUri + expected), (response.StatusCode, response.Headers.Location?.OriginalString));
        }

        using HttpResponseMessage prefixed = await server.Client.GetAsync(server.Url("ui", $"/{listener}{path}"));
        Assert.Equal((HttpStatusCode.Redirect, "/" + expected), (prefixed.StatusCode, prefixed.Headers.Location?.OriginalString));
    }

    [Fact]
    public async Task The_health_checks_of_Grafana_and_Loki_are_answered()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Assert.Equal("ok", (string)JsonNode.Parse(await server.GetAsync("ui", "/api/health"))!["database"]!);
        Assert.Equal("ready\n", await server.GetAsync("loki", "/ready"));
    }

    [Theory]
    [InlineData("prometheus", "/-/healthy")]
    [InlineData("jaeger", "/-/ready")]
    [InlineData("agent", "/-/ready")]
    [InlineData("loki", "/ready")]
    [InlineData("tempo", "/ready")]
    [InlineData("ui", "/api/health")]
    public async Task A_health_check_needs_no_body(string listener, string path)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage response = await server.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, server.Url(listener, path)));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task The_port_of_Prometheus_has_metrics_of_its_own()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Assert.Contains("tta_request_body_bytes", await server.GetAsync("prometheus", "/metrics"), StringComparison.Ordinal);
    }
}
