using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Npgsql;

namespace Tta.Integrations.Tests.Servers;

/// <summary>
/// What our clients are tested against is tested itself: the services' official clients, unmodified, get the same answers from it. And our
/// clients work against it over real sockets, Supabase with a real PostgreSQL behind it.
/// </summary>
public sealed class OfficialClientTests
{
    [RequiresFact("node", "npm")]
    internal async Task Models_AnswerTheOfficialClientsOfOpenAIAndAnthropic()
    {
        await using LocalServer server = await ModelServer.StartAsync();

        JsonNode report = await NodeScript.RunAsync("models.mjs", [server.Address.AbsoluteUri.TrimEnd('/')]);

        AssertJson("""{"text":"You said: hello","finish":"stop","usage":{"prompt_tokens":3,"completion_tokens":5,"total_tokens":8},"model":"gpt-4o-mini"}""", report["openai"]);
        AssertJson("""{"text":"You said: hello","several":true,"usage":{"prompt_tokens":3,"completion_tokens":5,"total_tokens":8}}""", report["openaiStream"]);
        AssertJson("""[["weather",{"city":"Oslo"}]]""", report["openaiTool"]);
        AssertJson("""{"count":2,"sizes":[3,3],"tokens":4}""", report["openaiEmbeddings"]);
        AssertJson("""[["NotFoundError",404,"model_not_found",null],["RateLimitError",429,"rate_limit_exceeded","7"]]""", report["openaiErrors"]);
        AssertJson("""{"text":"You said: hello","stop":"end_turn","usage":{"input_tokens":3,"output_tokens":5},"model":"claude-sonnet-4-5"}""", report["anthropic"]);
        AssertJson("""{"text":"You said: hello","stop":"end_turn","output":5}""", report["anthropicStream"]);
        AssertJson("""[["weather",{"city":"Oslo"}]]""", report["anthropicTool"]);
        AssertJson("""["RateLimitError",429]""", report["anthropicError"]);
    }

    [Fact]
    public async Task Models_AnswerOurClients()
    {
        await using LocalServer server = await ModelServer.StartAsync();
        using var http = new HttpClient();
        OpenAIEndpoint endpoint = OpenAIEndpoint.At(new Uri(server.Address, "/v1"), "gpt-4o-mini");
        using var openAi = new OpenAIChatClient(endpoint, httpClient: http);
        using var handler = new SocketsHttpHandler();
        using AnthropicChatClient anthropic = AnthropicChatClient.Create(apiKey: "key", baseUrl: server.Address, transport: handler);
        using var embeddings = new OpenAIEmbeddingGenerator(endpoint, "text-embedding-3-small", httpClient: http);
        foreach (IChatClient client in (IChatClient[])[openAi, anthropic])
        {
            ChatResponse answer = await client.GetResponseAsync("hello");
            Assert.Equal(("You said: hello", 3, 5), (answer.Text, answer.Usage!.InputTokenCount, answer.Usage.OutputTokenCount));
            ChatResponse streamed = await client.GetStreamingResponseAsync("hello").ToChatResponseAsync();
            Assert.Equal(("You said: hello", 5), (streamed.Text, streamed.Usage!.OutputTokenCount));
            using var tools = new ToolCallingChatClient(client, new ToolCallingOptions { MaxRounds = 1 });
            var called = new List<string>();
            await tools.GetResponseAsync("weather", new ChatOptions { Tools = [AIFunctionFactory.Create((string city) => called.Add(city), "weather")] });
            Assert.Equal(["Oslo"], called);
            ModelCallException busy = await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync("hello", new ChatOptions { ModelId = "busy" }));
            Assert.Equal((ModelErrorKind.RateLimited, TimeSpan.FromSeconds(7), "you said: hello"), (busy.Kind, busy.RetryAfter, busy.ProviderMessage));
        }

