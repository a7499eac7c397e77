using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Tta.Server.Tests.Langfuse.Registry;

public sealed class ExperimentsApiTests
{
    [Fact]
    public async Task Runs_are_experiments_with_items_scores_and_pages()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await LangfuseRequests.PostAsync(server, "/v2/datasets", """{"name":"d"}""");
        await LangfuseRequests.PostAsync(server, "/dataset-items", """{"datasetName":"d","id":"i1","input":"q1","expectedOutput":"a1","metadata":{"hard":true}}""");
        await LangfuseRequests.PostAsync(server, "/dataset-items", """{"datasetName":"d","id":"i2","input":"q2"}""");
        DateTimeOffset now = DateTimeOffset.UtcNow;
        string old = await LinkAsync(server, "old", "i1", "t0", now.AddHours(-2));
        string run = await LinkAsync(server, "new", "i1", "t1", now.AddMinutes(-2));
        await LinkAsync(server, "new", "i2", "t2", now.AddMinutes(-1));
        await ReportAsync(server, run, now);

        JsonElement first = await LangfuseRequests.GetAsync(server, "/experiments?limit=1&fields=core,metadata,scores");
        JsonElement experiment = Assert.Single(first.GetProperty("data").EnumerateArray());
        Assert.Equal((run, "new", 2), (Text(experiment, "id"), Text(experiment, "name"), experiment.GetProperty("itemCount").GetInt32()));
        Assert.Equal(
            (now.AddMinutes(-1).ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds()), // The work of t1, and the link to t2, of which nothing arrived.
            (experiment.GetProperty("startTime").GetDateTimeOffset().ToUnixTimeMilliseconds(), experiment.GetProperty("endTime").GetDateTimeOffset().ToUnixTimeMilliseconds()));
        Assert.Equal("""{"m":1}""", experiment.GetProperty("metadata").GetRawText());
        Assert.Equal("overall", Text(Assert.Single(experiment.GetProperty("scores").EnumerateArray()), "name"));
        JsonElement second = await LangfuseRequests.GetAsync(server, $"/experiments?limit=1&cursor={Uri.EscapeDataString(Text(first.GetProperty("meta"), "cursor")!)}");
        Assert.Equal(old, Text(Assert.Single(second.GetProperty("data").EnumerateArray()), "id"));
        Assert.False(second.GetProperty("meta").TryGetProperty("cursor", out _));
        string hourAgo = Uri.EscapeDataString(now.AddHours(-1).ToString("O", CultureInfo.InvariantCulture));
        Assert.Equal("new", Text(Assert.Single((await LangfuseRequests.GetAsync(server, $"/experiments?fromStartTime={hourAgo}")).GetProperty("data").EnumerateArray()), "name"));
        Assert.Equal("old", Text(Assert.Single((await LangfuseRequests.GetAsync(server, "/experiments?name=old,none")).GetProperty("data").EnumerateArray()), "name"));

        JsonElement items = await LangfuseRequests.GetAsync(
            server, $"/experiment-items?experimentId={run}&fields=core,dataset,io,metadata,itemMetadata,experimentMetadata,scores");
        JsonElement item = Assert.Single(items.GetProperty("data").EnumerateArray(), i => Text(i, "experimentItemId") == "i1");
        Assert.Equal(("t1", "new", "q1 asked", "a1 said", "a1"), (Text(item, "traceId"), Text(item, "experimentName"), Text(item, "input"), Text(item, "output"), Text(item, "expectedOutput")));
        Assert.Equal("""{"hard":true}""", item.GetProperty("experimentItemMetadata").GetRawText());
        Assert.Equal("tried", Text(item, "experimentDescription"));
        Assert.Equal("correct", Text(Assert.Single(item.GetProperty("scores").EnumerateArray()), "name"));
        JsonElement notArrived = Assert.Single(items.GetProperty("data").EnumerateArray(), i => Text(i, "experimentItemId") == "i2");
        Assert.Equal("q2", Text(notArrived, "input"));
        Assert.Equal(JsonValueKind.Null, notArrived.GetProperty("output").ValueKind);
        await LangfuseRequests.GetAsync(server, "/experiments?filter=[]", HttpStatusCode.BadRequest);
        await LangfuseRequests.GetAsync(server, "/experiment-items?limit=101", HttpStatusCode.BadRequest);
    }

    private static string? Text(JsonElement value, string name) => value.GetProperty(name).GetString();

    private static async Task<string> LinkAsync(RunningServer server, string run, string item, string trace, DateTimeOffset at) => Text(
        await LangfuseRequests.PostAsync(
            server,
            "/dataset-run-items",
            $$$"""
            {"runName":"{{{run}}}","runDescription":"tried","metadata":{"m":1},"datasetItemId":"{{{item}}}","traceId":"{{{trace}}}","observationId":"o-{{{trace}}}",
             "createdAt":"{{{at.ToString("O", CultureInfo.InvariantCulture)}}}"}
            """),
        "datasetRunId")!;

    private static async Task ReportAsync(RunningServer server, string runId, DateTimeOffset now)
    {
        string time = now.ToString("O", CultureInfo.InvariantCulture);
        await LangfuseRequests.PostAsync(
            server,
            "/ingestion",
            $$$"""
            {"batch":[
              {"id":"e1","timestamp":"{{{time}}}","type":"span-create","body":{"id":"o-t1","traceId":"t1","startTime":"{{{time}}}","input":"q1 asked","output":"a1 said"} },
              {"id":"e2","timestamp":"{{{time}}}","type":"score-create","body":{"id":"s1","traceId":"t1","name":"correct","value":1} },
              {"id":"e3","timestamp":"{{{time}}}","type":"score-create","body":{"id":"s2","datasetRunId":"{{{runId}}}","name":"overall","value":0.5} } ] }
            """,
            HttpStatusCode.MultiStatus);
    }
}
