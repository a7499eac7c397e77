using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tta.App.Tests.Hosting;
using Tta.TestKit;

namespace Tta.App.Tests.Ui;

/// <summary>A page that remembers what went wrong in it.</summary>
internal sealed class WatchedPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly TtaProcess _server;

    public WatchedPage(IBrowserContext context, IPage page, TtaProcess server)
    {
        _context = context;
        _server = server;
        Page = page;
        page.SetDefaultTimeout(20_000);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                Problems.Add($"console: {message.Text}");
            }
        };
        page.PageError += (_, error) => Problems.Add($"exception: {error}");
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(server.Url(3000, "/"), StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal)
                && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
            {
                Problems.Add($"request to another host: {request.Url}");
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Console errors, uncaught exceptions and requests that leave the server.</summary>
    public List<string> Problems { get; } = [];

    public async Task GoToAsync(string route) => await Page.GotoAsync(_server.Url(3000, "/" + (route.Length == 0 ? "" : "#/" + route)));

    /// <summary>Waits until the address has a part: the browser reports a change of the address a moment after the key or click that made it.</summary>
    public Task ExpectAddressAsync(string part) => Assertions.Expect(Page).ToHaveURLAsync(new Regex(Regex.Escape(part)));

    public ILocator ById(string testId) => Page.GetByTestId(testId);

    /// <summary>Keeps a picture for people to look at, in artifacts/screenshots.</summary>
    public async Task KeepPictureAsync(string name)
    {
        string folder = Path.Combine(Repository.Artifacts, "screenshots");
        Directory.CreateDirectory(folder);
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png") });
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
