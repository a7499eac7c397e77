using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Tta.App.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Tta.App.Tests.Ui;

/// <summary>The page of a server that wants a token, in a browser that gives it as the password when asked.</summary>
public sealed class TokenTests(BrowserFixture browsers) : IClassFixture<BrowserFixture>
{
    [RequiresFact("chromium", "node")]
    public async Task ThePage_ReadsEveryApi_WithTheTokenAsPassword()
    {
        await using TtaProcess server = await TtaProcess.StartAsync("--token", "correct-horse");
        using var prompt = new StringContent("""{"name":"greeting","prompt":"Be brief."}""", Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using HttpResponseMessage made = await server.Http.PostAsync(server.Url(3000, "/api/public/v2/prompts"), prompt);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);

        await using WatchedPage page = await browsers.Browser.OpenAsync(server, "llm?view=prompts");
        await Expect(page.ById("prompt-row")).ToContainTextAsync("greeting");
        foreach (string route in (string[])["llm?view=scores", "llm?view=datasets", "llm?view=costs", "llm", "traces", "logs", "metrics", "status", ""])
        {
            await page.GoToAsync(route);
            await Expect(page.ById("loading-state")).ToHaveCountAsync(0);
            await Expect(page.ById("error-state")).ToHaveCountAsync(0);
        }

        // A browser notes the first answer, that credentials are wanted, as an error of its own.
        Assert.DoesNotContain(page.Problems, problem => !problem.Contains("401", StringComparison.Ordinal));
    }

    [RequiresFact("chromium", "node")]
    public async Task WithoutTheToken_NothingIsAnswered()
    {
        await using TtaProcess server = await TtaProcess.StartAsync("--token", "correct-horse");
        using var stranger = new HttpClient();
        foreach (string path in (string[])["/", "/api/tta/v1/status", "/api/public/v2/prompts", "/api/public/traces"])
        {
            using HttpResponseMessage answer = await stranger.GetAsync(server.Url(3000, path));
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.NotEmpty(answer.Headers.WwwAuthenticate);
        }
    }
}
