using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Tta.Server.Hosting;
using Tta.Server.Langfuse;

namespace Tta.Server.Tests.Langfuse;

public sealed class LangfuseAccessTests
{
    [Fact]
    public async Task Keys_are_made_once_and_only_the_user_can_read_them()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        ProjectKeys keys = server.Host.Composition.Keys;
        Assert.StartsWith("pk-lf-", keys.PublicKey, StringComparison.Ordinal);
        Assert.StartsWith("sk-lf-", keys.SecretKey, StringComparison.Ordinal);
        Assert.Equal(keys, ProjectKeys.LoadOrCreate(server.Host.Composition.Options.DataDirectory, _ => "other"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(keys.Path));
        }

        Assert.DoesNotContain(keys.SecretKey, await server.GetAsync("ui", "/api/tta/v1/status"), StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_of_the_environment_are_taken_at_the_first_run()
    {
        string directory = Directory.CreateTempSubdirectory("tta-keys-").FullName;
        try
        {
            ProjectKeys keys = ProjectKeys.LoadOrCreate(directory, name => name == "LANGFUSE_PUBLIC_KEY" ? "pk-mine" : "sk-mine");
            Assert.Equal(("pk-mine", "sk-mine"), (keys.PublicKey, keys.SecretKey));
            Assert.Equal(keys, ProjectKeys.LoadOrCreate(directory, _ => null));
            File.WriteAllText(keys.Path, "LANGFUSE_PUBLIC_KEY=pk\n");
            Assert.Contains("delete it to get new keys", Assert.Throws<ServerStartException>(() => ProjectKeys.LoadOrCreate(directory, _ => null)).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Theory]
    [InlineData(null, null, HttpStatusCode.Unauthorized)]
    [InlineData("Basic", "pk-lf-x:sk-lf-x", HttpStatusCode.Unauthorized)]
    [InlineData("Basic", "{keys}", HttpStatusCode.OK)]
    [InlineData("Basic", "{public}:", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer", "{keys}", HttpStatusCode.Unauthorized)]
    public async Task Clients_need_the_keys(string? scheme, string? credentials, HttpStatusCode expected)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage response = await GetAsync(server, scheme, credentials);
        Assert.Equal(expected, response.StatusCode);
        if (expected == HttpStatusCode.Unauthorized)
        {
            using JsonDocument body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            Assert.True(body.RootElement.TryGetProperty("message", out _));
        }
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.OK)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Unauthorized)]
    [InlineData("x-langfuse-sdk-name", "tta-dotnet", HttpStatusCode.OK)]
    public async Task The_page_and_our_library_need_none_on_loopback(string header, string value, HttpStatusCode expected)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage response = await GetAsync(server, null, null, (header, value));
        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("Basic", "{keys}", HttpStatusCode.OK)]
    [InlineData("Bearer", "s3cret", HttpStatusCode.OK)]
    [InlineData(null, null, HttpStatusCode.Unauthorized)]
    public async Task With_a_token_the_keys_are_as_good_as_the_token(string? scheme, string? credentials, HttpStatusCode expected)
    {
        await using RunningServer server = await RunningServer.StartAsync(o => o with { Token = "s3cret" });
        using HttpResponseMessage response = await GetAsync(server, scheme, credentials, ("x-langfuse-sdk-name", "tta-dotnet"));
        Assert.Equal(expected, response.StatusCode);
        using HttpResponseMessage elsewhere = await GetAsync(server, "Basic", "{keys}", path: "/api/tta/v1/status");
        Assert.Equal(HttpStatusCode.Unauthorized, elsewhere.StatusCode);
    }

    [Fact]
    public async Task Health_is_open()
    {
        await using RunningServer server = await RunningServer.StartAsync(o => o with { Token = "s3cret" });
        using HttpResponseMessage response = await GetAsync(server, null, null, path: "/api/public/health");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static Task<HttpResponseMessage> GetAsync(
        RunningServer server, string? scheme, string? credentials, (string Name, string Value)? header = null, string path = "/api/public/projects")
    {
        ProjectKeys keys = server.Host.Composition.Keys;
        var request = new HttpRequestMessage(HttpMethod.Get, server.Url("ui", path));
        if (scheme is not null)
        {
            string text = credentials!.Replace("{keys}", $"{keys.PublicKey}:{keys.SecretKey}", StringComparison.Ordinal)
                .Replace("{public}", keys.PublicKey, StringComparison.Ordinal);
            request.Headers.Authorization = new AuthenticationHeaderValue(scheme, scheme == "Basic" ? LangfuseRequests.Encode(text) : text);
        }

        if (header is var (name, value))
        {
            request.Headers.Add(name, value);
        }

        return server.Client.SendAsync(request);
    }
}
