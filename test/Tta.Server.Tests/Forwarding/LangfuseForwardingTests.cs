using System.Net;
using System.Text.Json;
using Tta.Agent.Forwarding;
using Tta.Server.Cli;
using Tta.Server.Forwarding;
using Tta.Server.Hosting;
using Tta.Server.Tests.Langfuse;

namespace Tta.Server.Tests.Forwarding;

public sealed class LangfuseForwardingTests
{
    private const string Unreachable = "http://127.0.0.1:9";

    [Theory]
    [InlineData("langfuse.example.com", "pk", "sk", "expected an address such as")]
    [InlineData("ftp://x", "pk", "sk", "expected an address such as")]
    [InlineData("https://x/?a=1", "pk", "sk", "expected an address such as")]
    [InlineData("https://pk:sk@x", "pk", "sk", "must not hold keys")]
    [InlineData("https://x/api/public/ingestion", "pk", "sk", "without /api/public")]
    [InlineData("https://x", null, "sk", "TTA_FORWARD_LANGFUSE_PUBLIC_KEY is not set")]
    [InlineData("https://x", "pk", "", "TTA_FORWARD_LANGFUSE_SECRET_KEY is not set")]
    [InlineData("https://x", "pk", "sk secret-part", "TTA_FORWARD_LANGFUSE_SECRET_KEY is no key")]
    [InlineData("https://x", "p:k", "sk", "TTA_FORWARD_LANGFUSE_PUBLIC_KEY is no key")]
    public void Settings_ThatCannotWork_SayHowToMendThem(string url, string? publicKey, string? secretKey, string expected)
    {
        ServerStartException e = Assert.Throws<ServerStartException>(() => new LangfuseReceiver(url, publicKey, secretKey).CheckedUrl());
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-part", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheServerItself_IsRefusedAtTheStart()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        foreach (string host in (string[])["127.0.0.1", "localhost", "[::1]", "0.0.0.0"])
        {
            var self = new LangfuseReceiver($"http://{host}:{server.Host.Listeners["ui"].Port}/", "pk", "sk");
            Assert.Contains("that is this server itself", Assert.Throws<ServerStartException>(() => self.CheckIsOther(server.Host.Listeners)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task WhatTheServerSentItself_IsRefused()
    {
        await using RunningServer server = await StartAsync(Unreachable);
        using HttpResponseMessage foreign = await LangfuseRequests.SendAsync(server, HttpMethod.Post, "/ingestion", new StringContent("{\"batch\":[]}"));
        Assert.Equal(HttpStatusCode.MultiStatus, foreign.StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Url("ui", "/api/public/ingestion")) { Content = new StringContent("{\"batch\":[]}") };
        request.Headers.Add("x-langfuse-sdk-name", "tta-dotnet");
        request.Headers.Add(LangfuseForwarder.SenderHeader, server.Host.Composition.LangfuseForwarding!.SenderId);
        using HttpResponseMessage own = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.LoopDetected, own.StatusCode);
    }

    [Fact]
    public async Task AReceiverThatIsAway_KeepsNobodyFromSending_AndIsSeenInStatusAndMetrics()
    {
        await using RunningServer server = await StartAsync(Unreachable);
        await LangfuseRequests.PostAsync(
            server, "/ingestion", """{"batch":[{"id":"e","type":"trace-create","timestamp":"2026-01-01T00:00:00Z","body":{"id":"t"}}]}""", HttpStatusCode.MultiStatus);
        await server.Host.Composition.LangfuseForwarding!.SendAsync(default);

        using JsonDocument status = JsonDocument.Parse(await server.GetAsync("ui", "/api/tta/v1/status"));
        JsonElement forwarding = status.RootElement.GetProperty("forwarding")[0];
        Assert.Equal((1, 0), (forwarding.GetProperty("waiting").GetInt32(), forwarding.GetProperty("sent").GetInt32()));
        Assert.Contains("cannot be reached", forwarding.GetProperty("lastError").GetString(), StringComparison.Ordinal);
        Assert.Contains(ServerHealth.Read(status.RootElement), finding => finding.What.Contains("forwarding to langfuse", StringComparison.Ordinal));
        string metrics = server.Host.Composition.Metrics.Write();
        Assert.Contains("tta_forward_queue_events{receiver=\"langfuse\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("tta_forward_failures_total{receiver=\"langfuse\",reason=\"network\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", status.RootElement.GetRawText() + metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutTheOption_ThereIsNoQueue()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Assert.False(Directory.Exists(Path.Combine(server.Host.Composition.Options.DataDirectory, "forward")));
        Assert.DoesNotContain("tta_forward", server.Host.Composition.Metrics.Write(), StringComparison.Ordinal);
    }

    private static Task<RunningServer> StartAsync(string url) => RunningServer.StartAsync(o => o with
    {
        TimeProvider = new TestKit.ManualTimeProvider(),
        ForwardLangfuse = new LangfuseReceiver(url, "pk-lf-1", "sk-lf-very-secret"),
    });
}
