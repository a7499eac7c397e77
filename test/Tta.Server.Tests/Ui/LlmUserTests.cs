using System.Net;
using System.Text.Json;
using Tta.Server.Tests.Langfuse;

namespace Tta.Server.Tests.Ui;

public sealed class LlmUserTests
{
    [Fact]
    public async Task A_user_is_forgotten_and_others_are_not()
    {
        await using RunningServer server = await LangfuseRequests.StartServerAsync();
        string[] events =
        [
            Event("e1", "trace-create", """{"id":"t1","userId":"ann b"}"""),
            Event("e2", "generation-create", """{"id":"g1","traceId":"t1","name":"call"}"""),
            Event("e3", "trace-create", """{"id":"t2","userId":"ann b"}"""),
            Event("e4", "trace-create", """{"id":"t3","userId":"bob"}"""),
            Event("e5", "score-create", """{"id":"s1","traceId":"t1","name":"good","value":1}"""),
        ];
        await LangfuseRequests.PostAsync(server, "/ingestion", $$"""{"batch":[{{string.Join(',', events)}}]}""", HttpStatusCode.MultiStatus);
        Assert.Equal(2, await DeleteAsync(server, "ann%20b"));
        JsonElement left = await LangfuseRequests.GetAsync(server, "/traces");
        Assert.Equal(["t3"], left.GetProperty("data").EnumerateArray().Select(trace => trace.GetProperty("id").GetString()));
        await LangfuseRequests.GetAsync(server, "/observations/g1", HttpStatusCode.NotFound);
        await LangfuseRequests.GetAsync(server, "/scores/s1", HttpStatusCode.NotFound);
        Assert.Equal(0, await DeleteAsync(server, "ann%20b"));
    }

    private static string Event(string id, string type, string body) =>
        $$$"""{"id":"{{{id}}}","type":"{{{type}}}","timestamp":"2026-01-01T00:00:00Z","body":{{{body}}}}""";

    private static async Task<int> DeleteAsync(RunningServer server, string user)
    {
        using HttpResponseMessage response = await server.Client.DeleteAsync(server.Url("ui", "/api/tta/v1/llm/users/" + user));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return answer.RootElement.GetProperty("deletedTraces").GetInt32();
    }
}
