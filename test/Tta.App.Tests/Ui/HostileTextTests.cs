using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Tta.App.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Tta.App.Tests.Ui;

/// <summary>Everything that was received is hostile: it is shown as text, loads nothing, runs nothing and breaks no layout.</summary>
[Collection(DemoDataCollection.Name)]
public sealed class HostileTextTests(DemoDataFixture fixture, BrowserFixture browsers) : IClassFixture<BrowserFixture>
{
    private const string Script = "<script>window.pwned=1</script>";
    private const string Image = "<img src=x onerror=\"window.pwned=2\">";
    private const string Markdown = "![pixel](https://attacker.invalid/p.png) [x](javascript:window.pwned=3)";
    private const string RightToLeft = "\u202Eevil\u202C שלום \u001b[31mred\u001b[0m";
    private const string Formula = "=HYPERLINK(\"https://attacker.invalid\",\"x\")";

    [RequiresTheory("chromium", "node")]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task TracePage_ShowsHostileNamesAndValuesAsText(int width)
    {
        SentSpans trace = HostileTrace("c0de");
        await trace.SendAsync(fixture.Server, "<b>service</b>");
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, $"traces/{trace.TraceId}?span={SentSpans.SpanId(2)}", width: width);
        await Expect(page.ById("span-detail")).ToContainTextAsync(Image);
        await Expect(page.ById("span-detail")).ToContainTextAsync(Markdown);
        await CheckAsync(page);
        foreach ((string tab, string shown) in ((string, string)[])
            [("flame", "flame-graph"), ("spans", "span-table-row"), ("map", "map-place"), ("statistics", ""), ("moment", "empty-state"), ("compare&compare=" + trace.TraceId, "compare-row")])
        {
            await page.GoToAsync($"traces/{trace.TraceId}?tab={tab}");
            ILocator view = tab == "statistics" ? page.Page.GetByRole(AriaRole.Table, new PageGetByRoleOptions { Name = "Statistics" }) : page.ById(shown);
            await Expect(view.First).ToBeVisibleAsync();
            await CheckAsync(page);
        }
    }

    [RequiresTheory("chromium", "node")]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task ModelOutput_IsShownAsText(int width)
    {
        var call = new SentSpans(string.Concat(Enumerable.Repeat("c1de", 8)));
        string answer = new JsonArray(new JsonObject
        {
            ["role"] = "assistant",
            ["parts"] = new JsonArray(new JsonObject { ["type"] = "text", ["content"] = $"{Script}{Image}\n{Markdown}\n{RightToLeft}" }),
        }).ToJsonString();
        call.Add("chat evil", 0, 0, 500, failed: false,
            ("gen_ai.operation.name", "chat"), ("gen_ai.request.model", Script + new string('m', 300)), ("persona", new string('p', 300)), ("session.id", new string('s', 300)), ("gen_ai.usage.input_tokens", 3), ("gen_ai.output.messages", answer));
        await call.SendAsync(fixture.Server);
        await call.SendAsModelCallsAsync(fixture.Server);
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, $"traces/{call.TraceId}?tab=calls", width: width);
        await Expect(page.ById("llm-messages")).ToContainTextAsync(Image);
        await Expect(page.ById("llm-messages")).ToContainTextAsync(Markdown);
        await CheckAsync(page);
        await page.Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Markdown" }).ClickAsync();
        await Expect(page.ById("markdown").First).ToContainTextAsync("(image, not loaded: https://attacker.invalid/p.png)");
        await CheckAsync(page);
        foreach ((string route, string shown) in ((string, string)[])
            [("llm", "llm-row"), ("llm?view=costs&by=persona", "cost-row"), ("llm?view=personas", "persona-row"), ("llm?view=sessions", "session-row"), ("traces", "trace-row"), ("", "chart")])
        {
            await page.GoToAsync(route);
            await Expect(page.ById(shown).First).ToBeVisibleAsync();
            await CheckAsync(page);
        }
    }

    [RequiresFact("chromium", "node")]
    public async Task SpanTable_ExportsNoFormulas()
    {
        SentSpans trace = HostileTrace("c2de");
        await trace.SendAsync(fixture.Server);
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, $"traces/{trace.TraceId}?tab=spans");
        IDownload download = await page.Page.RunAndWaitForDownloadAsync(() => page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "CSV" }).ClickAsync());
        string csv = await File.ReadAllTextAsync(await download.PathAsync());
        Assert.StartsWith("span_id,parent_id,name,service,", csv, StringComparison.Ordinal);
        Assert.Contains("\"'=HYPERLINK(", csv, StringComparison.Ordinal);
        Assert.Equal(trace.Count + 1, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private static SentSpans HostileTrace(string salt)
    {
        var trace = new SentSpans(string.Concat(Enumerable.Repeat(salt, 8)));
        trace.Add(Script, 0, 0, 1_000, failed: true, ("workflow.name", Image + new string('w', 300)), ("persona", Script + new string('p', 300)));
        trace.Add(Image, 1, 10, 400, failed: true, ("text", Markdown), ("image", Image), ("url", "javascript:window.pwned=4"), ("ansi", RightToLeft), ("huge", new string('x', 100_000)));
        trace.Add(Formula, 1, 100, 500, failed: false, ("gen_ai.operation.name", "execute_tool"), ("gen_ai.tool.name", Image), ("__proto__", "polluted"));
        trace.Add(RightToLeft + new string('w', 3_000), 2, 20, 300, failed: false, ("router.route", Script), ("retry.attempt", "99"), ("error.type", Image));
        trace.Add("", 3, 110, 120);
        return trace;
    }

    private static async Task CheckAsync(WatchedPage page)
    {
        // Requests that attacker.invalid would get are problems as well, and so is every console error.
        Assert.True(await page.Page.EvaluateAsync<bool>("window.pwned === undefined && ({}).polluted === undefined"));
        Assert.Equal(0, await page.Page.EvaluateAsync<int>("document.querySelectorAll('#app img, #app script, #app iframe, #app a[href^=\"javascript:\"]').length"));
        int overflow = await page.Page.EvaluateAsync<int>("Math.max(...[document.documentElement, document.querySelector('main')].map((part) => part.scrollWidth - part.clientWidth))");
        Assert.True(overflow <= 0, $"{page.Page.Url} is {overflow} px wider than its window");
        Assert.Empty(page.Problems);
    }
}
