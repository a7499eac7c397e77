using System.Net;
using System.Text;
using System.Text.Json;

namespace Tta.Server.Tests.Langfuse.Registry;

/// <summary>Score configurations, models, comments and annotation queues.</summary>
public sealed class ManageApiTests
{
    [Fact]
    public async Task Score_configs_are_made_changed_and_checked()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonElement numeric = await LangfuseRequests.PostAsync(server, "/score-configs", """{"name":"quality","dataType":"NUMERIC","minValue":0,"maxValue":1}""");
        JsonElement boolean = await LangfuseRequests.PostAsync(server, "/score-configs", """{"name":"ok","dataType":"BOOLEAN"}""");
        Assert.Equal("""[{"label":"True","value":1},{"label":"False","value":0}]""", boolean.GetProperty("categories").GetRawText());
        string id = numeric.GetProperty("id").GetString()!;
        JsonElement changed = await PromptsApiTests.PatchAsync(server, $"/score-configs/{id}", """{"isArchived":true,"description":"d"}""");
        Assert.True(changed.GetProperty("isArchived").GetBoolean());
        Assert.Equal(changed.GetRawText(), (await LangfuseRequests.GetAsync(server, $"/score-configs/{id}")).GetRawText());
        Assert.Equal(2, (await LangfuseRequests.GetAsync(server, "/score-configs")).GetProperty("meta").GetProperty("totalItems").GetInt32());

