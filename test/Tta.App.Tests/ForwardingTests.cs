using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Tta.App.Tests.Hosting;

namespace Tta.App.Tests;

/// <summary>One real process forwards model calls to another, which stands for a Langfuse server: what comes in here comes out there.</summary>
public sealed class ForwardingTests
{
    private const string OtlpTrace = "5b8efff798038103d269b633813fc60c";
    private const string SpanTrace = "6b8efff798038103d269b633813fc60d";
    private static readonly string s_now = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", null);
    private static readonly long s_nowNs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000;

    [Fact]
    public async Task EverythingThatComesIn_ComesOutOfTheReceiver_FieldForField_AlsoAfterKills()
    {
        await using TtaProcess receiver = await TtaProcess.StartAsync();
        await using TtaProcess sender = await StartSenderAsync(receiver);
        await SendAsync(sender, 3000, "/api/public/otel/v1/traces", Spans(OtlpTrace, "langfuse-sdk"));
        await SendAsync(sender, 4318, "/v1/traces", Spans(SpanTrace, "a.scope"));
        await SendAsync(sender, 3000, "/api/public/ingestion", Events("first"), HttpStatusCode.MultiStatus);
        await SendAsync(sender, 3000, "/api/public/scores", """{"id":"posted","traceId":"first","name":"taste","value":"good","comment":"by hand"}""");
        await CheckSameAsync(sender, receiver, OtlpTrace, SpanTrace, "first");

        // The receiver is away, the sender dies with what it acknowledged, both come back.
        await receiver.KillAsync();
        await SendAsync(sender, 3000, "/api/public/ingestion", Events("second"), HttpStatusCode.MultiStatus);
        await SendAsync(sender, 3000, "/api/public/ingestion", Update("first"), HttpStatusCode.MultiStatus);
        await sender.KillAsync();
        await sender.RestartAsync();
        await SendAsync(sender, 3000, "/api/public/ingestion", Events("third"), HttpStatusCode.MultiStatus);
        await receiver.RestartAsync();
        await CheckSameAsync(sender, receiver, OtlpTrace, SpanTrace, "first", "second", "third");

        // Killed and started again after all was sent: nothing changes.
        await sender.KillAsync();
        await sender.RestartAsync();
        await CheckSameAsync(sender, receiver, OtlpTrace, SpanTrace, "first", "second", "third");
        Assert.Equal(5, (await receiver.GetJsonAsync(3000, "/api/public/traces?limit=50"))["data"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("--redact", "secrets")]
    [InlineData("--no-content", null)]
    public async Task WhatIsHiddenHere_DoesNotLeave(string option, string? value)
    {
        string canary = "sk-" + "proj-" + "Zx9Kq3Lm7Np2Rt5Vw8Yb4Cd6Zx9Kq3Lm7Np2Rt5Vw8Yb4Cd6"; // Put together at run time, so that scanners stay calm.
        await using TtaProcess receiver = await TtaProcess.StartAsync("--redact", "off");
        await using TtaProcess sender = await StartSenderAsync(receiver, value is null ? [option] : [option, value]);
        await SendAsync(sender, 3000, "/api/public/otel/v1/traces", Spans(OtlpTrace, "langfuse-sdk", "prompt-text " + canary));
        await SendAsync(sender, 4318, "/v1/traces", Spans(SpanTrace, "a.scope", "prompt-text " + canary));
        await SendAsync(sender, 3000, "/api/public/ingestion", Events("first", "prompt-text " + canary), HttpStatusCode.MultiStatus);
        await WaitUntilSentAsync(sender);
        var kept = new StringBuilder();
        foreach (string trace in (string[])[OtlpTrace, SpanTrace, "first"])
        {
            kept.Append(await receiver.GetAsync(3000, $"/api/public/traces/{trace}"));
        }

        Assert.DoesNotContain(canary, kept.ToString(), StringComparison.Ordinal);
        Assert.Equal(value is not null, kept.ToString().Contains("prompt-text", StringComparison.Ordinal));
        Assert.Contains("gpt-4o-mini", kept.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(canary, sender.Output, StringComparison.Ordinal);
        Assert.All(Directory.GetFiles(Path.Combine(sender.DataDirectory, "forward"), "*.wal", SearchOption.AllDirectories),
            file => Assert.DoesNotContain(canary, File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithoutKeys_TheServerDoesNotStart_AndSaysWhatToDo()
    {
        InvalidOperationException e = await Assert.ThrowsAsync<InvalidOperationException>(() => TtaProcess.StartAsync("--forward-langfuse", "http://127.0.0.1:9"));
        Assert.Contains("set TTA_FORWARD_LANGFUSE_PUBLIC_KEY and TTA_FORWARD_LANGFUSE_SECRET_KEY", e.Message, StringComparison.Ordinal);
    }

    private static async Task<TtaProcess> StartSenderAsync(TtaProcess receiver, params string[] arguments)
    {
        receiver.Http.DefaultRequestHeaders.Add("x-langfuse-sdk-name", "tta-dotnet");
        var environment = new Dictionary<string, string>();
        foreach (string line in await File.ReadAllLinesAsync(Path.Combine(receiver.DataDirectory, "langfuse.env")))
        {
            if (line.Split('=', 2) is [string name, string key] && name.StartsWith("LANGFUSE_", StringComparison.Ordinal))
            {
                environment["TTA_FORWARD_" + name] = key;
            }
        }

        TtaProcess sender = await TtaProcess.StartAsync(environment, ["--forward-langfuse", receiver.Url(3000, ""), .. arguments]);
        sender.Http.DefaultRequestHeaders.Add("x-langfuse-sdk-name", "tta-dotnet");
        return sender;
    }

    private static async Task CheckSameAsync(TtaProcess sender, TtaProcess receiver, params string[] traces)
    {
        await WaitUntilSentAsync(sender);
        foreach (string trace in traces)
        {
            JsonNode said = await TraceAsync(sender, trace);
            JsonNode forwarded = await TraceAsync(receiver, trace);
            Assert.NotEmpty(said["observations"]!.AsArray());
            Assert.Equal(said.ToJsonString(), forwarded.ToJsonString());
            Assert.Equal(await ScoresAsync(sender, trace), await ScoresAsync(receiver, trace));
        }
    }

    // Lists whose order says nothing are put in order.
    private static async Task<JsonNode> TraceAsync(TtaProcess server, string id)
    {
        JsonNode trace = await server.GetJsonAsync(3000, $"/api/public/traces/{id}");
        foreach (string list in (string[])["observations", "scores"])
        {
            trace[list] = new JsonArray([.. trace[list]!.AsArray().OrderBy(item => (string)item!["id"]!, StringComparer.Ordinal).Select(item => item!.DeepClone())]);
        }

        return trace;
    }

    private static async Task<string> ScoresAsync(TtaProcess server, string traceId) =>
        string.Join('\n', (await server.GetJsonAsync(3000, $"/api/public/v3/scores?traceId={traceId}&fields=details,subject"))["data"]!.AsArray()
            .OrderBy(score => (string)score!["id"]!, StringComparer.Ordinal).Select(score => score!.ToJsonString()));

    // The work of another process can only be polled.
    private static async Task WaitUntilSentAsync(TtaProcess sender)
    {
        long began = Stopwatch.GetTimestamp();
        JsonNode forwarding;
        do
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(2), sender.Output);
            await Task.Delay(TimeSpan.FromMilliseconds(50));
            forwarding = (await sender.GetJsonAsync(3000, "/api/tta/v1/status"))["forwarding"]![0]!;
        }
        while ((long)forwarding["waiting"]! > 0);

        Assert.Equal((0, 0), ((long)forwarding["refused"]!, (long)forwarding["dropped"]!));
    }

    private static async Task SendAsync(TtaProcess server, int port, string path, string json, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using HttpResponseMessage answer = await server.Http.PostAsync(server.Url(port, path), content);
        Assert.Equal((expected, true), (answer.StatusCode, !(await answer.Content.ReadAsStringAsync()).Contains("\"status\":4", StringComparison.Ordinal)));
    }

    private static string Spans(string traceId, string scope, string prompt = "what is 6 x 7?") => $$$"""
        {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeSpans":[{"scope":{"name":"{{{scope}}}"},"spans":[
        {"traceId":"{{{traceId}}}","spanId":"00f067aa0ba902b8","parentSpanId":"00f067aa0ba902b7","name":"chat","startTimeUnixNano":"{{{s_nowNs + 1_000_123}}}","endTimeUnixNano":"{{{s_nowNs + 9_000_456}}}",
        "attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},{"key":"gen_ai.request.model","value":{"stringValue":"gpt-4o-mini"}},
        {"key":"gen_ai.usage.input_tokens","value":{"intValue":"15"}},{"key":"gen_ai.usage.output_tokens","value":{"intValue":"3"}},{"key":"gen_ai.usage.cache_read.input_tokens","value":{"intValue":"4"}},
        {"key":"gen_ai.request.temperature","value":{"doubleValue":0.25}},{"key":"langfuse.observation.input","value":{"stringValue":"{{{prompt}}}"}},
        {"key":"langfuse.observation.output","value":{"stringValue":"{\"role\":\"assistant\",\"content\":\"42 🚀\"}"}},{"key":"langfuse.observation.prompt.name","value":{"stringValue":"sums"}},
        {"key":"langfuse.observation.prompt.version","value":{"intValue":"3"}},{"key":"langfuse.observation.level","value":{"stringValue":"WARNING"}}]},
        {"traceId":"{{{traceId}}}","spanId":"00f067aa0ba902b7","name":"answer","startTimeUnixNano":"{{{s_nowNs}}}","endTimeUnixNano":"{{{s_nowNs + 10_000_789}}}",
        "attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"invoke_agent"}},{"key":"langfuse.user.id","value":{"stringValue":"user-1"}},{"key":"langfuse.session.id","value":{"stringValue":"session-1"}},
        {"key":"langfuse.trace.tags","value":{"arrayValue":{"values":[{"stringValue":"b"},{"stringValue":"a"}]} }},{"key":"langfuse.environment","value":{"stringValue":"staging"}},
        {"key":"langfuse.trace.metadata.plan","value":{"stringValue":"pro"}}]}]}]}]}
        """;

    private static string Events(string traceId, string prompt = "ping") => $$$"""
        {"batch":[
        {"id":"{{{traceId}}}-1","type":"trace-create","timestamp":"{{{s_now}}}","body":{"id":"{{{traceId}}}","name":"older","userId":"user-3","sessionId":"session-3","tags":["three"],"metadata":{"a":1,"deep":{"x":[1.5,null]}},
          "input":{"q":"{{{prompt}}}"},"output":"pong","public":true,"release":"r-3","version":"v-3","environment":"staging"}},
        {"id":"{{{traceId}}}-2","type":"generation-create","timestamp":"{{{s_now}}}","body":{"id":"{{{traceId}}}-call","traceId":"{{{traceId}}}","name":"call","startTime":"{{{s_now}}}","model":"gpt-4o-mini",
          "modelParameters":{"temperature":0.5},"input":[{"role":"user","content":"{{{prompt}}}"}],"metadata":{"k":"v"} }},
        {"id":"{{{traceId}}}-3","type":"generation-update","timestamp":"{{{s_now}}}","body":{"id":"{{{traceId}}}-call","traceId":"{{{traceId}}}","endTime":"{{{s_now}}}","output":"done","usage":{"promptTokens":7,"completionTokens":2},
          "costDetails":{"input":0.000123,"output":0.1},"metadata":{"more":true},"level":"ERROR","statusMessage":"late"}},
        {"id":"{{{traceId}}}-4","type":"agent-create","timestamp":"{{{s_now}}}","body":{"id":"{{{traceId}}}-agent","traceId":"{{{traceId}}}","name":"agent","startTime":"{{{s_now}}}"}},
        {"id":"{{{traceId}}}-5","type":"event-create","timestamp":"{{{s_now}}}","body":{"id":"{{{traceId}}}-event","traceId":"{{{traceId}}}","parentObservationId":"{{{traceId}}}-call","name":"seen"}},
        {"id":"{{{traceId}}}-6","type":"score-create","timestamp":"{{{s_now}}}","body":{"id":"{{{traceId}}}-score","traceId":"{{{traceId}}}","observationId":"{{{traceId}}}-call","name":"right","value":1,"dataType":"BOOLEAN","comment":"ok"}},
        {"id":"{{{traceId}}}-7","type":"score-create","timestamp":"{{{s_now}}}","body":{"id":"{{{traceId}}}-number","traceId":"{{{traceId}}}","name":"quality","value":0.875,"metadata":{"by":"me"} }}]}
        """;

    private static string Update(string traceId) => $$$"""
        {"batch":[{"id":"{{{traceId}}}-8","type":"generation-update","timestamp":"{{{DateTimeOffset.UtcNow:O}}}","body":{"id":"{{{traceId}}}-call","traceId":"{{{traceId}}}","output":"done again","level":"DEFAULT"}},
        {"id":"{{{traceId}}}-9","type":"trace-create","timestamp":"{{{DateTimeOffset.UtcNow:O}}}","body":{"id":"{{{traceId}}}","timestamp":"{{{s_now}}}","tags":["later"],"metadata":{"b":2} }}]}
        """;
}
