using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Tta.Server.Tests.Hosting;

public sealed class RequestGuardTests
{
    [Theory]
    [InlineData("evil.example", HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("LOCALHOST:1", HttpStatusCode.OK)]
    [InlineData("[::1]", HttpStatusCode.OK)]
    public async Task A_rebound_host_name_is_refused_on_every_listener(string host, HttpStatusCode expected)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        foreach (string listener in server.Host.Listeners.All.Where(l => l.Apis[0].Protocols != HttpProtocols.Http2).Select(l => l.Name))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, server.Url(listener, "/-/healthy"));
            request.Headers.Host = host;
            using HttpResponseMessage response = await server.Client.SendAsync(request);
            Assert.Equal(expected, response.StatusCode);
        }
    }

    [Fact]
    public async Task AllowHost_AdmitsThatName()
    {
        await using RunningServer server = await RunningServer.StartAsync(o => o with { AllowedHosts = ["dev.internal"] });
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Url("ui", "/-/healthy"));
        request.Headers.Host = "dev.internal:3000";
        using HttpResponseMessage response = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("http://localhost:5173", HttpStatusCode.OK)]
    public async Task A_page_of_another_site_cannot_call_the_apis(string origin, HttpStatusCode expected)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Url("ui", "/metrics"));
        request.Headers.Add("Origin", origin);
        using HttpResponseMessage response = await server.Client.SendAsync(request);
        Assert.Equal(expected, response.StatusCode);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData(null, null, HttpStatusCode.Unauthorized)]
    [InlineData("Bearer", "wrong", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer", "s3cret", HttpStatusCode.OK)]
    [InlineData("Basic", "anyone:s3cret", HttpStatusCode.OK)]
    [InlineData("Basic", "s3cret:anyone", HttpStatusCode.Unauthorized)]
    public async Task With_a_token_every_request_needs_it(string? scheme, string? credentials, HttpStatusCode expected)
    {
        await using RunningServer server = await RunningServer.StartAsync(o => o with { Token = "s3cret" });
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Url("ui", "/metrics"));
        if (scheme is not null)
        {
            string value = scheme == "Basic" ? Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials!)) : credentials!;
            request.Headers.Authorization = new AuthenticationHeaderValue(scheme, value);
        }

        using HttpResponseMessage response = await server.Client.SendAsync(request);
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task The_otlp_api_key_header_carries_the_token()
    {
        await using RunningServer server = await RunningServer.StartAsync(o => o with { Token = "s3cret" });
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Url("agent", "/-/ready"));
        request.Headers.Add("x-otlp-api-key", "s3cret");
        using HttpResponseMessage response = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
