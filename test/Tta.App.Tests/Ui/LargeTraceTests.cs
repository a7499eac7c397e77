using System.Globalization;
using Tta.App.Tests.Hosting;
using Tta.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Tta.App.Tests.Ui;

/// <summary>Traces of many spans: the page keeps few rows and stays usable.</summary>
[Collection(DemoDataCollection.Name)]
public sealed class LargeTraceTests(DemoDataFixture fixture, BrowserFixture browsers) : IClassFixture<BrowserFixture>
{
    /// <summary>More rows than any window shows, fewer than a page that draws them all.</summary>
    private const int MostRows = 200;

    [RequiresFact("chromium", "node")]
    public async Task Waterfall_DrawsOnlyTheRowsInView_FromTheFirstToTheLast()
    {
        await using WatchedPage page = await OpenAsync("1a");
        Assert.InRange(await page.ById("span-row").CountAsync(), 1, MostRows);
        double drawnMs = await page.Page.EvaluateAsync<double>("performance.getEntriesByName('trace-drawn')[0].startTime");
        await page.Page.Keyboard.PressAsync("j");
        await page.Page.Keyboard.PressAsync("End");
        await Expect(page.Page.Locator(".span-row.is-current")).ToBeVisibleAsync();
        await page.Page.EvaluateAsync("document.querySelector('.virtual').scrollTop = 100000");
        await Expect(page.ById("span-row").First).ToBeVisibleAsync();
        Assert.InRange(await page.ById("span-row").CountAsync(), 1, MostRows);
        double[] frames = await ScrollAsync(page);
        Assert.InRange(await page.ById("span-row").CountAsync(), 1, MostRows);
        Assert.Empty(page.Problems);
        await KeepTimingsAsync(drawnMs, frames);
    }

    [RequiresFact("chromium", "node")]
    public async Task FlameGraphAndSpanTable_HoldTheWholeTrace()
    {
        await using WatchedPage page = await OpenAsync("2b");
        await page.Page.Keyboard.PressAsync("2");
        await Expect(page.ById("flame-graph")).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("3");
        await Expect(page.Page.GetByText("10,000 spans")).ToBeVisibleAsync();
        Assert.InRange(await page.ById("span-table-row").CountAsync(), 1, MostRows);
        await page.Page.GetByLabel("Filter spans").FillAsync("item=9999");
        await page.Page.GetByLabel("Filter spans").PressAsync("Enter");
        await Expect(page.ById("span-table-row")).ToHaveCountAsync(1);
        await page.ById("span-table-row").ClickAsync();
        await Expect(page.ById("span-detail")).ToContainTextAsync("9999");
        Assert.Empty(page.Problems);
    }

    private async Task<WatchedPage> OpenAsync(string salt)
    {
        SentSpans trace = LargeTrace.Of(salt);
        await trace.SendAsync(fixture.Server);
        WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, $"traces/{trace.TraceId}");
        await Expect(page.ById("span-row").First).ToBeVisibleAsync();
        return page;
    }

    /// <summary>Scrolls a long way frame by frame. Returns the times between the frames in milliseconds, sorted.</summary>
    private static Task<double[]> ScrollAsync(WatchedPage page) => page.Page.EvaluateAsync<double[]>(
        """
        async () => {
          const list = document.querySelector('.virtual');
          list.scrollTop = 0;
          const times = [];
          let last = performance.now();
          for (let step = 0; step < 100; step++) {
            list.scrollTop += 700;
            await new Promise((done) => requestAnimationFrame(done));
            const now = performance.now();
            times.push(now - last);
            last = now;
          }
          return times.sort((a, b) => a - b);
        }
        """);

    /// <summary>Keeps what was measured for people to read; a loaded machine is no reason to fail.</summary>
    private static Task KeepTimingsAsync(double drawnMs, double[] frames)
    {
        string folder = Path.Combine(Repository.Artifacts, "measurements");
        Directory.CreateDirectory(folder);
        return File.WriteAllTextAsync(
            Path.Combine(folder, "large-trace.txt"),
            string.Create(CultureInfo.InvariantCulture, $"{LargeTrace.Spans} spans: drawn {drawnMs:F0} ms after the navigation began; frames while scrolling: median {frames[50]:F1} ms, p95 {frames[95]:F1} ms, longest {frames[^1]:F1} ms\n"));
    }
}
