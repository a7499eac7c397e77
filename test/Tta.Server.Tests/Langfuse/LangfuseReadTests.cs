using System.Net;
using System.Text.Json;

namespace Tta.Server.Tests.Langfuse;

/// <summary>One server with two traces, five observations and five scores, which no test changes.</summary>
public sealed class LangfuseReadTests(LangfuseReadTests.Data data) : IClassFixture<LangfuseReadTests.Data>
{
    [Fact]
    public async Task Observations_have_core_and_basic_fields_unless_others_are_asked_for()
    {
        JsonElement first = (await GetAsync("/v2/observations?traceId=t1&type=GENERATION"))[0];
        Assert.Equal(
            [
                "id", "traceId", "startTime", "endTime", "projectId", "parentObservationId", "type", "name", "level", "statusMessage", "version", "environment",
                "bookmarked", "public", "userId", "sessionId", "isRootObservation", "modelId", "inputPrice", "outputPrice", "totalPrice",
            ],
            first.EnumerateObject().Select(p => p.Name));
        Assert.Equal("""
            {"id":"g1","traceId":"t1","startTime":"2026-01-01T00:00:01.250Z","endTime":"2026-01-01T00:00:02.500Z","projectId":"tta","parentObservationId":"s1","type":"GENERATION","name":"call"
            """.Trim(), first.GetRawText()[..first.GetRawText().IndexOf(",\"level\"", StringComparison.Ordinal)]);
        Assert.Equal(("WARNING", "slow", "prod", "u1", "chat-1", false),
            (Text(first, "level"), Text(first, "statusMessage"), Text(first, "environment"), Text(first, "userId"), Text(first, "sessionId"), first.GetProperty("isRootObservation").GetBoolean()));
    }

    [Fact]
    public async Task Every_group_of_fields_has_what_was_sent()
    {
        JsonElement call = (await GetAsync("/v2/observations?traceId=t1&type=GENERATION&fields=core,basic,time,io,metadata,model,usage,prompt,metrics,trace_context&expandMetadata=long"))[0];
        Assert.Equal("2026-01-01T00:00:01.750Z", Text(call, "completionStartTime"));
        Assert.Equal("""[{"role":"user","content":"hi"}]""", Text(call, "input"));
        Assert.Equal("plain answer", Text(call, "output"));
        Assert.Equal("gpt-4o-mini", Text(call, "providedModelName"));
        Assert.Equal(0.5, call.GetProperty("modelParameters").GetProperty("temperature").GetDouble());
        Assert.Equal((10, 5, 15), (call.GetProperty("usageDetails").GetProperty("input").GetInt32(), call.GetProperty("usageDetails").GetProperty("output").GetInt32(), call.GetProperty("usageDetails").GetProperty("total").GetInt32()));
        Assert.Equal((0.25m, 0.75m), (call.GetProperty("costDetails").GetProperty("input").GetDecimal(), call.GetProperty("totalCost").GetDecimal()));
        Assert.Equal(("answer", 2), (Text(call, "promptName"), call.GetProperty("promptVersion").GetInt32()));
        Assert.Equal(data.PromptId, Text(call, "promptId"));
        Assert.Equal((1.25, 0.5), (call.GetProperty("latency").GetDouble(), call.GetProperty("timeToFirstToken").GetDouble()));
        Assert.Equal(("chat", "r1", "[\"blue\",\"red\"]"), (Text(call, "traceName"), Text(call, "release"), call.GetProperty("tags").GetRawText()));
        Assert.Equal(300, Text(call.GetProperty("metadata"), "long")!.Length);
        JsonElement cut = (await GetAsync("/v2/observations?traceId=t1&type=GENERATION&fields=metadata"))[0].GetProperty("metadata");
        Assert.Equal(200, Text(cut, "long")!.Length);
        Assert.Equal(1, cut.GetProperty("nested").GetProperty("a").GetInt32());
    }

