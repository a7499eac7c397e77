using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tta.App.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Tta.App.Tests.Ui;

/// <summary>What people do on the page, in a real browser against the real server with the demo's data.</summary>
[Collection(DemoDataCollection.Name)]
public sealed partial class UiTests(DemoDataFixture fixture, BrowserFixture browsers) : IClassFixture<BrowserFixture>
{
    [RequiresFact("chromium", "node")]
    public async Task Overview_ShowsTheDemoAndLeadsToATrace()
    {
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, "");
        JsonNode overview = await fixture.Server.GetJsonAsync(3000, "/api/tta/v1/overview");
        Assert.True((int)overview["traces"]!["count"]! >= 12);
        await Expect(page.Page.GetByText("document-analysis").First).ToBeVisibleAsync();
        await Expect(page.ById("chart").First).ToBeVisibleAsync();
        await page.KeepPictureAsync("overview");
        await page.ById("trace-row").First.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.ById("span-row").First).ToBeVisibleAsync();
        Assert.Empty(page.Problems);
    }

    [RequiresFact("chromium", "node")]
    public async Task EveryPage_OpensFromTheNavigationWithoutErrors()
    {
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, "");
        foreach ((string id, string title) in ((string, string)[])
            [("traces", "Traces"), ("logs", "Logs"), ("metrics", "Metrics"), ("llm", "Model calls"), ("status", "Status"), ("overview", "Overview")])
        {
            await page.ById("nav-" + id).ClickAsync();
            await Expect(page.Page).ToHaveTitleAsync($"{title} · TTA");
            await Expect(page.ById("loading-state")).ToHaveCountAsync(0);
            await Expect(page.ById("error-state")).ToHaveCountAsync(0);
            await page.KeepPictureAsync(id);
        }

        Assert.Empty(page.Problems);
    }

    [RequiresFact("chromium", "node")]
    public async Task Traces_FilteredByService_OpenAsAWaterfall()
    {
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, "traces?service=document-analysis");
        await Expect(page.ById("trace-row").First).ToBeVisibleAsync();
        await page.ById("trace-row").First.ClickAsync();
        await Expect(page.Page).ToHaveURLAsync(TraceAddress());
        await Expect(page.ById("span-row").First).ToBeVisibleAsync();
        Assert.Empty(page.Problems);
    }

    [RequiresFact("chromium", "node")]
    public async Task Waterfall_ShowsEverySpan_ItsDetailsAndItsDeepLink()
    {
        string traceId = fixture.TraceIds[0];
        JsonArray spans = (await fixture.Server.GetJsonAsync(16686, $"/api/traces/{traceId}"))["data"]![0]!["spans"]!.AsArray();
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, $"traces/{traceId}", height: 2_000);
        await Expect(page.ById("span-row")).ToHaveCountAsync(spans.Count);
        await page.KeepPictureAsync("trace");

        ILocator modelCall = page.ById("span-row").Filter(new LocatorFilterOptions { HasText = "chat" }).First;
        string spanId = (await modelCall.GetAttributeAsync("data-span-id"))!;
        await modelCall.ClickAsync();
        await Expect(page.ById("span-detail")).ToContainTextAsync("gen_ai.request.model");

        // The address is the state of the page: opened elsewhere, it shows the same span.
        string address = page.Page.Url;
        Assert.Contains(spanId, address, StringComparison.Ordinal);
        await using WatchedPage elsewhere = await browsers.Browser.OpenAsync(fixture.Server, address[(address.IndexOf("#/", StringComparison.Ordinal) + 2)..]);
        await Expect(elsewhere.ById("span-detail")).ToContainTextAsync("gen_ai.request.model");
        Assert.Empty(page.Problems);
        Assert.Empty(elsewhere.Problems);
    }

    [RequiresFact("chromium", "node")]
    public async Task Waterfall_IsUsableByKeyboard()
    {
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, $"traces/{fixture.TraceIds[0]}", height: 2_000);
        int all = await CountRowsAsync(page);
        await page.Page.Keyboard.PressAsync("j");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.ById("span-detail")).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(page.ById("span-detail")).ToHaveCountAsync(0);

        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Collapse everything" }).ClickAsync();
        await Expect(page.ById("span-row")).Not.ToHaveCountAsync(all);
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Expand everything" }).ClickAsync();
        await Expect(page.ById("span-row")).ToHaveCountAsync(all);
        await page.Page.Keyboard.PressAsync("?");
        await Expect(page.Page.GetByText("Keyboard shortcuts")).ToBeVisibleAsync();
        Assert.Empty(page.Problems);
    }

    [RequiresFact("chromium", "node")]
    public async Task Logs_ShowLinesWithTheirTrace()
    {
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, "logs");
        await Expect(page.ById("log-row").First).ToBeVisibleAsync();
        await page.ById("log-row").First.ClickAsync();
        await Expect(page.Page.GetByText("trace_id").First).ToBeVisibleAsync();
        Assert.Empty(page.Problems);
    }

    [RequiresFact("chromium", "node")]
    public async Task TracePage_HasTheLogsAndModelCallsOfTheTrace()
    {
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, $"traces/{fixture.TraceIds[0]}");
        await page.Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Logs" }).ClickAsync();
        await Expect(page.ById("log-row").First).ToBeVisibleAsync();
        await page.Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Model calls" }).ClickAsync();
        await Expect(page.ById("llm-messages").First).ToBeVisibleAsync();
        Assert.Empty(page.Problems);
    }

    [RequiresFact("chromium", "node")]
    public async Task ModelCalls_ShowPromptCompletionTokensAndCost()
    {
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, "llm?persona=tta-testing-specialist");
        await Expect(page.ById("llm-row").First).ToBeVisibleAsync();
        await page.ById("llm-row").First.ClickAsync();
        ILocator messages = page.ById("llm-messages").First;
        await Expect(messages).ToBeVisibleAsync();
        Assert.True((await messages.InnerTextAsync()).Length > 40);
        await Expect(page.ById("llm-detail")).ToContainTextAsync("$");
        await page.KeepPictureAsync("llm-detail");
        Assert.Empty(page.Problems);
    }

    [RequiresFact("chromium", "node")]
    public async Task Metrics_DrawAQueryAndExplainABrokenOne()
    {
        string query = Uri.EscapeDataString("sum by (primitive_name) (primitive_executions_total)");
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, $"metrics?q={query}");
        await Expect(page.ById("chart").First).ToBeVisibleAsync();
        await page.KeepPictureAsync("metrics-query");
        Assert.Empty(page.Problems);

        await page.GoToAsync("metrics?q=" + Uri.EscapeDataString("sum(("));
        await Expect(page.Page.GetByText("parse error").First).ToBeVisibleAsync();
    }

    [RequiresFact("chromium", "node")]
    public async Task Metrics_ObservationsBehindAQuantileLeadToTheirTraces()
    {
        string query = Uri.EscapeDataString("histogram_quantile(0.95, sum by (le, model) (rate(llm_request_duration_seconds_bucket[5m])))");
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, $"metrics?q={query}");
        await page.ById("exemplars").GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.ById("span-row").First).ToBeVisibleAsync();
        Assert.Empty(page.Problems);
    }

    [RequiresTheory("chromium", "node")]
    [InlineData(390, 844, ColorScheme.Light)]
    [InlineData(390, 844, ColorScheme.Dark)]
    [InlineData(2560, 1440, ColorScheme.Dark)]
    public async Task Pages_FitTheirWindow(int width, int height, ColorScheme colors)
    {
        foreach (string route in (string[])["", "traces", $"traces/{fixture.TraceIds[0]}", "logs", "metrics", "llm", "status"])
        {
            await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, route, colors, width, height);
            await Expect(page.ById("loading-state")).ToHaveCountAsync(0);
            int overflow = await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(overflow <= 0, $"{route} is {overflow} px wider than a window of {width} px");
            await page.KeepPictureAsync($"{route.Split('/')[0]}-{width}-{colors}".TrimStart('-').ToLowerInvariant());
            Assert.Empty(page.Problems);
        }
    }

    [RequiresFact("chromium", "node")]
    public async Task EmptyServer_SaysHowToSendData()
    {
        await using TtaProcess empty = await TtaProcess.StartAsync();
        await using WatchedPage page = await browsers.Browser.OpenAsync(empty, "");
        await Expect(page.Page.GetByText("OTEL_EXPORTER_OTLP_ENDPOINT").First).ToBeVisibleAsync();
        await page.KeepPictureAsync("empty");
        await page.GoToAsync("traces");
        await Expect(page.ById("empty-state").First).ToBeVisibleAsync();
        Assert.Empty(page.Problems);
    }

    private static async Task<int> CountRowsAsync(WatchedPage page)
    {
        await Expect(page.ById("span-row").First).ToBeVisibleAsync();
        return await page.ById("span-row").CountAsync();
    }

    [GeneratedRegex("#/traces/[0-9a-f]{32}")]
    private static partial Regex TraceAddress();
}
