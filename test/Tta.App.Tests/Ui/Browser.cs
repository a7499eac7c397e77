using Microsoft.Playwright;
using Tta.App.Tests.Hosting;

namespace Tta.App.Tests.Ui;

/// <summary>The Chromium of the system, headless, driven by Playwright.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser)
    {
        _playwright = playwright;
        _browser = browser;
    }

    public static async Task<Browser> LaunchAsync()
    {
        // A loaded machine may take its time; what never comes fails all the same.
        Assertions.SetDefaultExpectTimeout(30_000);
        IPlaywright playwright = await Playwright.CreateAsync();
        IBrowser browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = ExternalProgram.Find("chromium"),
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
        return new Browser(playwright, browser);
    }

    /// <summary>Opens a page of the web UI in a fresh profile and watches it for errors and for requests to other hosts.</summary>
    public async Task<WatchedPage> OpenAsync(TtaProcess server, string route, ColorScheme colors = ColorScheme.Light, int width = 1440, int height = 900)
    {
        IBrowserContext context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            ColorScheme = colors,
            ViewportSize = new ViewportSize { Width = width, Height = height },

            // What a person types into the dialog of the browser, when the server asks.
            HttpCredentials = server.Token is { } token ? new HttpCredentials { Username = "me", Password = token, Send = HttpCredentialsSend.Unauthorized } : null,
        });
        var page = new WatchedPage(context, await context.NewPageAsync(), server);
        await page.GoToAsync(route);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
