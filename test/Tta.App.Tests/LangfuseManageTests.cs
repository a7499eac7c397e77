using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Tta.App.Tests.Hosting;
using Tta.TestKit;

namespace Tta.App.Tests;

/// <summary>Prompts, datasets and the like as Langfuse's own clients, version 3 and 5, make and read them; all of it outlives SIGKILL.</summary>
public sealed class LangfuseManageTests
{
    private static readonly string s_clients = Path.Combine(Repository.Root, "test", "Tta.App.Tests", "Clients", "langfuse-manage-js");

    private static readonly string[] s_reads =
    [
        "v2/prompts", "v2/prompts/js%2Fchat", "v2/prompts/js%2Finner?version=1", "v2/prompts/old%2Fchat", "v2/datasets", "dataset-items?datasetName=old%20set",
        "datasets/js%20set/runs/js%20run", "datasets/old%20set/runs/old%20run", "score-configs", "models?limit=100&page=2", "comments", "annotation-queues",
    ];

    [RequiresFact("node", "npm")]
    public async Task ClientsOfBothGenerations_GetWhatTheyExpect_AndSigkillTakesNothing()
    {
        await InstallAsync();
        await using TtaProcess server = await TtaProcess.StartAsync();
        CheckV5(await RunAsync(server, "v5.mjs"));
        CheckV3(await RunAsync(server, "v3.mjs"));

        Dictionary<string, string> before = await ReadAllAsync(server);
        byte[] image = await ReadImageAsync(server);
        Assert.Equal([137, 80, 78, 71, 13, 10, 26, 10, 0, 255], image);
        await server.KillAsync();
        await server.RestartAsync();
        Assert.Equal(before, await ReadAllAsync(server));
        Assert.Equal(image, await ReadImageAsync(server));
    }

    private static void CheckV5(JsonNode seen)
    {
        AssertJson("""[{"role":"system","content":"be kind"},{"role":"user","content":"hi"},{"role":"user","content":"why?"}]""", seen["compiled"]);
        AssertJson(
            """{"version":1,"config":{"model":"gpt-4o","temperature":0.5},"labels":["production","latest"],"tags":["js"],"commitMessage":"first","isFallback":false}""",
            seen["chat"]);
        Assert.Equal("stay calm", (string)seen["moved"]!);
        Assert.True((bool)seen["fallback"]!);
        Assert.Equal("js/chat", (string)Assert.Single(seen["listed"]!.AsArray())!["name"]!);
        Assert.Equal(404, (int)seen["gone"]!);

        Assert.StartsWith("@@@langfuseMedia:type=image/png|id=", (string)seen["reference"]!, StringComparison.Ordinal);
        Assert.Equal("data:image/png;base64,iVBORw0KGgoA/w==", (string)seen["resolved"]!["image"]!);
        AssertJson("""[["input","$['image']","image/png",10]]""", seen["mediaReferences"]);
        Assert.Equal(1, (int)seen["items"]!);
        AssertJson("""{"name":"js run","hasId":true,"output":"answer to what?"}""", seen["run"]);
        Assert.Equal(1, (int)seen["runItems"]!);
        Assert.Equal(1, (int)seen["runItemsListed"]!);
        AssertJson("""["js run"]""", seen["runs"]);

        Assert.Equal("by hand", (string)seen["config"]!);
        Assert.Equal(1, (int)seen["configs"]!);
        AssertJson("""{"input":{"price":0.000001},"output":{"price":0.000002}}""", seen["model"]);
        Assert.Equal(168, (int)seen["models"]!);
        Assert.Equal("nice", (string)seen["comment"]!);
        AssertJson("""["PENDING"]""", seen["queued"]);
    }

    private static void CheckV3(JsonNode seen)
    {
        AssertJson("""{"compiled":"Hello you","version":1,"config":{"a":1}}""", seen["text"]);
        AssertJson("""[{"role":"user","content":"what?"},{"role":"assistant","content":"this"}]""", seen["chat"]);
        Assert.Equal(["latest", "production", "staging"], seen["production"]!.AsArray().Select(label => (string)label!).Order());
        Assert.Equal(1, (int)seen["byVersion"]!);
        Assert.True((bool)seen["fallback"]!);
        AssertJson("""[["old-item",{"q":1},2,"ACTIVE"]]""", seen["items"]);
        AssertJson("""{"run":"old run","isOfTrace":true}""", seen["link"]);
        AssertJson("""{"description":"first","metadata":{"try":1},"items":1}""", seen["run"]);
        Assert.Equal(1, (int)seen["runs"]!);
        Assert.Equal("old set", (string)seen["item"]!);
    }

    private static void AssertJson(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"expected {expected}, got {actual?.ToJsonString()}");

    private static async Task InstallAsync()
    {
        if (!Directory.Exists(Path.Combine(s_clients, "node_modules")))
        {
            ExternalProgram.Result installed = await ExternalProgram.RunAsync("npm", s_clients, null, "ci", "--ignore-scripts");
            Assert.True(installed.ExitCode == 0, installed.ToString());
        }
    }

    private static async Task<JsonNode> RunAsync(TtaProcess server, string script)
    {
        Dictionary<string, string> environment = ReadKeys(server);
        environment["LANGFUSE_BASE_URL"] = server.Url(3000, "");
        environment["LANGFUSE_BASEURL"] = server.Url(3000, "");
        ExternalProgram.Result run = await ExternalProgram.RunAsync("node", s_clients, environment, script);
        Assert.True(run.ExitCode == 0, run.ToString());
        return Json.Parse(run.Output.TrimEnd().Split('\n')[^1]);
    }

    private static Dictionary<string, string> ReadKeys(TtaProcess server) => File
        .ReadAllLines(Path.Combine(server.DataDirectory, "langfuse.env"))
        .Where(line => line.StartsWith("LANGFUSE_", StringComparison.Ordinal))
        .Select(line => line.Split('=', 2))
        .ToDictionary(pair => pair[0], pair => pair[1]);

    private static async Task<Dictionary<string, string>> ReadAllAsync(TtaProcess server)
    {
        var read = new Dictionary<string, string>();
        foreach (string path in s_reads)
        {
            read.Add(path, await GetAsync(server, path));
        }

        return read;
    }

    private static async Task<byte[]> ReadImageAsync(TtaProcess server)
    {
        JsonNode items = Json.Parse(await GetAsync(server, "dataset-items?datasetName=js%20set"));
        return await server.Http.GetByteArrayAsync((string)items["data"]![0]!["mediaReferences"]![0]!["media"]!["url"]!);
    }

    private static async Task<string> GetAsync(TtaProcess server, string path)
    {
        Dictionary<string, string> keys = ReadKeys(server);
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Url(3000, "/api/public/" + path));
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{keys["LANGFUSE_PUBLIC_KEY"]}:{keys["LANGFUSE_SECRET_KEY"]}")));
        using HttpResponseMessage answer = await server.Http.SendAsync(request);
        string body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {body}");
        return body;
    }
}