    [Theory]
    [InlineData("userId=u1", "o3,g1,s1")]
    [InlineData("sessionId=chat-1&level=WARNING", "g1")]
    [InlineData("isRootObservation=true", "x1,s1")]
    [InlineData("parentObservationId=s1&type=TOOL", "o3")]
    [InlineData("environment=prod&environment=dev", "x1,g1")]
    [InlineData("fromStartTime=2026-01-01T00:00:03Z&toStartTime=2026-01-01T00:00:10Z", "o3")]
    [InlineData("name=call", "x2,g1")]
    [InlineData("name=call&filter=[{\"type\":\"string\",\"column\":\"Name\",\"operator\":\"starts with\",\"value\":\"to\"}]", "o3")]
    [InlineData("filter=[{\"type\":\"number\",\"column\":\"latency\",\"operator\":\">\",\"value\":1.2}]", "g1,s1")]
    [InlineData("filter=[{\"type\":\"datetime\",\"column\":\"startTime\",\"operator\":\">=\",\"value\":\"2026-01-01T00:00:03Z\"}]", "x2,x1,o3")]
    [InlineData("filter=[{\"type\":\"stringOptions\",\"column\":\"type\",\"operator\":\"any of\",\"value\":[\"TOOL\",\"GENERATION\"]}]", "x2,o3,g1")]
    [InlineData("filter=[{\"type\":\"arrayOptions\",\"column\":\"traceTags\",\"operator\":\"all of\",\"value\":[\"red\",\"blue\"]}]", "o3,g1,s1")]
    [InlineData("filter=[{\"type\":\"stringObject\",\"column\":\"metadata\",\"key\":\"team\",\"operator\":\"=\",\"value\":\"a\"}]", "g1")]
    [InlineData("filter=[{\"type\":\"null\",\"column\":\"parentObservationId\",\"operator\":\"is null\",\"value\":\"\"}]", "x1,s1")]
    [InlineData("filter=[{\"type\":\"boolean\",\"column\":\"isRootObservation\",\"operator\":\"<>\",\"value\":true}]", "x2,o3,g1")]
    public async Task Observations_are_found_by_parameters_and_filters_newest_first(string query, string expected) =>
        Assert.Equal(expected, string.Join(',', (await GetAsync("/v2/observations?" + Escaped(query))).Select(o => Text(o, "id"))));

    [Theory]
    [InlineData("/v2/observations?parseIoAsJson=true", "parseIoAsJson")]
    [InlineData("/v2/observations?limit=1001", "limit: expected a whole number from 0 to 1000")]
    [InlineData("/v2/observations?cursor=abc", "cursor: Invalid cursor format")]
    [InlineData("/v2/observations?type=THING", "type: expected one of")]
    [InlineData("/v2/observations?fromStartTime=now", "fromStartTime: expected an ISO 8601 time")]
    [InlineData("/v2/observations?filter=[{\"type\":\"string\",\"column\":\"nope\",\"operator\":\"=\",\"value\":\"x\"}]", "filter[0].column: \"nope\" is not known")]
    [InlineData("/v2/observations?filter=[{\"type\":\"string\",\"column\":\"name\",\"operator\":\">\",\"value\":\"x\"}]", "filter[0].operator")]
    [InlineData("/v3/scores?limit=101", "limit")]
    [InlineData("/v3/scores?nope=1", "nope: not known here")]
    [InlineData("/v3/scores?value=1", "value: filter requires a single dataType")]
    [InlineData("/v3/scores?valueMin=1&dataType=TEXT", "valueMin, valueMax: require dataType=NUMERIC")]
    [InlineData("/v3/scores?observationId=g1", "observationId: filter requires traceId")]
    [InlineData("/v3/scores?traceId=t1&sessionId=s", "at most one")]
    [InlineData("/v3/scores?userId=u1", "userId: not served by v3")]
    [InlineData("/traces?orderBy=timestamp", "orderBy")]
    [InlineData("/traces?limit=101", "limit")]
    [InlineData("/v2/metrics?query={", "Invalid JSON")]
    [InlineData("/v2/metrics?query={\"view\":\"traces\"}", "view: expected observations")]
    [InlineData("/v2/metrics?query={\"view\":\"observations\",\"dimensions\":[{\"field\":\"traceId\"}],\"metrics\":[{\"measure\":\"count\",\"aggregation\":\"count\"}],\"fromTimestamp\":\"2026-01-01T00:00:00Z\",\"toTimestamp\":\"2026-01-02T00:00:00Z\"}", "dimensions: grouping by traceId")]
    public async Task Misuse_is_answered_400_and_says_what(string path, string message)
    {
        int query = path.IndexOf('?', StringComparison.Ordinal);
        JsonElement answer = await LangfuseRequests.GetAsync(data.Server, path[..(query + 1)] + Escaped(path[(query + 1)..]), HttpStatusCode.BadRequest);
        Assert.Contains(message, Text(answer, "message"), StringComparison.Ordinal);
        Assert.Equal("InvalidRequestError", Text(answer, "error"));
    }

