using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tta.Server.Langfuse;
using Tta.TestKit;

namespace Tta.Server.Tests.Langfuse;

/// <summary>Requests below <c>/api/public</c> with the keys of the server.</summary>
internal static class LangfuseRequests
{
    /// <summary>A server whose clock stands at the beginning of 2026.</summary>
    public static Task<RunningServer> StartServerAsync() => RunningServer.StartAsync(o => o with { TimeProvider = new ManualTimeProvider() });

    public static Task<HttpResponseMessage> SendAsync(RunningServer server, HttpMethod method, string path, HttpContent? content = null)
    {
        ProjectKeys keys = server.Host.Composition.Keys;
        var request = new HttpRequestMessage(method, server.Url("ui", "/api/public" + path)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Encode($"{keys.PublicKey}:{keys.SecretKey}"));
        return server.Client.SendAsync(request);
    }

    public static string Encode(string credentials) => Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));

    public static async Task<JsonElement> GetAsync(RunningServer server, string path, HttpStatusCode expected = HttpStatusCode.OK) =>
        await ReadAsync(await SendAsync(server, HttpMethod.Get, path), expected);

    public static async Task<JsonElement> PostAsync(RunningServer server, string path, string json, HttpStatusCode expected = HttpStatusCode.OK) =>
        await ReadAsync(await SendAsync(server, HttpMethod.Post, path, new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"))), expected);

    public static async Task<JsonElement> DeleteAsync(RunningServer server, string path, HttpStatusCode expected = HttpStatusCode.OK) =>
        await ReadAsync(await SendAsync(server, HttpMethod.Delete, path), expected);

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        using (response)
        {
            string body = await response.Content.ReadAsStringAsync();
            Assert.True(response.StatusCode == expected, $"{response.RequestMessage!.RequestUri}: {(int)response.StatusCode} {body}");
            return body.Length == 0 ? default : JsonDocument.Parse(body).RootElement;
        }
    }
}
