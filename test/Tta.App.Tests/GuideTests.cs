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
        JsonNode trace = Assert.Single((await fixture.Server.GetJsonAsync(16686, "/api/traces?service=tta-dev-copilot&operation=primitive.feature-implementation"))["data"]!.AsArray())!;
        string[] names = trace["spans"]!.AsArray().Select(span => (string)span!["operationName"]!).ToArray();
        foreach (string expected in (string[])["primitive.feature-implementation", "primitive.InputProcessor", "primitive.FastModel", "chat gpt-4o-mini", "primitive.OutputFormatter", "retry.attempt_1"])
        {
            Assert.Contains(expected, names);
        }

        Assert.Single(trace["spans"]!.AsArray(), span => span!["references"]!.AsArray().Count == 0);
        Assert.NotEmpty(await fixture.Server.PromQlAsync("primitive_execution_duration_seconds_count{service_name=\"tta-dev-copilot\",primitive_name=\"InputProcessor\"}"));

        string found = await RunAsync("query");
        Assert.Matches("series [1-9].*, traces [1-9]", found);
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
    public async Task Prompts_AreUsedAndLinked_AndTheExperimentIsKept()
    {
        string output = await RunAsync("prompts");
        Assert.Contains("version 1, fallback False: Summarise in ten words: ...", output, StringComparison.Ordinal);
        Assert.Contains("3 messages", output, StringComparison.Ordinal);
        Assert.Contains("capitals, run 'gpt-4o-mini': 2 items, 0 failed\n  correct: 0.5 on average", output, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, fixture.Server.Url(3000, "/api/public/datasets/guide-capitals/runs/gpt-4o-mini"));
        request.Headers.Add("x-langfuse-sdk-name", "tta-dotnet");
        using HttpResponseMessage run = await fixture.Server.Http.SendAsync(request);
        Assert.Equal(2, Json.Parse(await run.Content.ReadAsStringAsync())["datasetRunItems"]!.AsArray().Count);
    }

    [Fact]
    public async Task Checks_SayThatEverythingIsDelivered()
    {
        string output = await RunAsync("checks");
        Assert.Contains("telemetry on: True", output, StringComparison.Ordinal);
        Assert.Contains("everything delivered: True", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_KeepAPersonaFromWhatItMayNotTouch()
    {
        string output = await RunAsync("rules");
        Assert.Contains("stays away from 'apps/**/frontend/**'", output, StringComparison.Ordinal);
        Assert.Contains("refused so far: 1", output, StringComparison.Ordinal);
        Assert.Contains(await fixture.Server.PromQlAsync("persona_denials_total{kind=\"path\"}"), series => series.Value == 1);
    }

    [Fact]
    public async Task Budgets_WhatOneProcessSpentIsRefusedToTheNext()
    {
        Assert.Contains("answered", await RunAsync("budgets"), StringComparison.Ordinal);
        Assert.Contains("refused: persona analyst has 0 of 1000 tokens left", await RunAsync("budgets"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stack", "primitive_executions_total{primitive_name=\"InputProcessor\"", "delivered: True", "executions seen: 3")]
    [InlineData("service", "series True, traces 1", "primitive.CachePrimitive", "log: ERROR budget of 2000 tokens", "prometheus: healthy", "jaeger: healthy", "dashboards: healthy", "every listener: healthy", "otlp: healthy", "HighErrorRate: quiet", "SlowPrimitive: quiet", "overview: {\"services\"")]
    [InlineData("operations", "scraped: 1", "listeners, all on loopback: True", "executions counted: 50", "restored executions: 50", "without token: exit code 1", "without: 401, with: 200")]
    [InlineData("architecture", "analysed", "answer of ", "service tta-dev-main, workspace", "steps as backend-engineer: True, personas compared: True", "model call stored: True")]
    [InlineData("troubleshooting", "steps on the page: True", "tta_export_sent_total{signal=\"traces\"", "model calls on: True", "everything sent: True", "every listener serves", "ok    tta", "samples of the server's own scrape: True")]
    [InlineData("workspaces", "main scraped: True", "cline scraped: True", "copilot scraped: True", "augment scraped: True", "services: 4", "environments: 4", "errors of cline in an hour: 0", "cannot serve metrics at 127.0.0.1:PORT", "still known: True")]
    [InlineData("migration", "old 3, new 3", "application exports: True, server exports: True", "on the new one: True", "rolled back: True", "old data kept: False", "memory below the containers' 800 MB: True", "ready in ")]
    public async Task Twins_DoWhatTheFormerDocumentsWanted(string command, params string[] expected)
    {
        string output = await RunAsync(command);
        Assert.All(expected, text => Assert.Contains(text, output, StringComparison.Ordinal));
        Assert.DoesNotContain("-> False", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryCommandOfTheProgram_IsRunByATest()
    {
        string[] commands = (await RunAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string tests = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "test", "Tta.App.Tests", "GuideTests.cs"));
        Assert.All(commands, command => Assert.True(
            tests.Contains($"RunAsync(\"{command}\")", StringComparison.Ordinal) || tests.Contains($"InlineData(\"{command}\",", StringComparison.Ordinal), command));
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        var environment = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = fixture.Server.Url(4318, ""),
            ["LANGFUSE_HOST"] = fixture.Server.Url(3000, ""),
            ["TTA_PROMETHEUS_PORT"] = "0",
            ["TTA_PORT_OFFSET"] = fixture.Server.PortOffset.ToString(CultureInfo.InvariantCulture),
            ["TTA_FIRST_PORT_OFFSET"] = TtaProcess.FreeOffset().ToString(CultureInfo.InvariantCulture),
            ["TTA_PROGRAM"] = TtaProcess.ProgramPath,
            ["XDG_STATE_HOME"] = Path.Combine(fixture.Server.DataDirectory, "state"),
            ["OPENAI_API_KEY"] = "",
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
