using System.Net;
using System.Text.Json;
using Tta.Model;

namespace Tta.Server.Tests.Langfuse;

public sealed class LangfuseIngestionTests
{
    [Fact]
    public async Task Each_event_has_its_own_outcome()
    {
        await using RunningServer server = await LangfuseRequests.StartServerAsync();
        JsonElement answer = await IngestAsync(server, """
            {"id":"e1","type":"trace-create","timestamp":"2026-01-01T00:00:00Z","body":{"id":"t1","name":"chat","userId":"u1","tags":["b","a"]}},
            {"id":"e2","type":"no-such-type","timestamp":"2026-01-01T00:00:00Z","body":{}},
            {"id":"e3","type":"span-create","timestamp":"yesterday","body":{"id":"s1"}},
            {"id":"e4","type":"generation-create","timestamp":"2026-01-01T00:00:01Z","body":{"traceId":"t1"}},
            {"id":"e5","type":"score-create","timestamp":"2026-01-01T00:00:02Z","body":{"traceId":"t1","name":"ok","value":2,"dataType":"BOOLEAN"}},
            {"id":"e6","type":"sdk-log","timestamp":"2026-01-01T00:00:02Z","body":{"log":"x"}},
            {"id":"e7","type":"span-create","timestamp":"2026-01-01T00:00:02Z","body":{"id":"s7","traceId":"t1","level":"BAD"}}
            """);
        Assert.Equal(["e1", "e6"], Ids(answer, "successes"));
        Assert.Equal(["e2", "e3", "e4", "e5", "e7"], Ids(answer, "errors"));
        Assert.All(answer.GetProperty("errors").EnumerateArray(), e => Assert.Equal((400, "Invalid request data"), (e.GetProperty("status").GetInt32(), e.GetProperty("message").GetString())));
        Assert.StartsWith("level: expected", answer.GetProperty("errors")[4].GetProperty("error").GetString(), StringComparison.Ordinal);
        LlmTrace trace = (await server.Host.Composition.Stores.Llm.TraceAsync("t1", CancellationToken.None))!;
        Assert.Equal(("chat", "u1"), (trace.Name, trace.UserId));
    }

    [Fact]
    public async Task Updates_are_merged_and_null_overwrites_nothing()
    {
        await using RunningServer server = await LangfuseRequests.StartServerAsync();
        await IngestAsync(server, """
            {"id":"e2","type":"generation-update","timestamp":"2026-01-01T00:00:02Z","body":{"id":"g1","traceId":"t1","endTime":"2026-01-01T00:00:02.5Z","output":{"role":"assistant"},"name":null,
              "usage":{"promptTokens":10,"completionTokens":4,"totalTokens":14},"metadata":{"b":{"y":2}}}},
            {"id":"e1","type":"generation-create","timestamp":"2026-01-01T00:00:01Z","body":{"id":"g1","traceId":"t1","name":"call","startTime":"2026-01-01T00:00:01.250Z","input":"hi",
              "model":"gpt-4o","modelParameters":{"temperature":0.5},"metadata":{"a":1,"b":{"x":1}},"promptName":"p","promptVersion":3,"environment":"Prod"}},
            {"id":"e1","type":"generation-create","timestamp":"2026-01-01T00:00:09Z","body":{"id":"g1","traceId":"t1","name":"sent twice"}}
            """);
        LlmObservation call = (await server.Host.Composition.Stores.Llm.ObservationAsync("g1", "t1", CancellationToken.None))!;
        Assert.Equal(("call", "hi", "{\"role\":\"assistant\"}", "gpt-4o"), (call.Name, call.InputJson, call.OutputJson, call.Model));
        Assert.Equal((1_250_000_000L, "p", 3, "prod"), (call.LatencyNs, call.PromptName, call.PromptVersion, call.Environment));
        Assert.Equal((10, 4, 14), (call.InputTokens, call.OutputTokens, call.TotalTokens));
        JsonElement read = await LangfuseRequests.GetAsync(server, "/observations/g1");
        Assert.Equal(
            ("0.000065", "0.0000025", "0.00001"),
            (read.GetProperty("calculatedTotalCost").GetRawText(), read.GetProperty("inputPrice").GetRawText(), read.GetProperty("outputPrice").GetRawText()));
        using JsonDocument metadata = JsonDocument.Parse(call.MetadataJson!);
        Assert.Equal(1, metadata.RootElement.GetProperty("a").GetInt32());
        Assert.Equal(3, metadata.RootElement.GetProperty("b").GetProperty("x").GetInt32() + metadata.RootElement.GetProperty("b").GetProperty("y").GetInt32());
    }

