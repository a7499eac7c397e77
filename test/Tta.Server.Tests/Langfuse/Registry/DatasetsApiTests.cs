using System.Net;
using System.Text.Json;

namespace Tta.Server.Tests.Langfuse.Registry;

public sealed class DatasetsApiTests
{
    [Fact]
    public async Task Datasets_items_and_runs_come_back_as_they_were_sent()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonElement dataset = await LangfuseRequests.PostAsync(server, "/v2/datasets", """{"name":"my/set","description":"d","metadata":{"a":[1.0]}}""");
        Assert.Equal("""{"a":[1.0]}""", dataset.GetProperty("metadata").GetRawText());
        Assert.Equal(dataset.GetRawText(), (await LangfuseRequests.GetAsync(server, "/v2/datasets/my%2Fset")).GetRawText());
        JsonElement list = await LangfuseRequests.GetAsync(server, "/v2/datasets");
        Assert.Equal(1, list.GetProperty("meta").GetProperty("totalItems").GetInt32());

        JsonElement item = await LangfuseRequests.PostAsync(
            server, "/dataset-items", """{"datasetName":"my/set","id":"i 1","input":{"q":"x"},"expectedOutput":"y","sourceTraceId":"t0"}""");
        Assert.Equal("ACTIVE", item.GetProperty("status").GetString());
        Assert.Equal("my/set", item.GetProperty("datasetName").GetString());
        Assert.Equal(item.GetRawText(), (await LangfuseRequests.GetAsync(server, "/dataset-items/i%201")).GetRawText());
        Assert.Equal(1, Count(await LangfuseRequests.GetAsync(server, "/dataset-items?datasetName=my%2Fset&sourceTraceId=t0")));
        Assert.Equal(0, Count(await LangfuseRequests.GetAsync(server, "/dataset-items?datasetName=my%2Fset&version=2020-01-01T00:00:00Z")));
        await LangfuseRequests.GetAsync(server, "/dataset-items?version=2020-01-01T00:00:00Z", HttpStatusCode.BadRequest);
        await LangfuseRequests.GetAsync(server, "/dataset-items?datasetName=none", HttpStatusCode.NotFound);

        JsonElement link = await LangfuseRequests.PostAsync(
            server, "/dataset-run-items", """{"runName":"run 1","runDescription":"why","metadata":{"m":1},"datasetItemId":"i 1","traceId":"t1","observationId":"o1"}""");
        Assert.Equal("run 1", link.GetProperty("datasetRunName").GetString());
        JsonElement run = await LangfuseRequests.GetAsync(server, "/datasets/my%2Fset/runs/run%201");
        Assert.Equal(link.GetProperty("datasetRunId").GetString(), run.GetProperty("id").GetString());
        Assert.Equal("why", run.GetProperty("description").GetString());
        Assert.Equal(link.GetRawText(), Assert.Single(run.GetProperty("datasetRunItems").EnumerateArray()).GetRawText());
        Assert.Equal("GET /api/public/experiments", run.GetProperty("_deprecation").GetProperty("replacement").GetString());
        Assert.Equal(1, Count(await LangfuseRequests.GetAsync(server, "/datasets/my%2Fset/runs")));
        Assert.Equal(1, Count(await LangfuseRequests.GetAsync(server, $"/dataset-run-items?datasetId={dataset.GetProperty("id")}&runName=run%201")));

        JsonElement whole = await LangfuseRequests.GetAsync(server, "/datasets/my%2Fset");
        Assert.Equal(item.GetRawText(), whole.GetProperty("items")[0].GetRawText());
        Assert.Equal("""["run 1"]""", whole.GetProperty("runs").GetRawText());
        Assert.Equal("""["i 1"]""", (await LangfuseRequests.GetAsync(server, "/datasets")).GetProperty("data")[0].GetProperty("items").GetRawText());
        await LangfuseRequests.DeleteAsync(server, "/datasets/my%2Fset/runs/run%201");
        await LangfuseRequests.GetAsync(server, "/datasets/my%2Fset/runs/run%201", HttpStatusCode.NotFound);
        JsonElement deleted = await LangfuseRequests.DeleteAsync(server, "/dataset-items/i%201");
        Assert.Equal("Dataset item successfully deleted", deleted.GetProperty("message").GetString());
        await LangfuseRequests.GetAsync(server, "/dataset-items/i%201", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_run_item_needs_a_trace_or_an_observation_that_is_known()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await LangfuseRequests.PostAsync(server, "/v2/datasets", """{"name":"d"}""");
        await LangfuseRequests.PostAsync(server, "/dataset-items", """{"datasetName":"d","id":"i"}""");
        await LangfuseRequests.PostAsync(server, "/dataset-run-items", """{"runName":"r","datasetItemId":"i"}""", HttpStatusCode.BadRequest);
        await LangfuseRequests.PostAsync(server, "/dataset-run-items", """{"runName":"r","datasetItemId":"i","observationId":"unknown"}""", HttpStatusCode.NotFound);
        await LangfuseRequests.PostAsync(server, "/dataset-run-items", """{"runName":"r","datasetItemId":"none","traceId":"t"}""", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_schema_guards_the_items_until_it_is_taken_away()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await LangfuseRequests.PostAsync(server, "/v2/datasets", """{"name":"d","inputSchema":{"type":"object","required":["q"]}}""");
        JsonElement refused = await LangfuseRequests.PostAsync(server, "/dataset-items", """{"datasetName":"d","input":{}}""", HttpStatusCode.BadRequest);
        Assert.Contains("must have the property q", refused.GetProperty("message").GetString(), StringComparison.Ordinal);
        await LangfuseRequests.PostAsync(server, "/v2/datasets", """{"name":"d","description":"schema stays"}""");
        await LangfuseRequests.PostAsync(server, "/dataset-items", """{"datasetName":"d","input":{}}""", HttpStatusCode.BadRequest);
        await LangfuseRequests.PostAsync(server, "/v2/datasets", """{"name":"d","inputSchema":null}""");
        await LangfuseRequests.PostAsync(server, "/dataset-items", """{"datasetName":"d","input":{}}""");
    }

    [Fact]
    public async Task Texts_that_are_none_are_refused_and_deep_documents_come_back()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await LangfuseRequests.PostAsync(server, "/v2/datasets", """{"name":"d"}""");
        foreach (string bad in (string[])["""{"datasetName":"d","input":"\ud83d"}""", """{"datasetName":"d","input":{"\ud83d":1}}""", "{\"datasetName\":\"d\",\"input\":" + Nested(300) + "}"])
        {
            await LangfuseRequests.PostAsync(server, "/dataset-items", bad, HttpStatusCode.BadRequest);
        }

        byte[] notUtf8 = [.. "{\"datasetName\":\"d\",\"input\":\""u8, 0xff, .. "\"}"u8];
        using HttpResponseMessage refused = await LangfuseRequests.SendAsync(server, HttpMethod.Post, "/dataset-items", new ByteArrayContent(notUtf8));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using HttpResponseMessage deep = await LangfuseRequests.SendAsync(
            server, HttpMethod.Post, "/dataset-items", new StringContent("{\"datasetName\":\"d\",\"id\":\"deep\",\"input\":" + Nested(250) + "}"));
        Assert.Contains($"\"input\":{Nested(250)},", await deep.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private static int Count(JsonElement page) => page.GetProperty("data").GetArrayLength();
}
