using System.Text.Json.Nodes;
using Tta.App.Tests.Hosting;
using Tta.TestKit;

namespace Tta.App.Tests;

/// <summary>A client that knows nothing of us: the OpenTelemetry JavaScript SDK sends all three signals over all three protocols.</summary>
public sealed class ForeignClientTests(ForeignClientTests.ServerFixture fixture) : IClassFixture<ForeignClientTests.ServerFixture>
{
    [RequiresTheory("node", "npm")]
    [InlineData("http-proto", 4318)]
    [InlineData("http-json", 4318)]
    [InlineData("grpc", 4317)]
    internal async Task JavaScriptSdk_WhatItSends_ComesBackThroughTheQueryApis(string protocol, int port)
    {
        TtaProcess server = fixture.Server;
        string service = $"js-{protocol}";
        ExternalProgram.Result sent = await ExternalProgram.RunAsync(
            "node", fixture.ClientFolder, null, "send.mjs", protocol, server.Url(port, ""), service);
        Assert.True(sent.ExitCode == 0, sent.ToString());
        JsonNode report = Json.Parse(sent.Output);
        Assert.Equal(2, (int)report["confirmed"]!["traces"]!);

        await CheckTraceAsync(server, service, report);
        await CheckLogsAsync(server, service, report);
        await CheckMetricsAsync(server, service);
    }

    private static async Task CheckTraceAsync(TtaProcess server, string service, JsonNode report)
    {
        JsonNode trace = (await server.GetJsonAsync(16686, $"/api/traces/{report["traceId"]}"))["data"]![0]!;
        Dictionary<string, JsonNode> spans = trace["spans"]!.AsArray().ToDictionary(span => (string)span!["spanID"]!, span => span!);
        Assert.Equal(2, spans.Count);
        JsonNode root = spans[(string)report["rootSpanId"]!];
        JsonNode child = spans[(string)report["childSpanId"]!];
        Assert.Equal("root operation", (string)root["operationName"]!);
        Assert.Empty(root["references"]!.AsArray());
        Assert.Equal((string)report["rootSpanId"]!, (string)child["references"]![0]!["spanID"]!);
        Assert.Equal("FOLLOWS_FROM", (string)child["references"]![1]!["refType"]!);

        Dictionary<string, JsonNode> tags = Tags(root["tags"]!);
        Assert.Equal("grüße \"quoted\" 🚀", (string)tags["text"]!);
        Assert.Equal(42, (int)tags["whole"]!);
        Assert.Equal(9007199254740991, (long)tags["big"]!);
        Assert.Equal(0.25, (double)tags["fraction"]!);
        Assert.True((bool)tags["yes"]!);
        Assert.Equal("[\"a\",\"b\"]", (string)tags["list"]!);
        Assert.Equal("server", (string)tags["span.kind"]!);

        Dictionary<string, JsonNode> childTags = Tags(child["tags"]!);
        Assert.Equal("ERROR", (string)childTags["otel.status_code"]!);
        Assert.Equal("broken on purpose", (string)childTags["otel.status_description"]!);
        string[] events = child["logs"]!.AsArray().Select(log => (string)Tags(log!["fields"]!)["event"]!).ToArray();
        Assert.Equal(["something happened", "exception"], events);
        Assert.Equal(service, (string)trace["processes"]!["p1"]!["serviceName"]!);
    }

    private static async Task CheckLogsAsync(TtaProcess server, string service, JsonNode report)
    {
        IReadOnlyList<(JsonNode Stream, string Line)> lines = await server.LogQlAsync($"{{service_name=\"{service}\"}}");
        (JsonNode stream, string line) = Assert.Single(lines, entry => entry.Line == $"failure in {service}");
        Assert.Equal((string)report["traceId"]!, (string)stream["trace_id"]!);
        Assert.Equal((string)report["childSpanId"]!, (string)stream["span_id"]!);
        Assert.Equal("error", (string)stream["detected_level"]!);
        Assert.Single(lines, entry => entry.Line == "{\"structured\":{\"answer\":42}}");
    }

    private static async Task CheckMetricsAsync(TtaProcess server, string service)
    {
        (JsonNode metric, double requests) = Assert.Single(await server.PromQlAsync($"foreign_requests_total{{service_name=\"{service}\"}}"));
        Assert.Equal(5, requests);
        Assert.Equal("/a", (string)metric["route"]!);
        Assert.Equal("foreign", (string)metric["workspace"]!);
        Assert.Equal(service, (string)metric["job"]!);
        Assert.Equal(3, Assert.Single(await server.PromQlAsync($"foreign_latency_seconds_count{{job=\"{service}\"}}")).Value);
        Assert.Equal(2, Assert.Single(await server.PromQlAsync($"foreign_latency_seconds_bucket{{job=\"{service}\",le=\"1\"}}")).Value);
        Assert.Equal(21.5, Assert.Single(await server.PromQlAsync($"foreign_temperature_celsius{{job=\"{service}\"}}")).Value);
    }

    private static Dictionary<string, JsonNode> Tags(JsonNode tags) =>
        tags.AsArray().ToDictionary(tag => (string)tag!["key"]!, tag => tag!["value"]!);

    public sealed class ServerFixture : IAsyncLifetime
    {
        internal TtaProcess Server { get; private set; } = null!;

        internal string ClientFolder { get; } = Path.Combine(Repository.Root, "test", "Tta.App.Tests", "Clients", "otel-js");

        public async Task InitializeAsync()
        {
            if (ExternalProgram.Find("npm") is not null && !Directory.Exists(Path.Combine(ClientFolder, "node_modules")))
            {
                ExternalProgram.Result installed = await ExternalProgram.RunAsync("npm", ClientFolder, null, "ci", "--ignore-scripts");
                Assert.True(installed.ExitCode == 0, installed.ToString());
            }

            Server = await TtaProcess.StartAsync();
        }

        public async Task DisposeAsync() => await Server.DisposeAsync();
    }
}
