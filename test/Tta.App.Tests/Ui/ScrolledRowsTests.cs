using System.Text.Json;
using Tta.App.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Tta.App.Tests.Ui;

/// <summary>
/// Scrolling ten thousand rows costs what the rows that enter cost, whatever the machine does meanwhile: counted are rows that were written
/// to, elements that came and went, and sizes that were read while the page was dirty, which would make the browser lay it out twice.
/// </summary>
[Collection(DemoDataCollection.Name)]
public sealed class ScrolledRowsTests(DemoDataFixture fixture, BrowserFixture browsers) : IClassFixture<BrowserFixture>
{
    /// <summary>Rows held above and below those in view.</summary>
    private const int SpareRows = 4;

    /// <summary>
    /// Counts what happens to the rows from now on. <c>frame(act)</c> does something between two frames, when nothing is dirty, and says at the end
    /// of the next one, before the browser shows it, what became of the rows.
    /// </summary>
    private const string Watch =
        """
        async (rowSelector) => {
          const nextFrame = () => new Promise((done) => requestAnimationFrame(done));
          // By the second frame the list has been told its size.
          await nextFrame();
          await nextFrame();
          const list = document.querySelector('.virtual');
          const rows = () => [...list.querySelectorAll(rowSelector)];
          const first = new Set(rows());
          const records = [];
          const observer = new MutationObserver((seen) => records.push(...seen));
          observer.observe(list, { subtree: true, childList: true, attributes: true, characterData: true });
          const dirty = () => { records.push(...observer.takeRecords()); return records.length > 0; };
          let forced = 0;
          const counted = (prototype, name) => {
            const found = Object.getOwnPropertyDescriptor(prototype, name);
            const count = (element) => { if (list.contains(element) && dirty()) forced++; };
            if (found.value) prototype[name] = function (...args) { count(this); return found.value.apply(this, args); };
            else Object.defineProperty(prototype, name, {
              get() { count(this); return found.get.call(this); },
              ...(found.set ? { set(value) { count(this); found.set.call(this, value); } } : {}),
            });
          };
          const position = Object.getOwnPropertyDescriptor(Element.prototype, 'scrollTop');
          for (const name of ['scrollTop', 'scrollHeight', 'clientHeight', 'clientWidth', 'getBoundingClientRect', 'scrollIntoView', 'scrollTo']) counted(Element.prototype, name);
          for (const name of ['offsetTop', 'offsetHeight', 'offsetWidth']) counted(HTMLElement.prototype, name);
          const height = list.getBoundingClientRect().height;
          window.watched = {
            list,
            scrollTo: (top) => position.set.call(list, top),
            press: (key) => document.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })),
            frame: async (act) => {
              await nextFrame();
              await new Promise((done) => setTimeout(done)); // Behind the frame: it was laid out.
              dirty();
              records.length = 0;
              forced = 0;
              act();
              await nextFrame();
              dirty();
              const asked = forced;
              const touched = new Set(records.map(({ target }) => (target instanceof Element ? target : target.parentElement)?.closest(rowSelector)).filter(Boolean));
              const moved = records.filter(({ type, target }) => type === 'childList' && !target.closest?.(rowSelector)).length;
              // Where they are seen, from the top of the list down to its bottom or to the last row.
              const edge = list.getBoundingClientRect().top;
              const shown = rows().map((row) => Math.round(row.getBoundingClientRect().top - edge));
              const step = rows()[0].offsetHeight;
              const at = new Set(shown);
              const bottom = Math.min(height, list.scrollHeight - position.get.call(list));
              let missing = 0;
              for (let y = Math.max(...shown.filter((top) => top <= 0)); !(y + 1 >= bottom); y += step) if (!at.has(y)) missing++;
              const result = { touched: touched.size, moved, forced: asked, missing, doubled: shown.length - at.size, strangers: rows().filter((row) => !first.has(row)).length, rows: shown.length, inView: Math.ceil(height / step) + 1 };
              records.length = 0;
              return result;
            },
          };
        }
        """;

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private sealed record Frame(int Touched, int Moved, int Forced, int Missing, int Doubled, int Strangers, int Rows, int InView);

    [RequiresTheory("chromium", "node")]
    [InlineData("3c", "", "[role=treeitem]")]
    [InlineData("4d", "?tab=spans", ".virtual [role=row]")]
    public async Task Scrolling_FillsOnlyTheRowsThatEnter_AndLaysOutOnce(string salt, string view, string row)
    {
        await using WatchedPage page = await OpenAsync(salt, view, row);

        // A wheel: a few rows in each frame.
        Frame[] wheel = await FramesAsync(page, "for (let top = 28; top < 8000; top += 84) frames.push(await watched.frame(() => watched.scrollTo(top)));");
        Assert.All(wheel, frame => Assert.InRange(frame.Touched, 0, 4));
        Assert.Contains(wheel, frame => frame.Touched > 0);

        // The scroll bar: every frame another place.
        Frame[] jumps = await FramesAsync(page, "for (const part of [0.5, 0.1, 0.9, 0.3, 1, 0, 0.7]) frames.push(await watched.frame(() => watched.scrollTo(part * 280000)));");
        Assert.All(jumps, frame => Assert.InRange(frame.Touched, 1, frame.InView + SpareRows));

        Assert.All([.. wheel, .. jumps], frame =>
        {
            Assert.Equal((0, 0, 0, 0, 0), (frame.Forced, frame.Missing, frame.Doubled, frame.Strangers, frame.Moved));
            Assert.Equal(wheel[0].Rows, frame.Rows);
        });
        Assert.Empty(page.Problems);
    }

    [RequiresFact("chromium", "node")]
    public async Task TheKeyboard_FillsOnlyTheRowsThatEnter_AndLaysOutOnce()
    {
        await using WatchedPage page = await OpenAsync("5e", "", "[role=treeitem]");
        Frame[] frames = await FramesAsync(
            page,
            """
            for (let times = 0; times < 60; times++) frames.push(await watched.frame(() => watched.press('j')));
            for (const key of ['PageDown', 'PageDown', 'PageUp', 'PageDown', 'k', 'End', 'Home']) frames.push(await watched.frame(() => watched.press(key)));
            """);
        Assert.All(frames[..60], frame => Assert.InRange(frame.Touched, 1, 4));
        Assert.All(frames, frame =>
        {
            Assert.Equal((0, 0, 0, 0, 0), (frame.Forced, frame.Missing, frame.Doubled, frame.Strangers, frame.Moved));
            Assert.InRange(frame.Touched, 1, frame.InView + SpareRows);
        });
        Assert.Empty(page.Problems);
    }

    private static async Task<Frame[]> FramesAsync(WatchedPage page, string steps)
    {
        string json = await page.Page.EvaluateAsync<string>($$"""async () => { const frames = []; {{steps}} return JSON.stringify(frames); }""");
        return JsonSerializer.Deserialize<Frame[]>(json, Web)!;
    }

    private async Task<WatchedPage> OpenAsync(string salt, string view, string row)
    {
        SentSpans trace = LargeTrace.Of(salt);
        await trace.SendAsync(fixture.Server);
        WatchedPage page = await browsers.Browser.OpenAsync(fixture.Server, $"traces/{trace.TraceId}{view}");
        await Expect(page.Page.Locator(row).First).ToBeVisibleAsync();
        await page.Page.EvaluateAsync(Watch, row);
        return page;
    }
}
