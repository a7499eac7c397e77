using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Tta.App.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Tta.App.Tests.Ui;

/// <summary>How much of a trace is shown, and in which form: levels, tree alone, hidden names, a part of the time, agents.</summary>
[Collection(DemoDataCollection.Name)]
public sealed class TraceShapeTests(DemoDataFixture fixture, BrowserFixture browsers) : IClassFixture<BrowserFixture>
{
    [RequiresFact("chromium", "node")]
    public async Task LevelsAndTreeAlone_AreChosenByKeysAndKeptInTheAddress()
    {
        SentSpans trace = await NestedAsync("5ba1");
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, $"traces/{trace.TraceId}");
        await Expect(page.ById("span-row")).ToHaveCountAsync(5);
        await page.Page.Keyboard.PressAsync("<");
        await Expect(page.ById("span-row")).ToHaveCountAsync(4);
        await page.Page.Keyboard.PressAsync("<");
        await Expect(page.ById("span-row")).ToHaveCountAsync(2);
        await page.ExpectAddressAsync("depth=1");
        await page.Page.Keyboard.PressAsync("b");
        await Expect(page.Page.Locator(".span-bars").First).ToBeHiddenAsync();
        await Expect(page.ById("span-row").Nth(1)).ToContainTextAsync("+100 ms");
        await page.ExpectAddressAsync("tree=1");
        double[] bars = await page.Page.Locator(".span-times i").EvaluateAllAsync<double[]>("bars => bars.map((bar) => bar.getBoundingClientRect().width)");
        Assert.Equal(0.4, bars[1] / bars[0], 2);