        float[] vector = (await embeddings.GenerateAsync(["a"]))[0].Vector.ToArray();
        Assert.Equal((float[])[0.5f, -0.25f, 1], vector);
    }

    [RequiresFact("node", "npm")]
    internal async Task Sandboxes_AnswerTheOfficialClientsOfE2B()
    {
        await using LocalServer server = await E2BServer.StartAsync();
        string address = server.Address.AbsoluteUri.TrimEnd('/');

        JsonNode report = await NodeScript.RunAsync("e2b.mjs", [], ("E2B_API_URL", address), ("E2B_SANDBOX_URL", address));

        AssertJson("""{"stdout":"hello\nvalue\n","result":"42","error":null,"pieces":["hello\n","value\n"]}""", report["run"]);
        AssertJson("""["ValueError","broken"]""", report["failed"]);
        Assert.Equal("content", (string?)report["read"]);
        AssertJson("""[0,"hi\n"]""", report["command"]);
        Assert.Equal((3, true, true), ((int)report["exit"]!, (bool)report["running"]!, (bool)report["killed"]!));
    }

    [Fact]
    public async Task Sandboxes_AnswerOurClient()
    {
        await using LocalServer server = await E2BServer.StartAsync();
        using var http = new HttpClient(server.Transport());
        using var client = new E2BClient("e2b_key", "sandboxes.test", http);
        await using E2BSandbox sandbox = await client.CreateAsync();

        E2BCodeResult run = await sandbox.RunCodeAsync(new E2BCode("print('hello')\nprint(os.environ['NAME'])\n40 + 2")
        {
            Environment = new Dictionary<string, string> { ["NAME"] = "value" },
        });
        E2BCodeResult failed = await sandbox.RunCodeAsync(new E2BCode("raise ValueError('broken')"));
        await sandbox.WriteFileAsync("/home/user/a.txt", new MemoryStream("content"u8.ToArray()));
        E2BCommandResult command = await sandbox.RunCommandAsync("echo hi");

        Assert.Equal(("hello\nvalue\n", "42"), (run.StandardOutput, Assert.Single(run.Results).Text));
        Assert.Equal(("ValueError", "broken"), (failed.Error!.ErrorName, failed.Error.Text));
        Assert.Equal("content"u8.ToArray(), await sandbox.ReadFileAsync("/home/user/a.txt"));
        Assert.Equal((0, "hi\n"), (command.ExitCode, command.StandardOutput));
        Assert.Equal(3, (await sandbox.RunCommandAsync("exit 3")).ExitCode);
        Assert.Equal([sandbox.Id], await client.ListAsync());
        await sandbox.KillAsync();
        Assert.Empty(await client.ListAsync());
    }

    [RequiresFact("node", "npm", "postgres")]
    internal async Task Supabase_AnswersTheOfficialClientFromARealDatabase()
    {
        await using PostgresServer database = await PostgresWithNotesAsync();
        await using LocalServer server = await new SupabaseServer(database).StartAsync();

        JsonNode report = await NodeScript.RunAsync("supabase.mjs", [server.Address.AbsoluteUri.TrimEnd('/')]);

        AssertJson("""[{"id":1,"title":"one","done":false},{"id":2,"title":"two","done":true},{"id":3,"title":"three, or so","done":null}]""", report["inserted"]);
        AssertJson("""[{"id":1,"title":"uno","done":false}]""", report["upserted"]);
        AssertJson("""[{"id":3,"title":"three, or so"}]""", report["filtered"]);
        AssertJson("""[{"id":2},{"id":3}]""", report["in"]);
        AssertJson("""[{"id":3}]""", report["is"]);
        AssertJson("""[{"id":2},{"id":3}]""", report["like"]);
        AssertJson("""[{"id":1},{"id":3}]""", report["not"]);
        AssertJson("[3,200]", report["count"]);
        AssertJson("""{"title":"two"}""", report["single"]);
        AssertJson("""["PGRST116",406]""", report["none"]);
        AssertJson("""[{"id":2,"title":"deux","done":true}]""", report["updated"]);
        AssertJson("""[{"id":3}]""", report["deleted"]);
        AssertJson("42", report["rpc"]);
        AssertJson("""["23505",409]""", report["conflict"]);
        AssertJson("""["42P01",404]""", report["missing"]);
        Assert.Equal(("a@b.test", 400, null, "hello"), ((string?)report["user"], (int)report["refused"]!, report["uploaded"], (string?)report["downloaded"]));
        AssertJson("""["hello.txt"]""", report["listed"]);
    }

    [RequiresFact("postgres")]
    internal async Task Supabase_AnswersOurClientFromARealDatabase()
    {
        await using PostgresServer database = await PostgresWithNotesAsync();
        await using LocalServer server = await new SupabaseServer(database).StartAsync();
        using var client = new SupabaseClient(server.Address, "anon-key");
        SupabaseTable notes = SupabaseTable.Named("notes");

        await client.ExecuteAsync(notes.Insert(JsonNode.Parse("""[{"id":1,"title":"one","done":false},{"id":2,"title":"two","done":true},{"id":3,"title":"a \"quoted\", title","done":null}]""")!));
        await client.ExecuteAsync(notes.Upsert(JsonNode.Parse("""{"id":1,"title":"uno"}""")!, onConflict: "id"));

        Assert.Equal("""[{"id":1,"title":"uno"}]""", await TextAsync(notes.Where("id", SupabaseFilter.LessThan(2)).Select("id,title")));
        Assert.Equal("""[{"id":3}]""", await TextAsync(notes.Where("title", SupabaseFilter.In("a \"quoted\", title", "none")).Select("id")));
        Assert.Equal("""[{"id":3}]""", await TextAsync(notes.Where("done", SupabaseFilter.EqualTo(null)).Select("id")));
        Assert.Equal("""[{"id":2},{"id":1}]""", await TextAsync(notes.Where("done", SupabaseFilter.NotEqualTo(null)).OrderBy("id", descending: true).Select("id")));
        Assert.Equal("""[{"id":2}]""", await TextAsync(notes.Where("title", SupabaseFilter.LikeIgnoringCase("T*")).Select("id")));
        SupabaseResult page = await client.ExecuteAsync(notes.OrderBy("id").Take(1).Skip(1).Select("id", count: true));
        Assert.Equal((3, 206, """[{"id":2}]"""), (page.Count!.Value, page.StatusCode, page.Data.GetRawText()));
        Assert.Equal("""[{"id":2,"title":"deux","done":true}]""", await TextAsync(notes.Where("id", SupabaseFilter.EqualTo(2)).Update(new JsonObject { ["title"] = "deux" })));
        Assert.Equal("""[{"id":2,"title":"deux","done":true}]""", await TextAsync(notes.Where("id", SupabaseFilter.EqualTo(2)).Delete()));
        Assert.Equal("42", await TextAsync(SupabaseCommand.Rpc("add_up", new JsonObject { ["a"] = 2, ["b"] = 40 })));
        ServiceException conflict = await Assert.ThrowsAsync<ServiceException>(() => client.ExecuteAsync(notes.Insert(new JsonObject { ["id"] = 1, ["title"] = "again" })));
        Assert.Equal(("conflict", "23505", 409), (conflict.ErrorType, conflict.Code, conflict.StatusCode));
        ServiceException type = await Assert.ThrowsAsync<ServiceException>(() => client.ExecuteAsync(notes.Where("id", SupabaseFilter.EqualTo("x")).Select()));
        Assert.Equal(("invalid_request", "22P02"), (type.ErrorType, type.Code));

        SupabaseSession session = await client.Auth.SignInAsync("a@b.test", "right");
        Assert.Equal("user-1", session.UserId);
        await client.Storage.UploadAsync("files", "folder/hello.txt", new MemoryStream("hello"u8.ToArray()), "text/plain");
        Assert.Equal("hello"u8.ToArray(), await client.Storage.DownloadAsync("files", "folder/hello.txt"));
        Assert.Equal(["hello.txt"], await client.Storage.ListAsync("files", "folder"));

        async Task<string> TextAsync(SupabaseCommand command) => JsonNode.Parse((await client.ExecuteAsync(command)).Data.GetRawText())!.ToJsonString();
    }

    private static async Task<PostgresServer> PostgresWithNotesAsync()
    {
        PostgresServer database = await PostgresServer.StartAsync();
        await using NpgsqlConnection connection = await database.ConnectAsync();
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = """
            create table notes (id integer primary key, title text not null, done boolean);
            create function add_up(a integer, b integer) returns integer language sql as 'select a + b';
            """;
        await command.ExecuteNonQueryAsync();
        return database;
    }

    private static void AssertJson(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"expected {expected}, got {actual?.ToJsonString()}");
}
