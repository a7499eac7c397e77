using System.Net;
using System.Text;
using System.Text.Json;

namespace Tta.Server.Tests.Langfuse.Registry;

public sealed class PromptsApiTests
{
    [Fact]
    public async Task A_prompt_is_made_in_versions_and_read_by_label_and_version()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonElement first = await CreateAsync(server, """{"name":"folder/greet 100%","prompt":"Hi {{name}}","labels":["production"],"tags":["t"],"config":{"temperature":0.70},"commitMessage":"first"}""");
        Assert.Equal(["production", "latest"], Texts(first.GetProperty("labels")));
        await CreateAsync(server, """{"name":"folder/greet 100%","type":"text","prompt":"Hello","labels":["staging"]}""");

        const string Path = "/v2/prompts/folder%2Fgreet%20100%25";
        JsonElement production = await LangfuseRequests.GetAsync(server, Path);
        Assert.Equal(1, production.GetProperty("version").GetInt32());
        Assert.Equal("""{"temperature":0.70}""", production.GetProperty("config").GetRawText());
        Assert.Equal("first", production.GetProperty("commitMessage").GetString());
        Assert.True(production.GetProperty("isActive").GetBoolean());
        Assert.Equal(JsonValueKind.Null, production.GetProperty("resolutionGraph").ValueKind);
        Assert.Equal("Hello", (await LangfuseRequests.GetAsync(server, Path + "?label=latest")).GetProperty("prompt").GetString());
        Assert.Equal("Hello", (await LangfuseRequests.GetAsync(server, Path + "?version=2")).GetProperty("prompt").GetString());

