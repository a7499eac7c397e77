using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tta.App.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Tta.App.Tests.Ui;

/// <summary>The views of a trace beside its waterfall, and traces that come from files.</summary>
[Collection(DemoDataCollection.Name)]
public sealed partial class TraceViewsTests(DemoDataFixture fixture, BrowserFixture browsers) : IClassFixture<BrowserFixture>
{
    [RequiresFact("chromium", "node")]
    public async Task EveryView_OpensByItsKeyAndByItsLink()
    {
        string trace = fixture.TraceIds[0];
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, $"traces/{trace}");
        await Expect(page.ById("span-row").First).ToBeVisibleAsync();
        foreach ((string key, string tab, string shown) in ((string, string, string)[])
            [("2", "flame", "flame-graph"), ("3", "spans", "span-table-row"), ("4", "map", "map-place"), ("5", "calls", "llm-row"), ("6", "logs", "log-row"), ("7", "moment", "moment-chart"), ("9", "compare", "compare-choice")])
        {
            await page.Page.Keyboard.PressAsync(key);
            await Expect(page.ById(shown).First).ToBeVisibleAsync();
            await page.ExpectAddressAsync($"tab={tab}");
            await page.KeepPictureAsync($"trace-{tab}");

            await using WatchedPage linked = await browsers.Browser.OpenAsync(fixture.Server, $"traces/{trace}?tab={tab}", ColorScheme.Dark);
            await Expect(linked.ById(shown).First).ToBeVisibleAsync();
            Assert.Empty(linked.Problems);
        }