        await PromptsApiTests.PatchAsync(server, $"/score-configs/{id}", """{"maxValue":-1}""", HttpStatusCode.BadRequest);
        await PromptsApiTests.PatchAsync(server, $"/score-configs/{id}", "{}", HttpStatusCode.BadRequest);
        await PromptsApiTests.PatchAsync(server, "/score-configs/none", """{"maxValue":1}""", HttpStatusCode.NotFound);
        foreach (string bad in (string[])
            [
                """{"name":"a","dataType":"OTHER"}""", """{"name":"a&b","dataType":"NUMERIC"}""", """{"name":"a","dataType":"NUMERIC","minValue":1,"maxValue":1}""",
                """{"name":"a","dataType":"CATEGORICAL"}""", """{"name":"a","dataType":"CATEGORICAL","categories":[{"label":"x","value":1},{"label":"y","value":1}]}""",
                """{"name":"a","dataType":"BOOLEAN","categories":[]}""", """{"name":"a","dataType":"TEXT","minValue":1}""",
            ])
        {
            await LangfuseRequests.PostAsync(server, "/score-configs", bad, HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task Models_are_those_of_the_price_list_and_the_own_ones()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonElement list = await LangfuseRequests.GetAsync(server, "/models?limit=100&page=2");
        Assert.Equal(167, list.GetProperty("meta").GetProperty("totalItems").GetInt32());
        Assert.Equal(67, list.GetProperty("data").GetArrayLength());
        JsonElement first = (await LangfuseRequests.GetAsync(server, "/models?limit=1")).GetProperty("data")[0];
        Assert.True(first.GetProperty("isLangfuseManaged").GetBoolean());
        Assert.True(first.GetProperty("pricingTiers").GetArrayLength() > 0);
        Assert.Equal(first.GetRawText(), (await LangfuseRequests.GetAsync(server, $"/models/{first.GetProperty("id")}")).GetRawText());
        await LangfuseRequests.DeleteAsync(server, $"/models/{first.GetProperty("id")}", HttpStatusCode.NotFound);

        JsonElement flat = await LangfuseRequests.PostAsync(
            server, "/models", """{"modelName":"mine","matchPattern":"(?i)^mine$","unit":"TOKENS","inputPrice":0.000001,"outputPrice":2e-6,"startDate":"2026-01-01T00:00:00Z"}""");
        Assert.Equal("""{"input":{"price":0.000001},"output":{"price":2e-6}}""", flat.GetProperty("prices").GetRawText());
        Assert.Equal("2e-6", flat.GetProperty("outputPrice").GetRawText());
        Assert.Equal(JsonValueKind.Null, flat.GetProperty("totalPrice").ValueKind);
        Assert.Equal("Standard", flat.GetProperty("pricingTiers")[0].GetProperty("name").GetString());
        await LangfuseRequests.PostAsync(server, "/models", """{"modelName":"mine","matchPattern":"x","unit":"TOKENS","totalPrice":1}""", HttpStatusCode.BadRequest);

        JsonElement tiered = await LangfuseRequests.PostAsync(server, "/models", """
            {"modelName":"tiered","matchPattern":"^t$","unit":"TOKENS","pricingTiers":[
              {"name":"Standard","isDefault":true,"priority":0,"conditions":[],"prices":{"input":1e-6}},
              {"name":"Long","isDefault":false,"priority":1,"conditions":[{"usageDetailPattern":"^input","operator":"gt","value":1000}],"prices":{"input":2e-6}},
              {"name":"Fast","priority":2,"conditions":[{"source":"model_parameters","key":"speed","operator":"in","values":["fast"]}],"prices":{"input":3e-6}}]}
            """);
        Assert.Equal(3, tiered.GetProperty("pricingTiers").GetArrayLength());
        Assert.Equal(169, (await LangfuseRequests.GetAsync(server, "/models")).GetProperty("meta").GetProperty("totalItems").GetInt32());
        JsonElement deleted = await LangfuseRequests.DeleteAsync(server, $"/models/{flat.GetProperty("id")}");
        Assert.Equal("Model successfully deleted", deleted.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Calls_cost_what_the_own_model_says_until_it_is_deleted()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonElement model = await LangfuseRequests.PostAsync(
            server, "/models", """{"modelName":"gpt-4o","matchPattern":"(?i)^gpt-4o$","unit":"TOKENS","inputPrice":0.5,"outputPrice":0.25}""");
        await ReportCallAsync(server, "own");
        await LangfuseRequests.DeleteAsync(server, $"/models/{model.GetProperty("id")}");
        await ReportCallAsync(server, "listed");
        Assert.Equal(12.5m, await CostAsync(server, "own"));
        Assert.Equal(0.000150m, await CostAsync(server, "listed"));
    }

    [Fact]
    public async Task A_model_with_a_start_prices_the_calls_that_began_after_it_and_the_newest_start_wins()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        DateTimeOffset now = DateTimeOffset.UtcNow;
        string start = now.AddHours(-1).ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        string later = now.AddHours(1).ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        await LangfuseRequests.PostAsync(server, "/models", $$"""{"modelName":"new","matchPattern":"^m$","unit":"TOKENS","inputPrice":2,"startDate":"{{start}}"}""");
        await LangfuseRequests.PostAsync(server, "/models", $$"""{"modelName":"next","matchPattern":"^m$","unit":"TOKENS","inputPrice":3,"startDate":"{{later}}"}""");
        await LangfuseRequests.PostAsync(server, "/models", """{"modelName":"old","matchPattern":"^m$","unit":"TOKENS","inputPrice":1}""");
        await ReportCallAsync(server, "after", "m", now.AddMinutes(-30));
        await ReportCallAsync(server, "before", "m", now.AddHours(-2));
        Assert.Equal(20, await CostAsync(server, "before"));
        Assert.Equal(40, await CostAsync(server, "after"));
    }

    [Theory]
    [InlineData("""{"matchPattern":"x","unit":"TOKENS","inputPrice":1}""")]
    [InlineData("""{"modelName":"m","matchPattern":"(","unit":"TOKENS","inputPrice":1}""")]
    [InlineData("""{"modelName":"m","matchPattern":"(a)\\1","unit":"TOKENS","inputPrice":1}""")]
    [InlineData("""{"modelName":"m","matchPattern":"x","unit":"BYTES","inputPrice":1}""")]
    [InlineData("""{"modelName":"m","matchPattern":"x","unit":"TOKENS"}""")]
    [InlineData("""{"modelName":"m","matchPattern":"x","unit":"TOKENS","inputPrice":-1}""")]
    [InlineData("""{"modelName":"m","matchPattern":"x","unit":"TOKENS","inputPrice":1,"totalPrice":1}""")]
    [InlineData("""{"modelName":"m","matchPattern":"x","unit":"TOKENS","inputPrice":1,"pricingTiers":[{"name":"a","isDefault":true,"priority":0,"conditions":[],"prices":{"input":1}}]}""")]
    [InlineData("""{"modelName":"m","matchPattern":"x","unit":"TOKENS","pricingTiers":[{"name":"a","priority":0,"conditions":[],"prices":{"input":1}}]}""")]
    [InlineData("""{"modelName":"m","matchPattern":"x","unit":"TOKENS","pricingTiers":[{"name":"a","isDefault":true,"priority":1,"conditions":[],"prices":{"input":1}}]}""")]
    [InlineData("""{"modelName":"m","matchPattern":"x","unit":"TOKENS","pricingTiers":[{"name":"a","isDefault":true,"priority":0,"conditions":[],"prices":{}}]}""")]
    [InlineData("""{"modelName":"m","matchPattern":"x","unit":"TOKENS","pricingTiers":[{"name":"a","isDefault":true,"priority":0,"conditions":[],"prices":{"input":1}},{"name":"b","priority":1,"conditions":[],"prices":{"input":1}}]}""")]
    [InlineData("""{"modelName":"m","matchPattern":"x","unit":"TOKENS","pricingTiers":[{"name":"a","isDefault":true,"priority":0,"conditions":[],"prices":{"input":1}},{"name":"b","priority":1,"conditions":[{"usageDetailPattern":"x","operator":"gt","value":1}],"prices":{"output":1}}]}""")]
    [InlineData("""{"modelName":"m","matchPattern":"x","unit":"TOKENS","pricingTiers":[{"name":"a","isDefault":true,"priority":0,"conditions":[],"prices":{"input":1}},{"name":"b","priority":1,"conditions":[{"usageDetailPattern":"x","operator":"over","value":1}],"prices":{"input":1}}]}""")]
    public async Task Models_that_make_no_sense_are_refused(string body)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await LangfuseRequests.PostAsync(server, "/models", body, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Comments_are_about_what_exists()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonElement prompt = await LangfuseRequests.PostAsync(server, "/v2/prompts", """{"name":"p","prompt":"x"}""", HttpStatusCode.Created);
        string promptId = prompt.GetProperty("id").GetString()!;
        JsonElement made = await LangfuseRequests.PostAsync(
            server, "/comments", $$"""{"projectId":"tta","objectType":"PROMPT","objectId":"{{promptId}}","content":" good ","authorUserId":"me"}""");
        JsonElement comment = await LangfuseRequests.GetAsync(server, $"/comments/{made.GetProperty("id")}");
        Assert.Equal("good", comment.GetProperty("content").GetString());
        Assert.Equal(1, (await LangfuseRequests.GetAsync(server, $"/comments?objectType=PROMPT&objectId={promptId}&authorUserId=me")).GetProperty("data").GetArrayLength());
        Assert.Equal(0, (await LangfuseRequests.GetAsync(server, "/comments?objectType=TRACE")).GetProperty("data").GetArrayLength());
        await LangfuseRequests.GetAsync(server, $"/comments?objectId={promptId}", HttpStatusCode.BadRequest);
        await LangfuseRequests.GetAsync(server, "/comments/none", HttpStatusCode.NotFound);
        foreach (string type in (string[])["TRACE", "OBSERVATION", "SESSION", "PROMPT"])
        {
            await LangfuseRequests.PostAsync(
                server, "/comments", $$"""{"projectId":"tta","objectType":"{{type}}","objectId":"none","content":"x"}""", HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task Queues_hold_what_is_to_be_judged()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string config = (await LangfuseRequests.PostAsync(server, "/score-configs", """{"name":"q","dataType":"NUMERIC"}""")).GetProperty("id").GetString()!;
        await LangfuseRequests.PostAsync(server, "/annotation-queues", """{"name":"review","scoreConfigIds":["none"]}""", HttpStatusCode.BadRequest);
        JsonElement queue = await LangfuseRequests.PostAsync(server, "/annotation-queues", $$"""{"name":"review","scoreConfigIds":["{{config}}"]}""");
        string path = $"/annotation-queues/{queue.GetProperty("id")}";
        Assert.Equal(queue.GetRawText(), (await LangfuseRequests.GetAsync(server, path)).GetRawText());
        await LangfuseRequests.PostAsync(server, "/annotation-queues", $$"""{"name":"review","scoreConfigIds":["{{config}}"]}""", HttpStatusCode.BadRequest);

        JsonElement item = await LangfuseRequests.PostAsync(server, path + "/items", """{"objectId":"t","objectType":"TRACE"}""");
        string itemPath = $"{path}/items/{item.GetProperty("id")}";
        Assert.Equal("PENDING", item.GetProperty("status").GetString());
        JsonElement done = await PromptsApiTests.PatchAsync(server, itemPath, """{"status":"COMPLETED"}""");
        Assert.NotEqual(JsonValueKind.Null, done.GetProperty("completedAt").ValueKind);
        Assert.Equal(0, (await LangfuseRequests.GetAsync(server, path + "/items?status=PENDING")).GetProperty("data").GetArrayLength());
        Assert.Equal(1, (await LangfuseRequests.GetAsync(server, path + "/items?status=COMPLETED")).GetProperty("data").GetArrayLength());
        JsonElement assigned = await LangfuseRequests.PostAsync(server, path + "/assignments", """{"userId":"u"}""");
        Assert.Equal("u", assigned.GetProperty("userId").GetString());
        using HttpResponseMessage unassigned = await LangfuseRequests.SendAsync(
            server, HttpMethod.Delete, path + "/assignments", new StringContent("""{"userId":"u"}""", Encoding.UTF8, "application/json"));
        Assert.Equal("""{"success":true}""", await unassigned.Content.ReadAsStringAsync());
        await LangfuseRequests.DeleteAsync(server, itemPath);
        await LangfuseRequests.GetAsync(server, itemPath, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Imported_price_lists_go_before_the_shipped_one_and_behind_own_models()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string file = Path.Combine(Directory.CreateTempSubdirectory("tta-prices-").FullName, "prices.json");
        await File.WriteAllTextAsync(file, """{"sample_spec":{},"gpt-4o":{"input_cost_per_token":1,"output_cost_per_token":2},"other":{"mode":"chat"}}""");
        Assert.Equal(0, await TtaAsync(server, "prices", "import", file, "--name", "contract 1"));
        JsonElement list = Assert.Single(JsonDocument.Parse(await server.GetAsync("ui", "/api/tta/v1/price-lists")).RootElement.GetProperty("lists").EnumerateArray());
        Assert.Equal(("contract 1", "litellm", 1), (list.GetProperty("name").GetString(), list.GetProperty("format").GetString(), list.GetProperty("modelCount").GetInt32()));
        await ReportCallAsync(server, "imported");
        await LangfuseRequests.PostAsync(server, "/models", """{"modelName":"mine","matchPattern":"gpt-4o","unit":"TOKENS","inputPrice":3}""");
        await ReportCallAsync(server, "own");
        Assert.Equal(0, await TtaAsync(server, "prices", "list"));
        Assert.Equal(0, await TtaAsync(server, "prices", "remove", "contract 1"));
        Assert.Equal(1, await TtaAsync(server, "prices", "remove", "contract 1"));
        await File.WriteAllTextAsync(file, "[1]");
        Assert.Equal(1, await TtaAsync(server, "prices", "import", file));
        Assert.Equal(1, await TtaAsync(server, "prices", "import", file + ".none"));
        Assert.Equal(40, await CostAsync(server, "imported"));
        Assert.Equal(60, await CostAsync(server, "own"));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    private static Task<int> TtaAsync(RunningServer server, params string[] arguments) =>
        Tta.Server.Cli.CommandLine.RunAsync([.. arguments, "--url", server.Url("ui", "").ToString()]);

    private static async Task ReportCallAsync(RunningServer server, string id, string model = "gpt-4o", DateTimeOffset? began = null)
    {
        string now = (began ?? DateTimeOffset.UtcNow).ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        await LangfuseRequests.PostAsync(
            server,
            "/ingestion",
            $$$"""
            {"batch":[{"id":"e-{{{id}}}","timestamp":"{{{now}}}","type":"generation-create",
              "body":{"id":"{{{id}}}","traceId":"t","startTime":"{{{now}}}","model":"{{{model}}}","usageDetails":{"input":20,"output":10} } } ] }
            """,
            HttpStatusCode.MultiStatus);
    }

    private static async Task<decimal?> CostAsync(RunningServer server, string id) =>
        (await server.Host.Composition.Stores.Llm.ObservationAsync(id, "t", CancellationToken.None))!.TotalCost;

    [Fact]
    public async Task Without_keys_nothing_is_told()
    {
        await using RunningServer server = await RunningServer.StartAsync(options => options with { Token = "token" });
        foreach (string path in (string[])["v2/prompts", "v2/datasets", "dataset-items", "score-configs", "models", "comments", "annotation-queues", "media/x"])
        {
            using HttpResponseMessage answer = await server.Client.GetAsync(server.Url("ui", "/api/public/" + path));
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }
}