        JsonElement missing = await LangfuseRequests.GetAsync(server, Path + "?label=none", HttpStatusCode.NotFound);
        Assert.Equal("LangfuseNotFoundError", missing.GetProperty("error").GetString());
        Assert.Equal("Prompt not found: 'folder/greet 100%' with label 'none'", missing.GetProperty("message").GetString());
        await LangfuseRequests.GetAsync(server, Path + "?label=a&version=1", HttpStatusCode.BadRequest);
        await LangfuseRequests.GetAsync(server, "/v2/prompts/folder%252Fgreet%20100%25", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Labels_move_and_versions_are_deleted()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await CreateAsync(server, """{"name":"a/b","prompt":"1","labels":["production"]}""");
        await CreateAsync(server, """{"name":"a/b","prompt":"2"}""");
        JsonElement moved = await PatchAsync(server, "/v2/prompts/a%2Fb/versions/2", """{"newLabels":["production","x"]}""");
        Assert.Equal(["latest", "production", "x"], Texts(moved.GetProperty("labels")).Order());
        Assert.Equal("2", (await LangfuseRequests.GetAsync(server, "/v2/prompts/a%2Fb")).GetProperty("prompt").GetString());
        await PatchAsync(server, "/v2/prompts/a%2Fb/versions/2", """{"newLabels":["latest"]}""", HttpStatusCode.BadRequest);
        await PatchAsync(server, "/v2/prompts/a%2Fb/versions/3", """{"newLabels":["x"]}""", HttpStatusCode.NotFound);

        await LangfuseRequests.DeleteAsync(server, "/v2/prompts/a%2Fb?version=2", HttpStatusCode.NoContent);
        await LangfuseRequests.GetAsync(server, "/v2/prompts/a%2Fb", HttpStatusCode.NotFound);
        Assert.Equal("1", (await LangfuseRequests.GetAsync(server, "/v2/prompts/a%2Fb?label=latest")).GetProperty("prompt").GetString());
        await LangfuseRequests.DeleteAsync(server, "/v2/prompts/a%2Fb", HttpStatusCode.NoContent);
        await LangfuseRequests.DeleteAsync(server, "/v2/prompts/a%2Fb", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_composed_prompt_comes_resolved_with_its_graph_or_raw()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonElement inner = await CreateAsync(server, """{"name":"inner","prompt":"be kind \"always\"","labels":["production"]}""");
        JsonElement outer = await CreateAsync(server, """
            {"name":"outer","type":"chat","labels":["production"],
             "prompt":[{"role":"system","content":"@@@langfusePrompt:name=inner|label=production@@@"},{"type":"placeholder","name":"history"},{"role":"user","content":"{{q}}","type":"chatmessage"}]}
            """);
        Assert.Contains("@@@", outer.GetProperty("prompt")[0].GetProperty("content").GetString(), StringComparison.Ordinal);

        JsonElement resolved = await LangfuseRequests.GetAsync(server, "/v2/prompts/outer");
        Assert.Equal("be kind \"always\"", resolved.GetProperty("prompt")[0].GetProperty("content").GetString());
        Assert.Equal("placeholder", resolved.GetProperty("prompt")[1].GetProperty("type").GetString());
        JsonElement graph = resolved.GetProperty("resolutionGraph");
        Assert.Equal("outer", graph.GetProperty("root").GetProperty("name").GetString());
        JsonElement node = Assert.Single(graph.GetProperty("dependencies").GetProperty(outer.GetProperty("id").GetString()!).EnumerateArray());
        Assert.Equal(inner.GetProperty("id").GetString(), node.GetProperty("id").GetString());

        JsonElement raw = await LangfuseRequests.GetAsync(server, "/v2/prompts/outer?resolve=false");
        Assert.Equal(outer.GetProperty("prompt").GetRawText(), raw.GetProperty("prompt").GetRawText());
        JsonElement refused = await LangfuseRequests.DeleteAsync(server, "/v2/prompts/inner", HttpStatusCode.BadRequest);
        Assert.Contains("outer v1 depends on inner production", refused.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"prompt":"x"}""", "name")]
    [InlineData("""{"name":"","prompt":"x"}""", "name")]
    [InlineData("""{"name":"a|b","prompt":"x"}""", "name")]
    [InlineData("""{"name":"/a","prompt":"x"}""", "name")]
    [InlineData("""{"name":"a//b","prompt":"x"}""", "name")]
    [InlineData("""{"name":"<b>","prompt":"x"}""", "name")]
    [InlineData("""{"name":"new","prompt":"x"}""", "name")]
    [InlineData("""{"name":"a"}""", "prompt")]
    [InlineData("""{"name":"a","prompt":[]}""", "prompt")]
    [InlineData("""{"name":"a","type":"chat","prompt":"x"}""", "prompt")]
    [InlineData("""{"name":"a","type":"chat","prompt":[{"role":"user"}]}""", "prompt/0/content")]
    [InlineData("""{"name":"a","type":"chat","prompt":[{"type":"placeholder","name":"1x"}]}""", "prompt/0/name")]
    [InlineData("""{"name":"a","type":"other","prompt":"x"}""", "type")]
    [InlineData("""{"name":"a","prompt":"x","labels":["Upper"]}""", "labels")]
    [InlineData("""[1]""", "")]
    public async Task What_cannot_be_used_is_named(string body, string path)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonElement refused = await LangfuseRequests.PostAsync(server, "/v2/prompts", body, HttpStatusCode.BadRequest);
        Assert.Equal("Invalid request data", refused.GetProperty("message").GetString());
        Assert.Equal(path, string.Join('/', Texts(refused.GetProperty("error")[0].GetProperty("path"))));
    }

    [Fact]
    public async Task A_name_that_is_a_variable_and_a_placeholder_and_a_body_that_is_no_json_are_refused()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonElement refused = await LangfuseRequests.PostAsync(
            server, "/v2/prompts", """{"name":"a","type":"chat","prompt":[{"role":"user","content":"{{ h }}"},{"type":"placeholder","name":"h"}]}""", HttpStatusCode.BadRequest);
        Assert.Equal("InvalidRequestError", refused.GetProperty("error").GetString());
        refused = await LangfuseRequests.PostAsync(server, "/v2/prompts", "{", HttpStatusCode.BadRequest);
        Assert.StartsWith("Invalid JSON", refused.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_is_filtered_and_paged()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await CreateAsync(server, """{"name":"b","prompt":"1","tags":["x"],"config":{"a":1}}""");
        await CreateAsync(server, """{"name":"b","prompt":"2","labels":["production"],"config":{"a":2}}""");
        await CreateAsync(server, """{"name":"a","type":"chat","prompt":[]}""");
        JsonElement all = await LangfuseRequests.GetAsync(server, "/v2/prompts?limit=1&page=2");
        JsonElement b = Assert.Single(all.GetProperty("data").EnumerateArray());
        Assert.Equal("b", b.GetProperty("name").GetString());
        Assert.Equal("[1,2]", b.GetProperty("versions").GetRawText());
        Assert.Equal(["latest", "production"], Texts(b.GetProperty("labels")));
        Assert.Equal("""{"a":2}""", b.GetProperty("lastConfig").GetRawText());
        Assert.Equal("""{"page":2,"limit":1,"totalItems":2,"totalPages":2}""", all.GetProperty("meta").GetRawText());
        Assert.Equal(1, (await LangfuseRequests.GetAsync(server, "/v2/prompts?label=production")).GetProperty("data").GetArrayLength());
        Assert.Equal(0, (await LangfuseRequests.GetAsync(server, "/v2/prompts?tag=y")).GetProperty("data").GetArrayLength());
        Assert.Equal(0, (await LangfuseRequests.GetAsync(server, "/v2/prompts?toUpdatedAt=2020-01-01T00:00:00Z")).GetProperty("data").GetArrayLength());
        await LangfuseRequests.GetAsync(server, "/v2/prompts?limit=101", HttpStatusCode.BadRequest);
        await LangfuseRequests.GetAsync(server, "/v2/prompts?fromUpdatedAt=soon", HttpStatusCode.BadRequest);
    }

    internal static IEnumerable<string?> Texts(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetString())];

    internal static async Task<JsonElement> PatchAsync(RunningServer server, string path, string json, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using HttpResponseMessage answer = await LangfuseRequests.SendAsync(
            server, HttpMethod.Patch, path, new StringContent(json, Encoding.UTF8, "application/json"));
        string body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{path}: {(int)answer.StatusCode} {body}");
        return JsonDocument.Parse(body).RootElement;
    }

    private static Task<JsonElement> CreateAsync(RunningServer server, string json) => LangfuseRequests.PostAsync(server, "/v2/prompts", json, HttpStatusCode.Created);
}