        Assert.Empty(page.Problems);
    }

    [RequiresFact("chromium", "node")]
    public async Task FlameGraph_IsWalkedAndZoomedByKeyboard()
    {
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, $"traces/{fixture.TraceIds[0]}?tab=flame");
        await Expect(page.ById("flame-graph")).ToBeVisibleAsync();
        foreach (string key in (string[])["ArrowDown", "ArrowDown", "Enter"])
        {
            await page.Page.Keyboard.PressAsync(key);
        }

        await Expect(page.ById("flame-facts")).ToContainTextAsync("Own time");
        await page.ExpectAddressAsync("at=");
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(page.Page).Not.ToHaveURLAsync(ZoomedAddress());
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Cost" }).ClickAsync();
        await Expect(page.ById("flame-graph")).ToBeVisibleAsync();
        await page.ExpectAddressAsync("measure=cost");
        Assert.Empty(page.Problems);
    }

    [RequiresFact("chromium", "node")]
    public async Task Comparison_NamesWhatIsNewGoneAndDifferent()
    {
        var before = new SentSpans(string.Concat(Enumerable.Repeat("aa01", 8)));
        before.Add("primitive.Flow", 0, 0, 1_000).Add("primitive.Parse", 1, 0, 100).Add("primitive.Old", 1, 100, 300)
            .Add("chat model-a", 1, 300, 900, failed: false, ("gen_ai.operation.name", "chat"), ("gen_ai.request.model", "model-a"), ("gen_ai.usage.cost", 0.5));
        var after = new SentSpans(string.Concat(Enumerable.Repeat("aa02", 8)));
        after.Add("primitive.Flow", 0, 0, 2_000).Add("primitive.Parse", 1, 0, 100).Add("primitive.New", 1, 100, 300)
            .Add("chat model-b", 1, 300, 1_900, failed: false, ("gen_ai.operation.name", "chat"), ("gen_ai.request.model", "model-b"), ("gen_ai.usage.cost", 0.25));
        await before.SendAsync(fixture.Server);
        await after.SendAsync(fixture.Server);

        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, $"traces/{before.TraceId}?tab=compare&compare={after.TraceId}");
        await Expect(page.ById("compare-row")).ToHaveCountAsync(5);
        await Expect(page.Page.Locator("[data-change=removed]")).ToContainTextAsync("Old");
        await Expect(page.Page.Locator("[data-change=added]")).ToContainTextAsync("New");
        await Expect(page.Page.Locator("[data-change=same]")).ToContainTextAsync("Parse");
        ILocator call = page.ById("compare-row").Filter(new LocatorFilterOptions { HasText = "chat model-a → chat model-b" });
        await Expect(call).ToContainTextAsync("$0.50 → $0.25");
        await call.GetByRole(AriaRole.Button).ClickAsync();
        ILocator attributes = page.Page.GetByRole(AriaRole.Table, new PageGetByRoleOptions { Name = "Attributes that differ" });
        await Expect(attributes).ToContainTextAsync("gen_ai.request.model");
        await page.Page.GetByLabel("Changes only").CheckAsync();
        await Expect(page.ById("compare-row")).ToHaveCountAsync(4);
        await page.ExpectAddressAsync("changes=1");
        Assert.Empty(page.Problems);
    }

    [RequiresTheory("chromium", "node")]
    [InlineData("OTLP JSON")]
    [InlineData("Jaeger JSON")]
    public async Task DownloadedTrace_OpensFromTheFileWithoutBeingStored(string form)
    {
        string stored = fixture.TraceIds[1];
        string elsewhere = string.Concat(Enumerable.Repeat(form == "OTLP JSON" ? "f11e" : "f12e", 8));
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, $"traces/{stored}", height: 2_000);
        await Expect(page.ById("span-row").First).ToBeVisibleAsync();
        int rows = await page.ById("span-row").CountAsync();
        await page.Page.GetByLabel("Download").ClickAsync();
        IDownload download = await page.Page.RunAndWaitForDownloadAsync(() => page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = form }).ClickAsync());
        string text = await File.ReadAllTextAsync(await download.PathAsync());

        await page.GoToAsync("traces");
        await page.ById("trace-file").SetInputFilesAsync(new FilePayload { Name = "kept.json", MimeType = "application/json", Buffer = System.Text.Encoding.UTF8.GetBytes(text.Replace(stored, elsewhere, StringComparison.Ordinal)) });
        await Expect(page.Page.GetByText("kept.json")).ToBeVisibleAsync();
        await Expect(page.ById("span-row")).ToHaveCountAsync(rows);
        await page.ExpectAddressAsync(elsewhere);
        Assert.Empty(page.Problems);
        using HttpResponseMessage answer = await fixture.Server.Http.GetAsync(fixture.Server.Url(16686, $"/api/traces/{elsewhere}"));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
    }

    [RequiresFact("chromium", "node")]
    public async Task KeptTrace_SaysSo()
    {
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, $"traces/{fixture.TraceIds[0]}");
        await page.Page.GetByLabel("Keep this trace for good").ClickAsync();
        await Expect(page.Page.GetByText("Kept", new PageGetByTextOptions { Exact = true })).ToBeVisibleAsync();
        Assert.Empty(page.Problems);
    }

    [RequiresFact("chromium", "node")]
    public async Task TraceQl_FindsTracesAndExplainsABrokenQuery()
    {
        string query = Uri.EscapeDataString("{ span.gen_ai.operation.name = \"chat\" }");
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, $"traces?view=traceql&q={query}");
        await Expect(page.ById("trace-row").First).ToContainTextAsync("chat ");
        await page.ById("trace-row").First.GetByRole(AriaRole.Link).Nth(1).ClickAsync();
        await Expect(page.ById("span-detail")).ToContainTextAsync("gen_ai.request.model");
        Assert.Empty(page.Problems);

        await page.GoToAsync("traces?view=traceql");
        await page.Page.GetByLabel("TraceQL query").FillAsync("{ status = }");
        await page.Page.GetByLabel("TraceQL query").PressAsync("Enter");
        await Expect(page.Page.GetByText("parse error")).ToBeVisibleAsync();
    }

    [RequiresFact("chromium", "node")]
    public async Task MapOfARange_ShowsServicesAndTheirModels()
    {
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, "traces?view=map");
        await Expect(page.ById("map-place").Filter(new LocatorFilterOptions { HasText = "document-analysis" })).ToBeVisibleAsync();
        await page.ById("map-place").Filter(new LocatorFilterOptions { HasText = "gpt-4o-mini" }).First.ClickAsync();
        await Expect(page.ById("llm-row").First).ToBeVisibleAsync();
        await page.ExpectAddressAsync("model=gpt-4o-mini");
        Assert.Empty(page.Problems);
    }

    [RequiresFact("chromium", "node")]
    public async Task FileWithoutATrace_SaysWhatWasExpected()
    {
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, "traces");
        await page.ById("trace-file").SetInputFilesAsync(new FilePayload { Name = "notes.json", MimeType = "application/json", Buffer = "{\"hello\":1}"u8.ToArray() });
        await Expect(page.ById("file-problem")).ToContainTextAsync("notes.json");
        await Expect(page.ById("file-problem")).ToContainTextAsync("resourceSpans");
        await page.ById("file-problem").GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.ById("file-problem")).ToHaveCountAsync(0);
        Assert.Empty(page.Problems);
    }

    [GeneratedRegex("[?&]at=")]
    private static partial Regex ZoomedAddress();
}
