using System.Globalization;
using System.Text.Json.Nodes;
using Tta.App.Tests.Hosting;
using Tta.TestKit;

namespace Tta.App.Tests;

/// <summary>The examples of the guide do what the guide says, against a real server.</summary>
public sealed class GuideTests(GuideTests.ServerFixture fixture) : IClassFixture<GuideTests.ServerFixture>
{
    private static readonly string s_program = Path.Combine(
        Repository.Artifacts, "bin", "Guide", Path.GetFileName(Path.GetDirectoryName(TtaProcess.ProgramPath))!, "Guide.dll");

    [Fact]
    public async Task Workflow_IsOneTraceWithEveryStepInIt_AndTheClientsFindIt()
    {
        await RunAsync("workflow");
        JsonNode trace = Assert.Single((await fixture.Server.GetJsonAsync(16686, "/api/traces?service=tta-dev-copilot"))["data"]!.AsArray())!;
        string[] names = trace["spans"]!.AsArray().Select(span => (string)span!["operationName"]!).ToArray();
        foreach (string expected in (string[])["primitive.feature-implementation", "primitive.InputProcessor", "primitive.FastModel", "chat gpt-4o-mini", "primitive.OutputFormatter", "retry.attempt_1"])
        {
            Assert.Contains(expected, names);
        }

        Assert.Single(trace["spans"]!.AsArray(), span => span!["references"]!.AsArray().Count == 0);
        Assert.NotEmpty(await fixture.Server.PromQlAsync("primitive_execution_duration_seconds_count{service_name=\"tta-dev-copilot\",primitive_name=\"InputProcessor\"}"));

        string found = await RunAsync("query", fixture.Server.Url(9090, ""), fixture.Server.Url(16686, ""), fixture.Server.Url(3100, ""), "tta-dev-copilot");
        Assert.Contains("traces 1", found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Personas_LabelTheWorkAndCountItsTokens()
    {
        string output = await RunAsync("personas");
        Assert.Matches(@"[1-9]\d* of 2000 tokens used", output);
        IReadOnlyList<(JsonNode Metric, double Value)> series = await fixture.Server.PromQlAsync("sum by (persona) (primitive_executions_total{service_name=\"tta-dev-main\"})");
        Assert.Contains(series, s => (string?)s.Metric["persona"] == "tta-backend-engineer" && s.Value > 0);
    }

    [Fact]
    public async Task Langfuse_TheCallIsStoredWithItsContent()
    {
        await RunAsync("langfuse");
        JsonArray calls = (await fixture.Server.GetJsonAsync(3000, "/api/tta/v1/llm/calls?persona=backend-engineer"))["calls"]!.AsArray();
        JsonNode call = Assert.Single(calls, call => (string)call!["model"]! == "gpt-4")!;
        Assert.Equal((150, 800, true), ((int)call["inputTokens"]!, (int)call["outputTokens"]!, (bool)call["hasContent"]!));
    }

    [Fact]
    public async Task Checks_SayThatEverythingIsDelivered()
    {
        string output = await RunAsync("checks");
        Assert.Contains("telemetry on: True", output, StringComparison.Ordinal);
        Assert.Contains("everything delivered: True", output, StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        var environment = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = fixture.Server.Url(4318, ""),
            ["LANGFUSE_HOST"] = fixture.Server.Url(3000, ""),
            ["TTA_PROMETHEUS_PORT"] = 0.ToString(CultureInfo.InvariantCulture),
        };
        ExternalProgram.Result run = await ExternalProgram.RunAsync("dotnet", fixture.Server.DataDirectory, environment, [s_program, .. arguments]);
        Assert.True(run.ExitCode == 0, run.ToString());
        return run.Output;
    }

    public sealed class ServerFixture : IAsyncLifetime
    {
        internal TtaProcess Server { get; private set; } = null!;

        public async Task InitializeAsync() => Server = await TtaProcess.StartAsync();

        public async Task DisposeAsync() => await Server.DisposeAsync();
    }
}
