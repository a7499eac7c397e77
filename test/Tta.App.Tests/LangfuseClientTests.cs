using System.Text.Json.Nodes;
using Tta.App.Tests.Hosting;

namespace Tta.App.Tests;

/// <summary>Langfuse's own JavaScript SDKs, of the newest generation and the one before, send; every field comes back, also after kill -9.</summary>
public sealed class LangfuseClientTests
{
    [RequiresFact("node", "npm")]
    internal async Task What_Langfuses_own_SDKs_send_comes_back_field_by_field()
    {
        await using TtaProcess server = await TtaProcess.StartAsync();
        JavaScriptClient client = await JavaScriptClient.CreateAsync("langfuse-js", server);
        JsonNode sent = await client.RunAsync("send.mjs");
        AssertJson("""{"name":"older trace","observations":3,"scores":1}""", sent["readBack"]!);

        await CheckNewestAsync(client, sent);
        await CheckOlderAsync(client, sent);
        await server.KillAsync();
        await server.RestartAsync();
        await CheckNewestAsync(client, sent);
        await CheckOlderAsync(client, sent);
    }

    private static async Task CheckNewestAsync(JavaScriptClient client, JsonNode sent)
    {
        string traceId = (string)sent["traceId"]!;
        JsonNode call = await client.ObservationAsync(traceId, (string)sent["callId"]!);
        AssertFields(call, """
            {"type":"GENERATION","name":"answer","level":"WARNING","statusMessage":"close call","version":"v-5","environment":"staging","userId":"user-5","sessionId":"session-5",
             "input":"[{\"role\":\"user\",\"content\":\"what is 6 x 7?\"}]","output":"{\"role\":\"assistant\",\"content\":\"42 🚀\"}","providedModelName":"gpt-4o-mini",
             "modelParameters":{"temperature":0.25,"max_tokens":64},"usageDetails":{"input":11,"output":3,"input_cached_tokens":4,"total":18},
             "costDetails":{"input":0.001,"output":0.002,"total":0.003},"totalCost":0.003,"promptName":"arithmetic","promptVersion":3,
             "tags":["five","newest"],"release":"r-5","traceName":"newest trace","isRootObservation":false}
            """);
        Assert.Equal((string)sent["rootId"]!, (string)call["parentObservationId"]!);
        Assert.Equal("2", (string)call["metadata"]!["attempt"]!);
        Assert.NotNull(call["completionStartTime"]);

        AssertFields(await client.ObservationAsync(traceId, (string)sent["toolId"]!), """
            {"type":"TOOL","name":"calculator","input":"{\"a\":6,\"b\":7}","output":"42","level":"DEFAULT"}
            """);
        JsonNode trace = await client.GetAsync($"/traces/{traceId}");
        AssertFields(trace, """
            {"name":"newest trace","userId":"user-5","sessionId":"session-5","version":"v-5","release":"r-5","environment":"staging","tags":["five","newest"],
             "input":{"question":"what is 6 x 7?"},"output":"forty-two","totalCost":0.003}
            """);
        Assert.Equal("pro", (string)trace["metadata"]!["plan"]!);

        Dictionary<string, JsonNode> scores = (await client.GetAsync($"/v3/scores?traceId={traceId}&fields=details,subject"))["data"]!.AsArray().ToDictionary(s => (string)s!["name"]!, s => s!);
        AssertFields(scores["correct"], """{"value":true,"dataType":"BOOLEAN","comment":"checked","source":"API"}""");
        AssertFields(scores["style"], $$$"""{"value":"terse","dataType":"CATEGORICAL","subject":{"kind":"observation","id":"{{{sent["callId"]}}}","traceId":"{{{traceId}}}"}}""");
    }

    private static async Task CheckOlderAsync(JavaScriptClient client, JsonNode sent)
    {
        string traceId = (string)sent["oldTraceId"]!;
        JsonNode trace = await client.GetAsync($"/traces/{traceId}");
        AssertFields(trace, """
            {"name":"older trace","userId":"user-3","sessionId":"session-3","release":"r-3","version":"v-3","tags":["three"],"metadata":{"a":1},"input":"ping","output":"pong","public":true}
            """);
        JsonNode call = trace["observations"]!.AsArray().Single(o => (string)o!["id"]! == (string)sent["oldCallId"]!)!;
        AssertFields(call, """
            {"type":"GENERATION","name":"old call","model":"gpt-4o","modelParameters":{"temperature":1},"input":[{"role":"user","content":"hello"}],"output":"hi","level":"ERROR",
             "statusMessage":"cut off","usageDetails":{"input":7,"output":2,"total":9},"promptTokens":7,"completionTokens":2,"totalTokens":9}
            """);
        Assert.Equal((string)sent["oldSpanId"]!, (string)call["parentObservationId"]!);
        AssertFields(await client.ObservationAsync(traceId, (string)sent["oldSpanId"]!), """{"type":"SPAN","name":"work","input":"{\"n\":1}","output":"{\"n\":2}","metadata":{"b":2}}""");
        AssertFields(Assert.Single(trace["observations"]!.AsArray(), o => (string)o!["type"]! == "EVENT")!, """{"name":"noticed","level":"DEBUG","input":"x"}""");
        AssertFields(Assert.Single(trace["scores"]!.AsArray())!, """{"name":"helpful","value":0.5,"comment":"so so","dataType":"NUMERIC"}""");
        JsonNode session = await client.GetAsync("/sessions/session-3");
        Assert.Equal(traceId, (string)Assert.Single(session["traces"]!.AsArray())!["id"]!);
    }

    private static void AssertFields(JsonNode actual, string expected)
    {
        foreach ((string name, JsonNode? value) in Json.Parse(expected).AsObject())
        {
            Assert.True(JsonNode.DeepEquals(value, actual[name]), $"{name}: expected {value?.ToJsonString()}, found {actual[name]?.ToJsonString() ?? "null"} in {actual.ToJsonString()}");
        }
    }

    private static void AssertJson(string expected, JsonNode actual) => Assert.True(JsonNode.DeepEquals(Json.Parse(expected), actual), actual.ToJsonString());
}