        await using WatchedPage linked = await browsers.Browser.OpenAsync(fixture.Server, $"traces/{trace.TraceId}?depth=2&tree=1", ColorScheme.Dark, width: 390);
        await Expect(linked.ById("span-row")).ToHaveCountAsync(4);
        await linked.Page.GetByLabel("Expand everything").ClickAsync();
        await Expect(linked.ById("span-row")).ToHaveCountAsync(5);
        await linked.Page.GetByLabel("Tree without the time axis").ClickAsync();
        await Expect(linked.Page.Locator(".span-bars").First).ToBeVisibleAsync();
        await linked.KeepPictureAsync("trace-tree-narrow");
        Assert.Empty(page.Problems);
        Assert.Empty(linked.Problems);
    }

    [RequiresFact("chromium", "node")]
    public async Task PartOfTheTime_IsZoomedMovedAndLinked()
    {
        SentSpans trace = await NestedAsync("5ba2");
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, $"traces/{trace.TraceId}");
        await page.ById("span-row").Nth(1).ClickAsync();
        await page.Page.Keyboard.PressAsync("z");
        await page.ExpectAddressAsync("zoom=60000-540000");
        await page.Page.Keyboard.PressAsync(".");
        await page.ExpectAddressAsync("zoom=180000-660000");

        await using WatchedPage linked = await browsers.Browser.OpenAsync(fixture.Server, $"traces/{trace.TraceId}?zoom=180000-660000");
        await Expect(linked.Page.Locator(".ruler-ticks")).ToContainTextAsync("660 ms");
        await linked.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Whole trace" }).ClickAsync();
        await Expect(linked.Page.Locator(".ruler-ticks")).ToContainTextAsync("1 s");
        Assert.DoesNotContain("zoom", linked.Page.Url, StringComparison.Ordinal);
        Assert.Empty(page.Problems);
        Assert.Empty(linked.Problems);
    }

    [RequiresFact("chromium", "node")]
    public async Task NamesOfTheColours_HideTheirSpansWithWhatIsBelow()
    {
        SentSpans trace = await NestedAsync("5ba3");
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, $"traces/{trace.TraceId}?colour=step");
        await Expect(page.ById("span-row")).ToHaveCountAsync(5);
        await page.Page.GetByLabel("Colours by step").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "agent" }).ClickAsync();
        await Expect(page.ById("span-row")).ToHaveCountAsync(1);
        await page.ExpectAddressAsync("hide=agent");
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Show all" }).ClickAsync();
        await Expect(page.ById("span-row")).ToHaveCountAsync(5);
        Assert.Empty(page.Problems);
    }

    [RequiresFact("chromium", "node")]
    public async Task Details_StandBesideTheRowsOrBelowTheirRow()
    {
        SentSpans trace = await NestedAsync("5ba7");
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, $"traces/{trace.TraceId}?span={SentSpans.SpanId(2)}&details=inline");
        await Expect(page.Page.Locator(".virtual-detail").GetByTestId("span-detail")).ToContainTextAsync("helper");
        LocatorBoundingBoxResult detail = (await page.ById("span-detail").BoundingBoxAsync())!;
        LocatorBoundingBoxResult above = (await page.ById("span-row").Nth(1).BoundingBoxAsync())!;
        LocatorBoundingBoxResult below = (await page.ById("span-row").Nth(2).BoundingBoxAsync())!;
        Assert.True(above.Y + above.Height <= detail.Y && detail.Y + detail.Height <= below.Y, $"row {above.Y}, details {detail.Y} + {detail.Height}, next row {below.Y}");
        await page.Page.Keyboard.PressAsync("j");
        await Expect(page.ById("span-detail")).ToContainTextAsync("search");
        await page.Page.Keyboard.PressAsync("i");
        await Expect(page.Page.Locator(".timeline > [data-testid=span-detail]")).ToContainTextAsync("search");
        Assert.DoesNotContain("inline", page.Page.Url, StringComparison.Ordinal);
        await page.Page.Keyboard.PressAsync("i");
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(page.ById("span-detail")).ToHaveCountAsync(0);
        await Expect(page.ById("span-row")).ToHaveCountAsync(5);
        Assert.Empty(page.Problems);
    }

    [RequiresFact("chromium", "node")]
    public async Task Agents_AreAGraphOfWhoCallsWhatAndWhoComesNext()
    {
        var trace = new SentSpans(string.Concat(Enumerable.Repeat("5ba4", 8)));
        trace.Add("primitive.Crew", 0, 0, 1_000)
            .Add("invoke_agent planner", 1, 0, 300, failed: false, ("gen_ai.operation.name", "invoke_agent"), ("gen_ai.agent.name", "planner"))
            .Add("chat small", 2, 10, 200, failed: false, ("openinference.span.kind", "LLM"), ("llm.model_name", "small"), ("llm.cost.total", 0.25))
            .Add("invoke_agent", 1, 400, 900, failed: true, ("gen_ai.operation.name", "invoke_agent"), ("gen_ai.agent.name", "<b>writer</b>"));
        await trace.SendAsync(fixture.Server);
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, $"traces/{trace.TraceId}?tab=map");
        await page.Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Agents" }).ClickAsync();
        await page.ExpectAddressAsync("map=agents");
        await Expect(page.ById("map-place")).ToHaveCountAsync(4);
        await Expect(page.ById("map-place").Filter(new LocatorFilterOptions { HasText = "planner" })).ToContainTextAsync("1 call · $0.25");
        await Expect(page.ById("map-place").Filter(new LocatorFilterOptions { HasText = "<b>writer</b>" })).ToContainTextAsync("1 failed");
        await Expect(page.Page.Locator(".edge.is-next title")).ToHaveTextAsync("planner then <b>writer</b>: 1 time");
        await page.KeepPictureAsync("trace-agents");
        await page.ById("map-place").Filter(new LocatorFilterOptions { HasText = "planner" }).ClickAsync();
        await Expect(page.ById("span-row").Nth(1)).ToContainTextAsync("planner");
        Assert.Empty(page.Problems);
    }

    [RequiresFact("chromium", "node")]
    public async Task PromptsOfTwoRuns_AreCompared()
    {
        SentSpans before = await AskedAsync("5ba5", "Where is order 7?", "On its way.");
        SentSpans after = await AskedAsync("5ba6", "Where is order 8?", "On its way.");
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, $"traces/{before.TraceId}?tab=compare&compare={after.TraceId}");
        await page.ById("compare-row").Filter(new LocatorFilterOptions { HasText = "chat" }).GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.ById("asked-diff")).ToContainTextAsync("− Where is order 7?");
        await Expect(page.ById("asked-diff")).ToContainTextAsync("+ Where is order 8?");
        await Expect(page.Page.GetByText("Answered: the same in both.")).ToBeVisibleAsync();
        Assert.Empty(page.Problems);
    }

    [RequiresFact("chromium", "node")]
    public async Task OneRequest_BringsTheTraceThatTheAddressNames()
    {
        var asked = new List<string>();
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, "status");
        page.Page.Request += (_, request) => asked.Add(request.Url);
        await page.GoToAsync($"traces/{fixture.TraceIds[0]}");
        await page.Page.ReloadAsync();
        await Expect(page.ById("span-row").First).ToBeVisibleAsync();
        int reload = asked.FindLastIndex(url => url.Contains("/ahead.js", StringComparison.Ordinal));
        Assert.Single(asked.Skip(reload), url => url.Contains($"/traces/{fixture.TraceIds[0]}", StringComparison.Ordinal));
        Assert.Empty(page.Problems);
    }

    private async Task<SentSpans> NestedAsync(string salt)
    {
        var trace = new SentSpans(string.Concat(Enumerable.Repeat(salt, 8)));
        trace.Add("primitive.Flow", 0, 0, 1_000)
            .Add("invoke_agent helper", 1, 100, 500, failed: false, ("gen_ai.operation.name", "invoke_agent"), ("gen_ai.agent.name", "helper"))
            .Add("execute_tool search", 2, 150, 200, failed: false, ("gen_ai.operation.name", "execute_tool"), ("gen_ai.tool.name", "search"))
            .Add("primitive.Read", 2, 250, 400)
            .Add("primitive.Parse", 4, 260, 300);
        await trace.SendAsync(fixture.Server);
        return trace;
    }

    private async Task<SentSpans> AskedAsync(string salt, string question, string answer)
    {
        var trace = new SentSpans(string.Concat(Enumerable.Repeat(salt, 8)));
        trace.Add("chat small", 0, 0, 500, failed: false, ("gen_ai.operation.name", "chat"), ("gen_ai.request.model", "small"),
            ("gen_ai.input.messages", Messages("user", question)), ("gen_ai.output.messages", Messages("assistant", answer)));
        await trace.SendAsync(fixture.Server);
        await trace.SendAsModelCallsAsync(fixture.Server);
        return trace;
    }

    private static string Messages(string role, string text) =>
        new JsonArray(new JsonObject { ["role"] = role, ["parts"] = new JsonArray(new JsonObject { ["type"] = "text", ["content"] = text }) }).ToJsonString();
}
