using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Tta.App.Tests.Hosting;
using Tta.Integrations;
using Tta.Integrations.Testing;
using Tta.Observability;
using Tta.Primitives;

namespace Tta.App.Tests;

/// <summary>
/// Made-up secrets and personal data go in by every way in of the libraries, and are looked for in everything that the server stored, answers
/// and prints. Telemetry is one per process: these tests run when no others do.
/// </summary>
[Collection(nameof(Alone))]
public sealed class CanaryTests : IAsyncLifetime
{
    private const string Body = "Zx9Kq3Lm7Np2Rt5Vw8Yb4Cd6";
    private const string Neighbour = "harmless-neighbour";

    // Put together at run time, so that scanners of this repository stay calm.
    private static readonly string[] s_canaries =
    [
        "sk-" + "proj-" + Body + Body, "sk-" + "ant-api03-" + Body, "ghp" + "_" + Body + Body[..12], "AKIA" + "IOSFODNN7EXAMPLE", "xoxb" + "-123456789012-" + Body,
        "glc" + "_" + Body + "==", "e2b" + "_" + Body, "sbp" + "_" + Body, "eyJ" + "hbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0In0." + Body,
        "jane.doe" + "@example.org", "DE89" + " 3704 0044 0532 0130 00", "4111 " + "1111 1111 1111", "078-" + "05-1120", "+49 151 " + "2345-6789", "8.8" + ".4.4",
        "a-value-that-only-we-know-is-secret",
    ];

    private TtaProcess _server = null!;

