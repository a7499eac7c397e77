using System.Net;
using Tta.Server.Web;

namespace Tta.Server.Tests.Web;

public sealed class WebApiTests
{
    [Fact]
    public async Task The_page_carries_a_policy_without_inline_script()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage response = await server.Client.GetAsync(server.Url("ui", "/"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        string policy = string.Join(';', response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("DENY", Assert.Single(response.Headers.GetValues("X-Frame-Options")));
    }

    [Fact]
    public async Task Built_pages_are_served_as_brotli_and_hashed_names_for_ever()
    {
        var pages = new WebPages(typeof(WebPages).Assembly);
        if (!pages.Exist)
        {
            // Built without Node: the page that says so is the whole of it.
            await using RunningServer bare = await RunningServer.StartAsync();
            Assert.Contains("Install Node", await bare.GetAsync("ui", "/"), StringComparison.Ordinal);
            return;
        }

        await using RunningServer server = await RunningServer.StartAsync();
        string index = await server.GetAsync("ui", "/");
        int start = index.IndexOf("assets/", StringComparison.Ordinal);
        string asset = index[start..index.IndexOf('"', start)];

        using var request = new HttpRequestMessage(HttpMethod.Get, server.Url("ui", "/" + asset));
        request.Headers.AcceptEncoding.ParseAdd("br");
        using HttpResponseMessage response = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("br", Assert.Single(response.Content.Headers.ContentEncoding));
        Assert.Contains("immutable", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);

        using var again = new HttpRequestMessage(HttpMethod.Get, server.Url("ui", "/"));
        again.Headers.IfNoneMatch.ParseAdd(pages.ETag);
        using HttpResponseMessage unchanged = await server.Client.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Theory]
    [InlineData("/api/tta/v1/nothing", "text/html", HttpStatusCode.NotFound)]
    [InlineData("/missing.js", "*/*", HttpStatusCode.NotFound)]
    public async Task Unknown_paths_are_not_found(string path, string accept, HttpStatusCode expected)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Url("ui", path));
        request.Headers.Accept.ParseAdd(accept);
        using HttpResponseMessage response = await server.Client.SendAsync(request);
        Assert.Equal(expected, response.StatusCode);
    }
}