    [Fact]
    public async Task The_model_of_a_call_is_one_of_the_list_of_models()
    {
        await using RunningServer server = await LangfuseRequests.StartServerAsync();
        JsonElement own = await LangfuseRequests.PostAsync(server, "/models", """{"modelName":"ours","matchPattern":"(?i)^ours-v\\d$","unit":"TOKENS","inputPrice":0.5}""");
        await IngestAsync(server, """
            {"id":"e1","type":"generation-create","timestamp":"2026-01-01T00:00:01Z","body":{"id":"priced","traceId":"t1","model":"gpt-4o-2024-08-06","usage":{"input":1}}},
            {"id":"e2","type":"generation-create","timestamp":"2026-01-01T00:00:01Z","body":{"id":"uncounted","traceId":"t1","model":"gpt-4o"}},
            {"id":"e3","type":"generation-create","timestamp":"2026-01-01T00:00:01Z","body":{"id":"own","traceId":"t1","model":"ours-v2","usage":{"input":1}}},
            {"id":"e4","type":"generation-create","timestamp":"2026-01-01T00:00:01Z","body":{"id":"unknown","traceId":"t1","model":"nobody's","usage":{"input":1}}}
            """);

        Dictionary<string, string?> ids = [];
        foreach (JsonElement call in (await LangfuseRequests.GetAsync(server, "/v2/observations?traceId=t1&fields=core,model")).GetProperty("data").EnumerateArray())
        {
            ids.Add(call.GetProperty("id").GetString()!, call.GetProperty("internalModelId").GetString());
        }

        Assert.Equal(own.GetProperty("id").GetString(), ids["own"]);
        Assert.Null(ids["unknown"]);
        Assert.Equal("gpt-4o", (await LangfuseRequests.GetAsync(server, $"/models/{ids["uncounted"]}")).GetProperty("modelName").GetString());
        JsonElement priced = await LangfuseRequests.GetAsync(server, "/observations/priced");
        JsonElement model = await LangfuseRequests.GetAsync(server, $"/models/{priced.GetProperty("modelId").GetString()}");
        Assert.Equal("gpt-4o-2024-08-06", model.GetProperty("modelName").GetString());
        Assert.Equal(model.GetProperty("pricingTiers")[0].GetProperty("id").GetString(), priced.GetProperty("usagePricingTierId").GetString());
    }