    public async Task InitializeAsync() => _server = await TtaProcess.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task SecretsAndPersonalData_GoInByEveryWayIn_AndAreInNothingThatIsKeptOrAnswered()
    {
        await LeakAsync(captureContent: true);

        string everything = await EverythingAsync();
        string[] ways = ["log", "scope", "span", "event", "label", "tag", "prompt", "completion", "tool", "trace-input", "score", "metadata"];
        Assert.All(ways, way => Assert.Contains($"{way}-{Neighbour}", everything, StringComparison.Ordinal));
        Assert.All(s_canaries, canary => Assert.DoesNotContain(canary, everything, StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithContentCaptureOff_NoTextOfACallIsKeptAtAll()
    {
        await LeakAsync(captureContent: false);

        string everything = await EverythingAsync();
        Assert.Contains($"span-{Neighbour}", everything, StringComparison.Ordinal);
        Assert.Contains("canary-model", everything, StringComparison.Ordinal);
        Assert.All((string[])["prompt", "completion", "tool", "trace-input"], way => Assert.DoesNotContain($"{way}-{Neighbour}", everything, StringComparison.Ordinal));
        Assert.All(s_canaries, canary => Assert.DoesNotContain(canary, everything, StringComparison.Ordinal));
    }

    private async Task LeakAsync(bool captureContent)
    {
        using var source = new ActivitySource("canary");
        using var meter = new Meter("canary");
        await using ObservabilitySession session = TtaObservability.Initialize("canary", options =>
        {
            options.OtlpEndpoint = new Uri(_server.Url(4318, ""));
            options.ModelCalls.Host = new Uri(_server.Url(3000, ""));
            options.ModelCalls.CaptureContent = captureContent;
            options.PrometheusPort = 9464 + _server.PortOffset;
            options.Redaction.PersonalData = true;
            options.Redaction.SecretValues.Add(s_canaries[^1]);
            options.ActivitySources.Add("canary");
            options.Meters.Add("canary");
            options.ProblemOutput = null;
        });
        ILogger logger = session.LoggerFactory.CreateLogger("Canary");
        Counter<long> clean = meter.CreateCounter<long>("clean");
        clean.Add(1, new KeyValuePair<string, object?>("harmless", "label-" + Neighbour));
        foreach ((int index, string canary) in s_canaries.Index())
        {
            meter.CreateCounter<long>($"leaky{index}").Add(1, new KeyValuePair<string, object?>("label", canary));
            Observe(source, logger, canary);
            await CallAsync(canary);
            Record(canary);
        }

        Assert.True(await session.FlushAsync(TimeSpan.FromMinutes(2)));
    }

    private static void Observe(ActivitySource source, ILogger logger, string canary)
    {
        using Activity span = source.StartActivity($"work {canary}")!;
        span.SetTag("text", $"span-{Neighbour} {canary}").SetTag("list", new[] { canary }).SetTag("address", new Uri("http://x.test/?q=" + Uri.EscapeDataString(canary)));
        span.AddEvent(new ActivityEvent("happened", tags: new() { ["detail"] = $"event-{Neighbour} {canary}" }));
        span.AddException(new InvalidOperationException(canary));
        span.SetStatus(ActivityStatusCode.Error, canary);
        using (logger.BeginScope(new Dictionary<string, object> { ["scoped"] = $"scope-{Neighbour} {canary}" }))
        {
            logger.LogError(new InvalidOperationException(canary), "log-{Text} {Canary}", Neighbour, canary);
        }
    }

    /// <summary>A workflow with a model, a tool, a failure, tags and baggage.</summary>
    private static async Task CallAsync(string canary)
    {
        using var model = new ToolCallingChatClient(new InstrumentedChatClient(new OfflineChatClient(new OfflineModel("canary-model", "openai")
        {
            Answer = request => request.Messages.Any(message => message.Role == ChatRole.Tool)
                ? $"completion-{Neighbour} {canary}"
                : OfflineAnswer.CallTool("c1", "look", new Dictionary<string, object?> { ["what"] = $"tool-{Neighbour} {canary}" }),
        })));
        var options = new ChatOptions { Instructions = $"keep {canary}", Tools = [AIFunctionFactory.Create((string what) => "seen " + what, "look", "Looks for " + canary)] };
        Primitive<string, string> ask = Workflow.Step<string, string>("Ask", async (text, _, cancel) => (await model.GetResponseAsync(text, options, cancel)).Text);
        Primitive<string, string> fail = Workflow.Step<string, string>("Fail", string (_) => throw new InvalidOperationException(canary));
        WorkflowContext context = new WorkflowContext { SessionId = canary }.WithTag("note", $"tag-{Neighbour} {canary}").WithBaggage("note", canary);
        await (ask >> fail.WithFallback(Workflow.Step("Spare", (string text) => text))).ExecuteAsync($"prompt-{Neighbour} {canary}", context);
    }

    private static void Record(string canary)
    {
        using LangfuseTrace trace = new LangfuseClient().StartTrace(
            "canary-trace", persona: "analyst", chatMode: null, new LangfuseTraceOptions { Input = $"trace-input-{Neighbour} {canary}", SessionId = canary, Metadata = { ["note"] = $"metadata-{Neighbour} {canary}" } });
        trace.CreateGeneration("generation", "canary-model", $"prompt-{Neighbour} {canary}", $"completion-{Neighbour} {canary}");
        trace.Score("quality", 0.5, $"score-{Neighbour} {canary}");
        trace.Fail(new InvalidOperationException(canary));
    }

    /// <summary>Every file of the server, everything that it printed, and the answers of its APIs.</summary>
    private async Task<string> EverythingAsync()
    {
        var everything = new StringBuilder();
        string keys = await File.ReadAllTextAsync(Path.Combine(_server.DataDirectory, "langfuse.env"));
        string[] pair = ["LANGFUSE_PUBLIC_KEY", "LANGFUSE_SECRET_KEY"];
        string basic = string.Join(':', pair.Select(name => keys.Split('\n').First(line => line.Contains(name, StringComparison.Ordinal)).Split('=', 2)[1].Trim('"', ' ')));
        _server.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(basic)));
        string[] traces = [.. Json.Parse(await _server.GetAsync(3000, "/api/public/traces?limit=100"))["data"]!.AsArray().Select(trace => (string)trace!["id"]!)];
        Assert.NotEmpty(traces);
        string[] paths =
        [
            "/jaeger/api/traces?service=canary&limit=500", "/prometheus/api/v1/series?match[]={service_name=\"canary\"}", "/prometheus/api/v1/labels",
            "/loki/loki/api/v1/query_range?limit=5000&query=" + Uri.EscapeDataString("{service_name=\"canary\"}"),
            "/api/tta/v1/overview", "/api/tta/v1/llm/calls?limit=200", "/api/tta/v1/status", "/api/public/traces?limit=100", "/api/public/v3/scores?limit=100&fields=details",
            "/api/public/v2/observations?limit=1000&fields=core,basic,io,metadata", .. traces.Select(id => $"/api/public/traces/{id}"),
        ];
        foreach (string path in paths)
        {
            using HttpResponseMessage answer = await _server.Http.GetAsync(_server.Url(3000, path));
            string text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {text}");
            everything.AppendLine(Plain(text));
        }

        everything.AppendLine(await _server.GetAsync(12345, "/metrics"));
        await _server.StopAsync();
        everything.AppendLine(_server.Output);
        foreach (string file in Directory.EnumerateFiles(_server.DataDirectory, "*", SearchOption.AllDirectories))
        {
            everything.AppendLine(file).AppendLine(Encoding.UTF8.GetString(await File.ReadAllBytesAsync(file)));
        }

        return everything.ToString();
    }

    // As people see it: what JSON or an address escapes is a way out as well.
    private static string Plain(string answer) => answer + Uri.UnescapeDataString(answer.Replace("\\u002B", "+", StringComparison.OrdinalIgnoreCase).Replace("\\\"", "\"", StringComparison.Ordinal));
}

/// <summary>Tests of what a process has only once.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
