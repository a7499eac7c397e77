using System.Text.Json.Nodes;
using Tta.TestKit;

namespace Tta.App.Tests.Hosting;

/// <summary>A program of a folder below Clients, with the packages of its lock file, as a client of a running server with its Langfuse keys.</summary>
internal sealed class JavaScriptClient
{
    private readonly string _folder;

    private JavaScriptClient(string folder, TtaProcess server, IReadOnlyDictionary<string, string> keys)
    {
        _folder = folder;
        Server = server;
        Keys = keys;
    }

    public TtaProcess Server { get; }

    /// <summary>The lines of the server's langfuse.env.</summary>
    public IReadOnlyDictionary<string, string> Keys { get; }

    /// <summary>Installs the packages unless they are there, and reads the server's keys.</summary>
    public static async Task<JavaScriptClient> CreateAsync(string name, TtaProcess server)
    {
        string folder = Path.Combine(Repository.Root, "test", "Tta.App.Tests", "Clients", name);
        if (!File.Exists(Path.Combine(folder, "node_modules", ".package-lock.json")))
        {
            ExternalProgram.Result installed = await ExternalProgram.RunAsync("npm", folder, null, "ci", "--ignore-scripts");
            Assert.True(installed.ExitCode == 0, installed.ToString());
        }

        string[] lines = await File.ReadAllLinesAsync(Path.Combine(server.DataDirectory, "langfuse.env"));
        return new JavaScriptClient(folder, server, lines.Where(l => !l.StartsWith('#')).Select(l => l.Split('=', 2)).ToDictionary(p => p[0], p => p[1]));
    }

    /// <summary>Runs the program; it prints one JSON line.</summary>
    public async Task<JsonNode> RunAsync(params string[] arguments)
    {
        var environment = new Dictionary<string, string>(Keys)
        {
            ["LANGFUSE_BASE_URL"] = Server.Url(3000, ""),
            ["LANGFUSE_BASEURL"] = Server.Url(3000, ""),

            // Seconds. The default is 5, which a machine that runs every test at once may need for one request.
            ["LANGFUSE_TIMEOUT"] = "60",
        };
        ExternalProgram.Result run = await ExternalProgram.RunAsync("node", _folder, environment, arguments);
        Assert.True(run.ExitCode == 0, run.ToString());
        return Json.Parse(run.Output.Trim().Split('\n')[^1]);
    }

    /// <summary>Asks a route below /api/public with the keys.</summary>
    public async Task<JsonNode> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Server.Url(3000, "/api/public" + path));
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(
            System.Text.Encoding.UTF8.GetBytes($"{Keys["LANGFUSE_PUBLIC_KEY"]}:{Keys["LANGFUSE_SECRET_KEY"]}")));
        using HttpResponseMessage answer = await Server.Http.SendAsync(request);
        string body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {body}");
        return Json.Parse(body);
    }

    /// <summary>All fields of an observation, by the newest route.</summary>
    public async Task<JsonNode> ObservationAsync(string traceId, string id) => (await GetAsync(
        $"/v2/observations?traceId={traceId}&fields=core,basic,time,io,metadata,model,usage,prompt,metrics,trace_context,tta"))["data"]!.AsArray()
        .Single(o => (string)o!["id"]! == id)!;
}
