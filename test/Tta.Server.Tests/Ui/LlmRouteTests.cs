using System.Net;
using System.Text.Json;
using Tta.Server.Tests.Langfuse;

namespace Tta.Server.Tests.Ui;

/// <summary>Costs, sessions and waste as the page asks for them.</summary>
public sealed class LlmRouteTests(LlmRouteTests.Data data) : IClassFixture<LlmRouteTests.Data>
{
    private const string Day = "startMs=1767225600000&endMs=1767312000000";

    [Fact]
    public async Task Costs_ByModelAndHour_WithAnotherModelsPrices()
    {
        JsonElement rows = (await GetAsync($"costs?{Day}&by=model&bucket=hour&price=gpt-4o-mini")).GetProperty("rows");
        Assert.Equal(
            ["gpt-4o 1767225600000 2 0.007 0.00042", "own 1767225600000 1 5 0.00021"],
            rows.EnumerateArray().Select(row => $"{Text(row, "key")} {row.GetProperty("startMs")} {row.GetProperty("calls")} {Text(row, "costUsd")} {Text(row, "repricedUsd")}")
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Costs_AtThePricesOfNow_KeepWhatWasGivenForUnknownModels()
    {
        JsonElement row = Assert.Single((await GetAsync($"costs?{Day}&by=environment&price=now")).GetProperty("rows").EnumerateArray());
        Assert.Equal((5.007m, 5.007m), (decimal.Parse(Text(row, "costUsd")!, null), decimal.Parse(Text(row, "repricedUsd")!, null)));
        Assert.False(row.TryGetProperty("startMs", out _));
    }

    [Fact]
    public async Task Costs_OfAll_AreTrueSumsWithLatencyAndFailures()
    {
        JsonElement row = Assert.Single((await GetAsync($"costs?{Day}&by=all")).GetProperty("rows").EnumerateArray());
        Assert.Equal(("", 3, "5.007", 1, "5"), (Text(row, "key"), row.GetProperty("calls").GetInt32(), Text(row, "costUsd"), row.GetProperty("failed").GetInt32(), Text(row, "failedCostUsd")));
        Assert.Equal((1767225601000d, 1000d, 1000d), (row.GetProperty("firstMs").GetDouble(), row.GetProperty("p50Ms").GetDouble(), row.GetProperty("p95Ms").GetDouble()));
        Assert.Equal(JsonValueKind.Null, row.GetProperty("firstTokenMs").ValueKind);
    }

    [Fact]
    public async Task Costs_InSteps_BeginAtMultiplesOfTheStep()
    {
        JsonElement rows = (await GetAsync($"costs?{Day}&by=model&stepMs=86400000")).GetProperty("rows");
        Assert.Equal(["gpt-4o 2", "own 1"], rows.EnumerateArray().Select(row => $"{Text(row, "key")} {row.GetProperty("calls")}").Order(StringComparer.Ordinal));
        Assert.All(rows.EnumerateArray(), row => Assert.Equal(1767225600000, row.GetProperty("startMs").GetInt64()));
    }

    [Fact]
    public async Task A_call_whose_sender_counts_nothing_is_not_one_of_no_tokens_and_no_cost()
    {
        await using RunningServer server = await LangfuseRequests.StartServerAsync();
        await LangfuseRequests.PostAsync(server, "/ingestion", """
            {"batch":[
              {"id":"e1","type":"generation-create","timestamp":"2026-01-01T00:00:00Z","body":{"id":"uncounted","traceId":"t","model":"gpt-4o"}},
              {"id":"e2","type":"generation-create","timestamp":"2026-01-01T00:00:00Z","body":{"id":"counted","traceId":"t","model":"nobody-knows","usageDetails":{"input":0,"output":3}}}]}
            """, HttpStatusCode.MultiStatus);

        using JsonDocument answer = JsonDocument.Parse(await server.GetAsync("ui", "/api/tta/v1/llm/calls?traceId=t"));

        Assert.Equal(
            ["counted 0 3 ", "uncounted   "],
            answer.RootElement.GetProperty("calls").EnumerateArray()
                .Select(call => $"{Text(call, "spanId")} {call.GetProperty("inputTokens")} {call.GetProperty("outputTokens")} {Text(call, "costUsd")}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Scores_OfATrace_CountForEveryPersonaWithACallInIt()
    {
        JsonElement rows = (await GetAsync($"scores?{Day}")).GetProperty("rows");
        Assert.Equal(["critic good 2 0.5", "writer good 1 1"], rows.EnumerateArray().Select(row => $"{Text(row, "key")} {Text(row, "name")} {row.GetProperty("count")} {row.GetProperty("mean")}"));
    }

    [Fact]
    public async Task Sessions_AreSummedUp_TheDearestFirstIfAskedFor()
    {
        JsonElement answer = await GetAsync($"sessions?{Day}&orderBy=cost&limit=1");
        JsonElement session = Assert.Single(answer.GetProperty("sessions").EnumerateArray());
        Assert.Equal(("s2", 2, true), (Text(session, "sessionId"), answer.GetProperty("total").GetInt32(), answer.GetProperty("truncated").GetBoolean()));
        Assert.Equal("""["bob"]""", session.GetProperty("users").GetRawText());
        Assert.Equal((1, 1, 1, "5"), (session.GetProperty("traces").GetInt32(), session.GetProperty("observations").GetInt32(), session.GetProperty("errors").GetInt32(), Text(session, "costUsd")));
        answer = await GetAsync($"sessions?{Day}&user=ann");
        session = Assert.Single(answer.GetProperty("sessions").EnumerateArray());
        Assert.Equal(("s1", 2000L, 1767225600000L), (Text(session, "sessionId"), session.GetProperty("inputTokens").GetInt64(), session.GetProperty("startMs").GetInt64()));
    }

    [Theory]
    [InlineData("failed=true", "c")]
    [InlineData("minCostUsd=0.0035", "c b a")]
    [InlineData("minCostUsd=1", "c")]
    [InlineData("tool=weather", "")]
    [InlineData("score=kind", "b a")]
    [InlineData("score=kind%3Dfine", "b a")]
    [InlineData("score=kind%3Dpoor", "")]
    [InlineData("score=good%3C%3D0.5", "")]
    [InlineData("model=gpt-4o&minCostUsd=0.001", "b a")]
    public async Task Calls_AreFiltered(string filter, string expected)
    {
        JsonElement calls = (await GetAsync($"calls?{Day}&{filter}")).GetProperty("calls");
        Assert.Equal(expected, string.Join(' ', calls.EnumerateArray().Select(call => Text(call, "spanId"))));
    }

    [Fact]
    public async Task Calls_OfTracesThatWereJudgedSo()
    {
        JsonElement calls = (await GetAsync("calls?startMs=1767139000000&endMs=1767312000000&score=good%3C%3D0.5")).GetProperty("calls");
        Assert.Equal(["00000000000000000000000000000009"], calls.EnumerateArray().Select(call => Text(call, "traceId")).Distinct());
    }

    [Fact]
    public async Task Calls_OfATool()
    {
        JsonElement calls = (await GetAsync("calls?startMs=1767139000000&endMs=1767312000000&tool=weather")).GetProperty("calls");
        Assert.Equal(["e"], calls.EnumerateArray().Select(call => Text(call, "spanId")));
    }

    [Fact]
    public async Task Calls_ThatFailedWithoutAWord_StillSaySo()
    {
        JsonElement call = Assert.Single((await GetAsync($"calls?{Day}&model=own")).GetProperty("calls").EnumerateArray());
        Assert.Equal("failed", Text(call, "error"));
    }

    [Fact]
    public async Task Waste_CountsFailedCalls()
    {
        JsonElement answer = await GetAsync($"waste?{Day}");
        Assert.Equal((3, "5.007", "5"), (answer.GetProperty("calls").GetInt32(), Text(answer, "costUsd"), Text(answer, "wastedUsd")));
        Assert.Equal(["retry 0", "fallback 0", "hedge 0", "error 1"], answer.GetProperty("rows").EnumerateArray().Select(row => $"{Text(row, "reason")} {row.GetProperty("calls")}"));
    }

    [Theory]
    [InlineData("costs?by=colour", "by: expected persona")]
    [InlineData("costs?bucket=second", "bucket: expected minute")]
    [InlineData("costs?stepMs=0", "stepMs: expected whole milliseconds")]
    [InlineData("costs?startMs=0&stepMs=1", "stepMs: the window has more than 2000 steps")]
    [InlineData("sessions?orderBy=colour", "orderBy: expected start")]
    [InlineData("sessions?limit=0", "limit")]
    [InlineData("calls?minCostUsd=cheap", "minCostUsd: expected US dollars")]
    [InlineData("calls?score=quality%3Cgood", "score: expected a number")]
    public async Task BadParameters_AreNamed(string path, string part)
    {
        using HttpResponseMessage response = await data.Server.Client.GetAsync(data.Server.Url("ui", $"/api/tta/v1/llm/{path}"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(part, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static string? Text(JsonElement owner, string name) => owner.GetProperty(name).GetString();

    private async Task<JsonElement> GetAsync(string path)
    {
        using JsonDocument document = JsonDocument.Parse(await data.Server.GetAsync("ui", $"/api/tta/v1/llm/{path}"));
        return document.RootElement.Clone();
    }

    /// <summary>Two sessions: two calls of a listed model, and one of an unlisted model that failed and was paid for.</summary>
    public sealed class Data : IAsyncLifetime
    {
        internal RunningServer Server { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Server = await LangfuseRequests.StartServerAsync();
            string[] events =
            [
                Event("trace-create", """{"id":"t1","timestamp":"2026-01-01T00:00:00Z","userId":"ann","sessionId":"s1"}"""),
                Event("trace-create", """{"id":"t2","timestamp":"2026-01-01T00:00:05Z","userId":"bob","sessionId":"s2"}"""),
                Event("generation-create", """{"id":"a","traceId":"t1","startTime":"2026-01-01T00:00:01Z","endTime":"2026-01-01T00:00:02Z","model":"gpt-4o","usageDetails":{"input":1000,"output":100}}"""),
                Event("generation-create", """{"id":"b","traceId":"t1","startTime":"2026-01-01T00:00:02Z","endTime":"2026-01-01T00:00:03Z","model":"gpt-4o","usageDetails":{"input":1000,"output":100}}"""),
                Event("generation-create", """{"id":"c","traceId":"t2","startTime":"2026-01-01T00:00:05Z","model":"own","level":"ERROR","usageDetails":{"input":1000,"output":100},"costDetails":{"total":5}}"""),
                Event("tool-create", """{"id":"e","traceId":"t0","name":"execute_tool weather","startTime":"2025-12-31T00:00:01Z"}"""),
                Event("span-create", """{"id":"d","traceId":"t1","startTime":"2026-01-01T00:00:01Z"}"""),
            ];
            JsonElement personas = await LangfuseRequests.PostAsync(Server, "/otel/v1/traces", $$"""{"resourceSpans":[{"scopeSpans":[{"spans":[{{Call("1", "critic")}},{{Call("2", "writer")}}]}]}]}""");
            Assert.Equal(JsonValueKind.Object, personas.ValueKind);
            foreach (string score in (string[])["""{"name":"good","value":1,"traceId":"00000000000000000000000000000009"}""",
                """{"name":"good","value":0,"traceId":"00000000000000000000000000000009","observationId":"0000000000000001"}""", """{"name":"kind","value":"fine","traceId":"t1"}"""])
            {
                await LangfuseRequests.PostAsync(Server, "/scores", score);
            }

            JsonElement answer = await LangfuseRequests.PostAsync(Server, "/ingestion", $$"""{"batch":[{{string.Join(',', events)}}]}""", HttpStatusCode.MultiStatus);
            Assert.Equal(0, answer.GetProperty("errors").GetArrayLength());
        }

        public async Task DisposeAsync() => await Server.DisposeAsync();

        // A day before, so that sums of the day do not see them; scores are of the day on which the clock stands.
        private static string Call(string id, string persona) => $$$"""
            {"traceId":"00000000000000000000000000000009","spanId":"000000000000000{{{id}}}","name":"ask","startTimeUnixNano":"1767139200000000000","endTimeUnixNano":"1767139201000000000","attributes":[
            {"key":"persona","value":{"stringValue":"{{{persona}}}"}},{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}}]}
            """;

        private static string Event(string type, string body) =>
            $$"""{"id":"{{Guid.NewGuid()}}","type":"{{type}}","timestamp":"2026-01-01T00:00:01Z","body":""" + body + "}";
    }
}
