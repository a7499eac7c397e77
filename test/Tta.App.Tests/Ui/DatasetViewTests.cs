using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Tta.App.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Tta.App.Tests.Ui;

/// <summary>Datasets and the experiments over them, side by side.</summary>
public sealed class DatasetViewTests(BrowserFixture browsers) : IClassFixture<BrowserFixture>
{
    private const string Hostile = "<img src=x onerror=alert(1)>";

    [RequiresFact("chromium", "node")]
    public async Task Runs_AreComparedItemByItem_AndTheAddressSaysWhich()
    {
        await using TtaProcess server = await TtaProcess.StartAsync();
        await using WatchedPage page = await browsers.Browser.OpenAsync(server, "llm?view=datasets");
        await Expect(page.Page.GetByText("No dataset is kept here yet")).ToBeVisibleAsync();

        await PostAsync(server, "v2/datasets", new JsonObject { ["name"] = "questions", ["description"] = Hostile });
        await PostAsync(server, "dataset-items", new JsonObject { ["datasetName"] = "questions", ["id"] = "item-1", ["input"] = "2 + 2", ["expectedOutput"] = "4" });
        await PostAsync(server, "dataset-items", new JsonObject { ["datasetName"] = "questions", ["id"] = "item-2", ["input"] = Hostile, ["expectedOutput"] = "no" });
        await RunAsync(server, "before", "item-1", "it is\nfive", 0);
        await RunAsync(server, "before", "item-2", Hostile, 1);
        await RunAsync(server, "after", "item-1", "it is\nfour", 1);

        await page.GoToAsync("llm?view=datasets&dataset=questions");
        await page.Page.ReloadAsync(); // What was made since is read anew.
        await Expect(page.ById("experiment-row")).ToHaveCountAsync(2);
        await Expect(page.ById("item-row")).ToHaveCountAsync(2);
        await Expect(page.ById("item-row").Filter(new LocatorFilterOptions { HasText = Hostile })).ToHaveCountAsync(1);
        await page.KeepPictureAsync("dataset");
        await ShowAsync(page, "before");
        await ShowAsync(page, "after");
        await Expect(page.ById("result-row")).ToHaveCountAsync(2);
        await Expect(page.ById("result-row").Filter(new LocatorFilterOptions { HasText = "no" }).First).ToContainTextAsync("did not run");
        await Expect(page.ById("mean-row")).ToContainTextAsync("+0.5");

        // By keyboard: a row opens with Enter and shows what changed in the output.
        ILocator first = page.ById("result-row").Filter(new LocatorFilterOptions { HasText = "2 + 2" });
        await first.FocusAsync();
        await first.PressAsync("Enter");
        await Expect(page.ById("item-detail").Locator(".diff-removed")).ToContainTextAsync("five");
        await Expect(page.ById("item-detail").Locator(".diff-added")).ToContainTextAsync("four");
        await page.ExpectAddressAsync("item=item-1");
        await page.KeepPictureAsync("dataset-runs");

        await using WatchedPage linked = await browsers.Browser.OpenAsync(
            server, page.Page.Url[(page.Page.Url.IndexOf("#/", StringComparison.Ordinal) + 2)..], ColorScheme.Dark);
        await Expect(linked.ById("output-diff")).ToContainTextAsync("four");
        await linked.KeepPictureAsync("dataset-runs-dark");
        Assert.Empty(page.Problems);
        Assert.Empty(linked.Problems);
    }

    private static async Task ShowAsync(WatchedPage page, string run)
    {
        ILocator row = page.ById("experiment-row").Filter(new LocatorFilterOptions { HasText = run });
        await row.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(row.GetByRole(AriaRole.Button)).ToHaveAttributeAsync("aria-pressed", "true");
    }

    private static async Task RunAsync(TtaProcess server, string run, string item, string output, int score)
    {
        string trace = $"trace-{run}-{item}";
        await PostAsync(server, "ingestion", new JsonObject
        {
            ["batch"] = new JsonArray(new JsonObject
            {
                ["id"] = trace,
                ["type"] = "trace-create",
                ["timestamp"] = DateTimeOffset.UtcNow.ToString("O"),
                ["body"] = new JsonObject { ["id"] = trace, ["name"] = run, ["output"] = output },
            }),
        });
        await PostAsync(server, "dataset-run-items", new JsonObject { ["runName"] = run, ["datasetItemId"] = item, ["traceId"] = trace });
        await PostAsync(server, "scores", new JsonObject { ["name"] = "exact", ["value"] = score, ["traceId"] = trace });
    }

    private static async Task PostAsync(TtaProcess server, string path, JsonObject body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Url(3000, "/api/public/" + path))
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Add("x-langfuse-sdk-name", "tta-dotnet"); // A caller on loopback that needs no keys.
        using HttpResponseMessage answer = await server.Http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }
}