    [Theory]
    [InlineData("/v2/observations?limit=2", "x2,x1,o3,g1,s1")]
    [InlineData("/v3/scores?limit=2", "c5,c4,c3,c2,c1")]
    public async Task Cursors_lead_through_everything_once(string path, string expected)
    {
        var ids = new List<string?>();
        string cursor = "";
        do
        {
            JsonElement page = await LangfuseRequests.GetAsync(data.Server, path + cursor);
            ids.AddRange(page.GetProperty("data").EnumerateArray().Select(o => Text(o, "id")));
            cursor = page.GetProperty("meta").TryGetProperty("cursor", out JsonElement next) ? "&cursor=" + Uri.EscapeDataString(next.GetString()!) : "";
        }
        while (cursor.Length > 0);
        Assert.Equal(expected, string.Join(',', ids));
    }

    [Fact]
    public async Task A_trace_comes_with_everything_of_it()
    {
        JsonElement trace = await LangfuseRequests.GetAsync(data.Server, "/traces/t1");
        Assert.Equal(("chat", "u1", "chat-1", "r1", "v1"), (Text(trace, "name"), Text(trace, "userId"), Text(trace, "sessionId"), Text(trace, "release"), Text(trace, "version")));
        Assert.Equal("""{"q":1}""", trace.GetProperty("input").GetRawText());
        Assert.Equal("2026-01-01T00:00:00.000Z", Text(trace, "timestamp"));
        Assert.Equal(0.75m, trace.GetProperty("totalCost").GetDecimal());
        Assert.Equal("/project/tta/traces/t1", Text(trace, "htmlPath"));
        Assert.Equal(["s1", "g1", "o3"], trace.GetProperty("observations").EnumerateArray().Select(o => Text(o, "id")));
        Assert.Equal("""[{"role":"user","content":"hi"}]""", trace.GetProperty("observations")[1].GetProperty("input").GetRawText());
        Assert.Equal(10, trace.GetProperty("observations")[1].GetProperty("usage").GetProperty("input").GetInt32());
        Assert.Equal(4, trace.GetProperty("scores").GetArrayLength());
        Assert.Equal("2026-11-16", Text(trace.GetProperty("_deprecation"), "sunsetAt"));

        JsonElement bare = await LangfuseRequests.GetAsync(data.Server, "/traces/t1?fields=core");
        Assert.Equal((JsonValueKind.Null, 0, -1m), (bare.GetProperty("input").ValueKind, bare.GetProperty("observations").GetArrayLength(), bare.GetProperty("totalCost").GetDecimal()));
        await LangfuseRequests.GetAsync(data.Server, "/traces/nope", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Traces_are_listed_by_pages()
    {
        JsonElement page = await LangfuseRequests.GetAsync(data.Server, "/traces?limit=1&page=2&orderBy=timestamp.asc");
        Assert.Equal("t2", Text(page.GetProperty("data")[0], "id"));
        Assert.Equal("""{"page":2,"limit":1,"totalItems":2,"totalPages":2}""", page.GetProperty("meta").GetRawText());
        Assert.Equal("t1", Text((await GetAsync("/traces?tags=red&userId=u1"))[0], "id"));
        Assert.Equal(["s1", "g1", "o3"], (await GetAsync("/traces?name=chat"))[0].GetProperty("observations").EnumerateArray().Select(o => o.GetString()));
    }

    [Fact]
    public async Task Sessions_hold_their_traces()
    {
        Assert.Equal("chat-1", Text(Assert.Single(await GetAsync("/sessions")), "id"));
        JsonElement session = await LangfuseRequests.GetAsync(data.Server, "/sessions/chat-1");
        Assert.Equal("t1", Text(Assert.Single(session.GetProperty("traces").EnumerateArray()), "id"));
        await LangfuseRequests.GetAsync(data.Server, "/sessions/nope", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Observations_of_the_generation_before_are_whole()
    {
        JsonElement call = await LangfuseRequests.GetAsync(data.Server, "/observations/g1");
        Assert.Equal(("gpt-4o-mini", "plain answer", 15), (Text(call, "model"), Text(call, "output"), call.GetProperty("totalTokens").GetInt32()));
        Assert.Equal(0.75m, call.GetProperty("calculatedTotalCost").GetDecimal());
        Assert.Equal(2, (await LangfuseRequests.GetAsync(data.Server, "/observations?type=GENERATION")).GetProperty("meta").GetProperty("totalItems").GetInt32());
        await LangfuseRequests.GetAsync(data.Server, "/observations/nope", HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("name=quality", "c1")]
    [InlineData("dataType=boolean,text", "c4,c3")]
    [InlineData("dataType=NUMERIC&valueMin=0.5&valueMax=0.9", "c1")]
    [InlineData("dataType=CATEGORICAL&value=good,bad", "c2")]
    [InlineData("dataType=BOOLEAN&value=true", "c3")]
    [InlineData("traceId=t1&observationId=g1", "c2")]
    [InlineData("sessionId=chat-1", "c5")]
    [InlineData("source=ANNOTATION", "c4")]
    public async Task Scores_are_found_by_their_parameters(string query, string expected) =>
        Assert.Equal(expected, string.Join(',', (await GetAsync("/v3/scores?" + query)).Select(s => Text(s, "id"))));

    [Fact]
    public async Task A_score_has_one_value_of_its_type_and_groups_on_request()
    {
        Dictionary<string, JsonElement> scores = (await GetAsync("/v3/scores?fields=core,details,subject,annotation")).ToDictionary(s => Text(s, "id")!);
        Assert.Equal(0.8, scores["c1"].GetProperty("value").GetDouble());
        Assert.Equal("good", Text(scores["c2"], "value"));
        Assert.True(scores["c3"].GetProperty("value").GetBoolean());
        Assert.Equal("""{"kind":"observation","id":"g1","traceId":"t1"}""", scores["c2"].GetProperty("subject").GetRawText());
        Assert.Equal("""{"kind":"session","id":"chat-1"}""", scores["c5"].GetProperty("subject").GetRawText());
        Assert.Equal("because", Text(scores["c1"], "comment"));
        Assert.False((await GetAsync("/v3/scores"))[0].TryGetProperty("comment", out _));
        JsonElement before = await LangfuseRequests.GetAsync(data.Server, "/v2/scores/c3");
        Assert.Equal((1, "True", "BOOLEAN"), (before.GetProperty("value").GetInt32(), Text(before, "stringValue"), Text(before, "dataType")));
        Assert.Equal("c1", Text(Assert.Single(await GetAsync("/v2/scores?dataType=NUMERIC&value=0.7&operator=%3E")), "id"));
    }

    [Fact]
    public async Task Metrics_group_and_aggregate()
    {
        JsonElement[] rows = await MetricsAsync("""
            {"view":"observations","dimensions":[{"field":"providedModelName"}],"metrics":[{"measure":"count","aggregation":"count"},{"measure":"totalTokens","aggregation":"sum"},
             {"measure":"latency","aggregation":"max"}],"filters":[{"type":"string","column":"type","operator":"=","value":"GENERATION"}],"orderBy":[{"field":"sum_totalTokens","direction":"desc"}],
             "fromTimestamp":"2026-01-01T00:00:00Z","toTimestamp":"2026-01-02T00:00:00Z"}
            """);
        Assert.Equal(["gpt-4o-mini", "other"], rows.Select(r => Text(r, "providedModelName")));
        Assert.Equal((1, 15, 1250), (rows[0].GetProperty("count_count").GetInt32(), rows[0].GetProperty("sum_totalTokens").GetInt32(), rows[0].GetProperty("max_latency").GetInt32()));
    }

    [Fact]
    public async Task Metrics_have_time_buckets_and_histograms()
    {
        JsonElement[] rows = await MetricsAsync("""
            {"view":"observations","metrics":[{"measure":"count","aggregation":"count"},{"measure":"latency","aggregation":"histogram"}],"timeDimension":{"granularity":"hour"},
             "config":{"bins":2,"row_limit":1},"fromTimestamp":"2026-01-01T00:00:00Z","toTimestamp":"2026-01-02T00:00:00Z"}
            """);
        JsonElement row = Assert.Single(rows);
        Assert.Equal(("2026-01-01T00:00:00.000Z", 5), (Text(row, "time_dimension"), row.GetProperty("count_count").GetInt32()));
        Assert.Equal(2, row.GetProperty("histogram_latency").GetArrayLength());
    }

    [Fact]
    public async Task Metrics_of_scores_and_of_users()
    {
        JsonElement scores = Assert.Single(await MetricsAsync("""
            {"view":"scores-numeric","dimensions":[{"field":"name"}],"metrics":[{"measure":"value","aggregation":"avg"}],"filters":[{"type":"string","column":"name","operator":"=","value":"quality"}],
             "fromTimestamp":"2026-01-01T00:00:00Z","toTimestamp":"2026-01-02T00:00:00Z"}
            """));
        Assert.Equal(0.8m, scores.GetProperty("avg_value").GetDecimal());
        JsonElement[] users = await MetricsAsync("""
            {"view":"observations","dimensions":[{"field":"userId"}],"metrics":[{"measure":"totalCost","aggregation":"sum"}],"orderBy":[{"field":"sum_totalCost","direction":"desc"}],
             "fromTimestamp":"2026-01-01T00:00:00Z","toTimestamp":"2026-01-02T00:00:00Z"}
            """);
        Assert.Equal(("u1", 0.75m), (Text(users[0], "userId"), users[0].GetProperty("sum_totalCost").GetDecimal()));
    }

    [Fact]
    public async Task Metrics_count_the_scores_of_observations_and_group_by_month()
    {
        JsonElement row = Assert.Single(await MetricsAsync("""
            {"view":"observations","dimensions":[{"field":"startTimeMonth"}],"metrics":[{"measure":"countScores","aggregation":"sum"},{"measure":"countScores","aggregation":"max"}],
             "fromTimestamp":"2026-01-01T00:00:00Z","toTimestamp":"2026-01-02T00:00:00Z"}
            """));
        Assert.Equal(("2026-01", 1, 1), (Text(row, "startTimeMonth"), row.GetProperty("sum_countScores").GetInt32(), row.GetProperty("max_countScores").GetInt32()));
    }

    [Theory]
    [InlineData("", 2, 5, 0.75, "gpt-4o-mini 1 1 10 5 15|other 1 1 1 0 1| 3 2 0 0 0")]
    [InlineData("?traceName=other", 1, 2, 0, " 1 1 0 0 0|other 1 1 1 0 1")]
    [InlineData("?tags=red&userId=u1&fromTimestamp=2026-01-01T00:00:00Z", 1, 3, 0.75, "gpt-4o-mini 1 1 10 5 15| 2 1 0 0 0")]
    public async Task Daily_metrics_have_a_row_per_day_with_usage_by_model(string query, int traces, int observations, double cost, string usage)
    {
        JsonElement day = Assert.Single(await GetAsync("/metrics/daily" + query));
        Assert.Equal("2026-01-01", Text(day, "date"));
        Assert.Equal((traces, observations, cost), (day.GetProperty("countTraces").GetInt32(), day.GetProperty("countObservations").GetInt32(), day.GetProperty("totalCost").GetDouble()));
        Assert.Equal(usage.Split('|').Order(StringComparer.Ordinal), day.GetProperty("usage").EnumerateArray().Select(model => string.Join(
            ' ', Text(model, "model"), model.GetProperty("countObservations"), model.GetProperty("countTraces"), model.GetProperty("inputUsage"), model.GetProperty("outputUsage"), model.GetProperty("totalUsage")))
            .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Daily_metrics_are_paged_and_say_that_they_are_deprecated()
    {
        JsonElement answer = await LangfuseRequests.GetAsync(data.Server, "/metrics/daily?limit=1&page=2");
        Assert.Equal((0, 1, 2), (answer.GetProperty("data").GetArrayLength(), answer.GetProperty("meta").GetProperty("totalItems").GetInt32(), answer.GetProperty("meta").GetProperty("page").GetInt32()));
        Assert.True(answer.TryGetProperty("_deprecation", out _));
    }

    private async Task<JsonElement[]> GetAsync(string path) =>
        [.. (await LangfuseRequests.GetAsync(data.Server, path)).GetProperty("data").EnumerateArray()];

    private Task<JsonElement[]> MetricsAsync(string query) => GetAsync("/v2/metrics?query=" + Uri.EscapeDataString(query));

    private static string Escaped(string query) => query.Replace("\"", "%22", StringComparison.Ordinal).Replace("{", "%7B", StringComparison.Ordinal)
        .Replace("}", "%7D", StringComparison.Ordinal).Replace(">", "%3E", StringComparison.Ordinal).Replace("<", "%3C", StringComparison.Ordinal);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    public sealed class Data : IAsyncLifetime
    {
        internal RunningServer Server { get; private set; } = null!;

        internal string PromptId { get; private set; } = "";

        public async Task InitializeAsync()
        {
            Server = await LangfuseRequests.StartServerAsync();
            await LangfuseRequests.PostAsync(Server, "/v2/prompts", """{"name":"answer","type":"text","prompt":"one"}""", HttpStatusCode.Created);
            PromptId = (await LangfuseRequests.PostAsync(Server, "/v2/prompts", """{"name":"answer","type":"text","prompt":"two"}""", HttpStatusCode.Created)).GetProperty("id").GetString()!;
            string[] events =
            [
                Event("trace-create", 0, """{"id":"t1","timestamp":"2026-01-01T00:00:00Z","name":"chat","userId":"u1","sessionId":"chat-1","release":"r1","version":"v1","tags":["red","blue"],"input":{"q":1},"output":"done","metadata":{"k":"v"},"public":true}"""),
                Event("span-create", 0, """{"id":"s1","traceId":"t1","name":"step","startTime":"2026-01-01T00:00:00Z","endTime":"2026-01-01T00:00:04Z"}"""),
                Event("generation-create", 1, $$$"""{"id":"g1","traceId":"t1","parentObservationId":"s1","name":"call","startTime":"2026-01-01T00:00:01.250Z","endTime":"2026-01-01T00:00:02.500Z","completionStartTime":"2026-01-01T00:00:01.750Z","input":[{"role":"user","content":"hi"}],"output":"plain answer","model":"gpt-4o-mini","modelParameters":{"temperature":0.5},"usage":{"promptTokens":10,"completionTokens":5,"totalTokens":15},"costDetails":{"input":0.25,"output":0.5,"total":0.75},"promptName":"answer","promptVersion":2,"level":"WARNING","statusMessage":"slow","environment":"prod","metadata":{"team":"a","nested":{"a":1},"long":"{{{new string('x', 300)}}}"}}"""),
                Event("tool-create", 3, """{"id":"o3","traceId":"t1","parentObservationId":"s1","name":"tool","startTime":"2026-01-01T00:00:03Z","endTime":"2026-01-01T00:00:03.5Z"}"""),
                Event("trace-create", 10, """{"id":"t2","timestamp":"2026-01-01T00:00:10Z","name":"other","userId":"u2"}"""),
                Event("event-create", 10, """{"id":"x1","traceId":"t2","name":"moment","startTime":"2026-01-01T00:00:10Z","environment":"dev"}"""),
                Event("generation-create", 11, """{"id":"x2","traceId":"t2","parentObservationId":"x1","name":"call","startTime":"2026-01-01T00:00:11Z","endTime":"2026-01-01T00:00:12Z","model":"other","usageDetails":{"input":1}}"""),
                Event("score-create", 20, """{"id":"c1","traceId":"t1","name":"quality","value":0.8,"comment":"because"}"""),
                Event("score-create", 21, """{"id":"c2","traceId":"t1","observationId":"g1","name":"kind","value":"good"}"""),
                Event("score-create", 22, """{"id":"c3","traceId":"t1","name":"right","value":1,"dataType":"BOOLEAN"}"""),
                Event("score-create", 23, """{"id":"c4","traceId":"t1","name":"note","value":"long text","dataType":"TEXT","source":"ANNOTATION"}"""),
                Event("score-create", 24, """{"id":"c5","sessionId":"chat-1","name":"mood","value":0.1}"""),
            ];
            JsonElement answer = await LangfuseRequests.PostAsync(Server, "/ingestion", $$"""{"batch":[{{string.Join(',', events)}}]}""", HttpStatusCode.MultiStatus);
            Assert.Equal(0, answer.GetProperty("errors").GetArrayLength());
        }

        public async Task DisposeAsync() => await Server.DisposeAsync();

        private static string Event(string type, int second, string body) =>
            $$"""{"id":"{{Guid.NewGuid()}}","type":"{{type}}","timestamp":"2026-01-01T00:00:{{second:00}}Z","body":""" + body + "}";
    }
}
