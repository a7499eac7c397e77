using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Tta.App.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Tta.App.Tests.Ui;

/// <summary>The views of model calls beside the list: sessions, personas, costs, prompts.</summary>
[Collection(DemoDataCollection.Name)]
public sealed class ModelCallViewsTests(DemoDataFixture fixture, BrowserFixture browsers) : IClassFixture<BrowserFixture>
{
    [RequiresFact("chromium", "node")]
    public async Task Session_IsAConversation_WithEveryMessageOnce()
    {
        string first = Message("user", "where is my order");
        string answer = Message("assistant", "on its way");
        var calls = new SentSpans(string.Concat(Enumerable.Repeat("5e55", 8)));
        AddChat(calls, 0, $"[{first}]", $"[{answer}]");
        AddChat(calls, 1_000, $"[{first},{answer},{Message("user", "and when")}]", $"[{Message("assistant", "tomorrow")}]");
        await calls.SendAsync(fixture.Server);
        await calls.SendAsModelCallsAsync(fixture.Server);

        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, "llm?view=sessions");
        await page.ById("session-row").Filter(new LocatorFilterOptions { HasText = $"session-of-{calls.TraceId}" }).ClickAsync();
        await Expect(page.ById("turn")).ToHaveCountAsync(2);
        await Expect(page.ById("turn").First).ToContainTextAsync("where is my order");
        await Expect(page.ById("turn").Last).ToContainTextAsync("and when");
        await Expect(page.ById("turn").Last).ToContainTextAsync("tomorrow");
        await Expect(page.ById("turn").Last).Not.ToContainTextAsync("where is my order");
        await page.ExpectAddressAsync($"session=session-of-{calls.TraceId}");
        Assert.Empty(page.Problems);
    }

    [RequiresFact("chromium", "node")]
    public async Task Costs_AreGroupedAndPricedForOtherModels()
    {
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, "llm?view=costs");
        await Expect(page.ById("cost-row").Filter(new LocatorFilterOptions { HasText = "gpt-4o-mini" })).ToBeVisibleAsync();
        await page.Page.GetByLabel("Group by").SelectOptionAsync("persona");
        await Expect(page.ById("cost-row").Filter(new LocatorFilterOptions { HasText = "tta-data-scientist" })).ToBeVisibleAsync();
        await page.ExpectAddressAsync("by=persona");

        await Expect(page.Page.GetByText("models are known")).ToBeVisibleAsync();
        ILocator other = page.Page.GetByLabel("Instead of claude-sonnet-4-5");
        await other.FillAsync("gpt-4o-mini");
        await other.PressAsync("Enter");
        await Expect(page.ById("what-if-total")).ToContainTextAsync("saves");
        await other.FillAsync("1000, 1000, 1000");
        await other.PressAsync("Enter");
        await Expect(page.ById("what-if-total")).ToContainTextAsync("costs");

        await page.ExpectAddressAsync("1000");
        await using WatchedPage linked = await browsers.Browser.OpenAsync(fixture.Server, page.Page.Url[(page.Page.Url.IndexOf("#/", StringComparison.Ordinal) + 2)..]);
        await Expect(linked.ById("what-if-total")).ToContainTextAsync("costs");
        Assert.Empty(page.Problems);
    }

    [RequiresFact("chromium", "node")]
    public async Task Costs_NameWhatWasPaidForAndNotUsed()
    {
        var run = new SentSpans(string.Concat(Enumerable.Repeat("3a5e", 8)));
        run.Add("primitive.Answer", 0, 0, 3_000).Add("retry.attempt_1", 1, 0, 1_000, failed: true);
        AddChat(run, 100, $"[{Message("user", "a question of its own")}]", $"[{Message("assistant", "too late")}]", parent: 2, cost: 40);
        run.Add("retry.attempt_2", 1, 1_000, 3_000);
        AddChat(run, 1_100, $"[{Message("user", "a question of its own")}]", $"[{Message("assistant", "in time")}]", parent: 4, cost: 30);
        await run.SendAsync(fixture.Server);
        await run.SendAsModelCallsAsync(fixture.Server);

        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, "llm?view=costs");
        await Expect(page.ById("waste")).ToContainTextAsync("Failed attempts$40");
        await Expect(page.ById("repeat-row").First).ToContainTextAsync("$30");
        await page.ById("waste").GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "Show them" }).First.ClickAsync();
        await Expect(page.ById("trace-row").Filter(new LocatorFilterOptions { HasText = "Answer" }).First).ToBeVisibleAsync();
        await page.ExpectAddressAsync("view=traceql");
        Assert.Empty(page.Problems);
    }

    [RequiresFact("chromium", "node")]
    public async Task Prompt_ShowsWhatChangedBetweenVersions()
    {
        await SendPromptAsync("Be brief.\nBe friendly.");
        await SendPromptAsync("Be brief.\n<b>Quote numbers.</b>");
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, "llm?view=prompts");
        await page.ById("prompt-row").Filter(new LocatorFilterOptions { HasText = "ui/answer" }).ClickAsync();
        await Expect(page.ById("prompt-detail")).ToContainTextAsync("<b>Quote numbers.</b>");
        await page.Page.GetByLabel("Compare with").SelectOptionAsync("1");
        await Expect(page.Page.Locator(".diff-removed")).ToContainTextAsync("Be friendly.");
        await Expect(page.Page.Locator(".diff-added")).ToContainTextAsync("<b>Quote numbers.</b>");
        await page.ExpectAddressAsync("against=1");
        Assert.Empty(page.Problems);
    }

    [RequiresFact("chromium", "node")]
    public async Task Scores_LeadToWhatTheyJudge_AndStandBesideThePersonas()
    {
        string trace = fixture.TraceIds[2];
        var score = new JsonObject { ["name"] = "ui-quality", ["value"] = 0.75, ["traceId"] = trace, ["comment"] = "<img src=x onerror=alert(1)>" };
        await PostAsync("/api/public/scores", score);
        await using WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, "llm?view=scores&score=ui-quality");
        await Expect(page.ById("score-row")).ToHaveCountAsync(1);
        await Expect(page.ById("score-row")).ToContainTextAsync("0.75");
        await Expect(page.ById("score-row")).ToContainTextAsync("<img src=x");
        await page.ById("score-row").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.ById("score-pill").First).ToContainTextAsync("ui-quality 0.75");
        await page.ExpectAddressAsync(trace);

        await page.GoToAsync("llm?view=personas&score=ui-quality");
        await Expect(page.ById("persona-row").Filter(new LocatorFilterOptions { HasText = "tta-testing-specialist" })).ToContainTextAsync("0.75");
        Assert.Empty(page.Problems);
    }

    private static string Message(string role, string text) => new JsonObject
    {
        ["role"] = role,
        ["parts"] = new JsonArray(new JsonObject { ["type"] = "text", ["content"] = text }),
    }.ToJsonString();

    private static void AddChat(SentSpans calls, int atMs, string input, string output, int parent = 0, double cost = 0.001) => calls.Add(
        "chat gpt-4o-mini", parent, atMs, atMs + 400, failed: false,
        ("gen_ai.operation.name", "chat"), ("gen_ai.request.model", "gpt-4o-mini"), ("session.id", $"session-of-{calls.TraceId}"),
        ("gen_ai.usage.input_tokens", 9), ("gen_ai.usage.output_tokens", 3), ("gen_ai.usage.cost", cost), ("gen_ai.input.messages", input), ("gen_ai.output.messages", output));

    private Task SendPromptAsync(string text) =>
        PostAsync("/api/public/v2/prompts", new JsonObject { ["name"] = "ui/answer", ["type"] = "text", ["prompt"] = text });

    private async Task PostAsync(string path, JsonObject body)
    {
        string[] keys = await File.ReadAllLinesAsync(Path.Combine(fixture.Server.DataDirectory, "langfuse.env"));
        string Key(string name) => keys.Single(line => line.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, fixture.Server.Url(3000, path)) { Content = content };
        string pair = $"{Key("LANGFUSE_PUBLIC_KEY")}:{Key("LANGFUSE_SECRET_KEY")}";
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        using HttpResponseMessage answer = await fixture.Server.Http.SendAsync(request);
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
    }
}