    [Theory]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":7,"total_tokens":17,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":9}}""", "input=6,input_cached_tokens=4,output=0,output_reasoning_tokens=9,total=17")]
    [InlineData("""{"input_tokens":10,"output_tokens":7,"total_tokens":17,"input_tokens_details":null}""", "input=10,output=7,total=17")]
    [InlineData("""{"input":"12","output":3,"bad":-1,"half":0.5,"text":"x"}""", "input=12,output=3,total=15")]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":7,"total_tokens":17,"more":1}""", "completion_tokens=7,more=1,prompt_tokens=10,total_tokens=17")]
    public async Task Usage_comes_in_several_shapes(string details, string expected)
    {
        await using RunningServer server = await LangfuseRequests.StartServerAsync();
        await IngestAsync(server, $$$"""{"id":"e1","type":"generation-create","timestamp":"2026-01-01T00:00:01Z","body":{"id":"g1","traceId":"t1","usageDetails":{{{details}}}}}""");
        LlmObservation call = (await server.Host.Composition.Stores.Llm.ObservationAsync("g1", "t1", CancellationToken.None))!;
        string actual = string.Join(',', call.UsageDetails.Where(u => expected.Contains("total=", StringComparison.Ordinal) || u.Key != "total")
            .OrderBy(u => u.Key, StringComparer.Ordinal).Select(u => $"{u.Key}={u.Value}"));
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData("""{"traceId":"t1","name":"s","value":0.5}""", LlmScoreDataType.Numeric)]
    [InlineData("""{"traceId":"t1","name":"s","value":"good"}""", LlmScoreDataType.Categorical)]
    [InlineData("""{"traceId":"t1","name":"s","value":1,"dataType":"BOOLEAN"}""", LlmScoreDataType.Boolean)]
    [InlineData("""{"sessionId":"x","name":"s","value":"long","dataType":"TEXT"}""", LlmScoreDataType.Text)]
    [InlineData("""{"traceId":"t1","value":"as it should be","dataType":"CORRECTION"}""", LlmScoreDataType.Correction)]
    public async Task Scores_say_what_they_are_or_it_follows_from_the_value(string body, LlmScoreDataType expected)
    {
        await using RunningServer server = await LangfuseRequests.StartServerAsync();
        string id = (await LangfuseRequests.PostAsync(server, "/scores", body)).GetProperty("id").GetString()!;
        Assert.Equal(expected, (await server.Host.Composition.Stores.Llm.ScoreAsync(id, CancellationToken.None))!.DataType);
        await LangfuseRequests.DeleteAsync(server, "/scores/" + id, HttpStatusCode.Accepted);
        Assert.Null(await server.Host.Composition.Stores.Llm.ScoreAsync(id, CancellationToken.None));
    }

    [Theory]
    [InlineData("""{"traceId":"t1","value":1}""", "name: required")]
    [InlineData("""{"name":"s","value":1}""", "traceId, sessionId, datasetRunId: one of them is required")]
    [InlineData("""{"traceId":"t1","name":"s","value":"x","dataType":"NUMERIC"}""", "value: expected a number for NUMERIC")]
    [InlineData("""{"traceId":"t1","name":"s","value":"","dataType":"TEXT"}""", "value: expected a string of 1 to 500 characters for TEXT")]
    [InlineData("""{"sessionId":"t1","name":"s","observationId":"o","value":1}""", "observationId: needs traceId")]
    [InlineData("""{"sessionId":"t1","value":"x","dataType":"CORRECTION"}""", "sessionId, datasetRunId: a correction is of a trace or an observation")]
    [InlineData("[]", "the body must be a JSON object")]
    public async Task A_score_that_cannot_be_is_refused(string body, string message)
    {
        await using RunningServer server = await LangfuseRequests.StartServerAsync();
        JsonElement answer = await LangfuseRequests.PostAsync(server, "/scores", body, HttpStatusCode.BadRequest);
        Assert.Equal(message, answer.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_score_with_a_configuration_is_what_the_configuration_says()
    {
        await using RunningServer server = await LangfuseRequests.StartServerAsync();
        string grade = await ConfigAsync(server, """{"name":"grade","dataType":"CATEGORICAL","categories":[{"label":"good","value":1},{"label":"bad","value":0}]}""");
        string quality = await ConfigAsync(server, """{"name":"quality","dataType":"NUMERIC","minValue":0,"maxValue":1}""");
        string id = (await LangfuseRequests.PostAsync(server, "/scores", $$"""{"traceId":"t1","configId":"{{grade}}","value":"good"}""")).GetProperty("id").GetString()!;
        LlmScore score = (await server.Host.Composition.Stores.Llm.ScoreAsync(id, CancellationToken.None))!;
        Assert.Equal(("grade", "good", 1d, LlmScoreDataType.Categorical), (score.Name, score.Text, score.Number, score.DataType));

        foreach ((string body, string message) in ((string, string)[])
            [
                ($$"""{"traceId":"t1","configId":"{{grade}}","value":"fair"}""", "value: not one of the categories of the score configuration"),
                ($$"""{"traceId":"t1","configId":"{{quality}}","value":1.5}""", "value: the score configuration allows 0 to 1"),
                ($$"""{"traceId":"t1","configId":"{{quality}}","name":"other","value":1}""", "name: the score configuration says quality"),
                ($$"""{"traceId":"t1","configId":"{{quality}}","dataType":"BOOLEAN","value":1}""", "dataType: the score configuration says NUMERIC"),
                ("""{"traceId":"t1","configId":"none","name":"x","value":1}""", "configId: there is no such score configuration"),
            ])
        {
            Assert.Equal(message, (await LangfuseRequests.PostAsync(server, "/scores", body, HttpStatusCode.BadRequest)).GetProperty("message").GetString());
        }
    }

    [Fact]
    public async Task Halves_of_characters_break_nothing()
    {
        await using RunningServer server = await LangfuseRequests.StartServerAsync();
        JsonElement answer = await IngestAsync(server, """
            {"id":"e1","type":"generation-create","timestamp":"2026-01-01T00:00:01Z","body":{"id":"g1","traceId":"t1","name":"cut \ud83d","input":{"text":"cut \ud83d","whole":"\ud83d\ude80"},
              "output":"{\"text\":\"cut \\ud83d\"}","metadata":{"k\udc00":"v"}}}
            """);
        Assert.Equal(["e1"], Ids(answer, "successes"));
        JsonElement call = await LangfuseRequests.GetAsync(server, "/observations/g1");
        Assert.Equal(("cut \ufffd", "🚀"), (call.GetProperty("input").GetProperty("text").GetString(), call.GetProperty("input").GetProperty("whole").GetString()));
        Assert.Equal("cut \ufffd", call.GetProperty("output").GetProperty("text").GetString());
        await LangfuseRequests.GetAsync(server, "/v2/observations?fields=io,metadata");
        await server.GetAsync("ui", "/api/tta/v1/llm/calls/t1/g1");
    }

    [Theory]
    [InlineData("""{"batch":1}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"batch":[""", HttpStatusCode.BadRequest)]
    [InlineData("""{"batch":[]}""", HttpStatusCode.MultiStatus)]
    public async Task Only_a_body_that_is_no_batch_is_refused_as_a_whole(string body, HttpStatusCode expected)
    {
        await using RunningServer server = await LangfuseRequests.StartServerAsync();
        await LangfuseRequests.PostAsync(server, "/ingestion", body, expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    public async Task An_empty_body_is_said_to_be_empty(string body)
    {
        await using RunningServer server = await LangfuseRequests.StartServerAsync();
        JsonElement answer = await LangfuseRequests.PostAsync(server, "/ingestion", body, HttpStatusCode.BadRequest);
        Assert.Equal("the body is empty: expected {\"batch\": [...]}", answer.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_batch_beyond_the_limit_names_the_limit()
    {
        await using RunningServer server = await RunningServer.StartAsync(o => o with { Limits = o.Limits with { MaxLangfuseBatchBytes = 100 } });
        JsonElement answer = await LangfuseRequests.PostAsync(server, "/ingestion", $$$"""{"batch":[{"id":"{{{new string('x', 200)}}}"}]}""", HttpStatusCode.RequestEntityTooLarge);
        Assert.Contains("limits.max_langfuse_batch_bytes", answer.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static async Task<string> ConfigAsync(RunningServer server, string body) =>
        (await LangfuseRequests.PostAsync(server, "/score-configs", body)).GetProperty("id").GetString()!;

    private static Task<JsonElement> IngestAsync(RunningServer server, string events) =>
        LangfuseRequests.PostAsync(server, "/ingestion", $$$"""{"batch":[{{{events}}}],"metadata":{"sdk_name":"langfuse-js"}}""", HttpStatusCode.MultiStatus);

    private static string[] Ids(JsonElement answer, string list) => [.. answer.GetProperty(list).EnumerateArray().Select(e => e.GetProperty("id").GetString()!)];
}
