// Shapes of the E2B control plane, the code interpreter (one JSON object per line) and envd (files, Connect stream of processes).

using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Tta.Integrations.Tests.Servers;

/// <summary>Stands in for E2B: sandboxes that know <c>print</c>, <c>raise</c>, sums, <c>echo</c> and <c>exit</c>, and keep files in memory.</summary>
internal sealed partial class E2BServer
{
    private readonly ConcurrentDictionary<string, bool> _sandboxes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private int _lastId;

    public static Task<LocalServer> StartAsync() => LocalServer.StartAsync(new E2BServer().AnswerAsync);

    private Task AnswerAsync(HttpContext context) => (context.Request.Method, Parts(context)) switch
    {
        ("POST", ["sandboxes"]) => CreateAsync(context),
        ("GET", ["sandboxes"]) => context.Response.WriteJsonAsync(new JsonArray([.. _sandboxes.Keys.Select(Sandbox)])),
        ("POST", ["sandboxes", var id, "connect"]) => WithAsync(context, id, () => context.Response.WriteJsonAsync(Sandbox(id))),
        ("POST", ["sandboxes", var id, "timeout" or "pause"]) => WithAsync(context, id, () => EndAsync(context)),
        ("DELETE", ["sandboxes", var id]) => WithAsync(context, id, () =>
        {
            _sandboxes.TryRemove(id, out _);
            return EndAsync(context);
        }),
        ("GET", ["health"]) => EndAsync(context),
        ("POST", ["execute"]) => ExecuteAsync(context),
        ("POST", ["process.Process", "Start"]) => StartProcessAsync(context),
        ("POST", ["files"]) => WriteFileAsync(context),
        ("GET", ["files"]) => ReadFileAsync(context),
        _ => context.Response.WriteJsonAsync(new JsonObject { ["code"] = 404, ["message"] = "no such route" }, StatusCodes.Status404NotFound),
    };

    /// <summary>The path; both versions of the control plane are one here.</summary>
    private static string[] Parts(HttpContext context) =>
        context.Request.Path.Value!.Trim('/').Split('/') is ["v2", .. var rest] ? rest : context.Request.Path.Value!.Trim('/').Split('/');

    private Task CreateAsync(HttpContext context)
    {
        if (!context.Request.Headers.ContainsKey("X-API-Key"))
        {
            return context.Response.WriteJsonAsync(new JsonObject { ["code"] = 401, ["message"] = "no key" }, StatusCodes.Status401Unauthorized);
        }

        string id = $"sandbox{Interlocked.Increment(ref _lastId)}";
        _sandboxes[id] = true;
        return context.Response.WriteJsonAsync(Sandbox(id), StatusCodes.Status201Created);
    }

    private static JsonObject Sandbox(string id) => new()
    {
        ["sandboxID"] = id, ["templateID"] = "code-interpreter-v1", ["clientID"] = "c", ["envdVersion"] = "0.4.1", ["envdAccessToken"] = "token-" + id,
        ["state"] = "running", ["cpuCount"] = 2, ["memoryMB"] = 512, ["startedAt"] = "2026-01-01T00:00:00Z", ["endAt"] = "2026-01-01T01:00:00Z",
    };

    private Task WithAsync(HttpContext context, string id, Func<Task> answer) => _sandboxes.ContainsKey(id)
        ? answer()
        : context.Response.WriteJsonAsync(new JsonObject { ["code"] = 404, ["message"] = $"sandbox {id} not found" }, StatusCodes.Status404NotFound);

    private static Task EndAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static async Task ExecuteAsync(HttpContext context)
    {
        JsonNode request = await context.Request.JsonAsync();
        foreach (string line in ((string)request["code"]!).Split('\n'))
        {
            if (Print().Match(line) is { Success: true } print)
            {
                await LineAsync("stdout", "text", print.Groups[1].Value + "\n");
            }
            else if (PrintVariable().Match(line) is { Success: true } variable)
            {
                await LineAsync("stdout", "text", (string?)request["env_vars"]?[variable.Groups[1].Value] + "\n");
            }
            else if (Sum().Match(line) is { Success: true } sum)
            {
                int total = int.Parse(sum.Groups[1].ValueSpan, null) + int.Parse(sum.Groups[2].ValueSpan, null);
                await WriteAsync(new JsonObject { ["type"] = "result", ["text"] = $"{total}", ["is_main_result"] = true });
            }
            else if (Raise().Match(line) is { Success: true } raise)
            {
                await WriteAsync(new JsonObject { ["type"] = "error", ["name"] = raise.Groups[1].Value, ["value"] = raise.Groups[2].Value, ["traceback"] = "line 1" });
                return;
            }
        }

        await WriteAsync(new JsonObject { ["type"] = "end_of_execution" });

        Task LineAsync(string type, string name, string value) => WriteAsync(new JsonObject { ["type"] = type, [name] = value });

        Task WriteAsync(JsonObject item) => context.Response.WriteAsync(item.ToJsonString() + "\n");
    }

    private static async Task StartProcessAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        string command = (string)JsonNode.Parse(body.ToArray().AsSpan(5))!["process"]!["args"]!.AsArray()[^1]!;
        context.Response.ContentType = "application/connect+json";
        await SendAsync(0, new JsonObject { ["event"] = new JsonObject { ["start"] = new JsonObject { ["pid"] = 7 } } });
        if (command.StartsWith("echo ", StringComparison.Ordinal))
        {
            string text = Convert.ToBase64String(Encoding.UTF8.GetBytes(command[5..] + "\n"));
            await SendAsync(0, new JsonObject { ["event"] = new JsonObject { ["data"] = new JsonObject { ["stdout"] = text } } });
        }

        int exitCode = command.StartsWith("exit ", StringComparison.Ordinal) ? int.Parse(command.AsSpan(5), null) : 0;
        JsonObject end = new() { ["exited"] = true, ["status"] = $"exit status {exitCode}" };
        if (exitCode != 0)
        {
            end["exitCode"] = exitCode;
        }

        await SendAsync(0, new JsonObject { ["event"] = new JsonObject { ["end"] = end } });
        await SendAsync(2, []);

        async Task SendAsync(byte flags, JsonObject message)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(message.ToJsonString());
            byte[] header = [flags, 0, 0, 0, 0];
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(1), bytes.Length);
            await context.Response.Body.WriteAsync(header);
            await context.Response.Body.WriteAsync(bytes);
        }
    }

    private async Task WriteFileAsync(HttpContext context)
    {
        using var content = new MemoryStream();
        if (context.Request.HasFormContentType)
        {
            IFormFile file = (await context.Request.ReadFormAsync()).Files[0];
            await file.CopyToAsync(content);
        }
        else
        {
            await context.Request.Body.CopyToAsync(content);
        }

        string path = context.Request.Query["path"]!;
        _files[path] = content.ToArray();
        await context.Response.WriteJsonAsync(new JsonArray(new JsonObject { ["name"] = Path.GetFileName(path), ["type"] = "file", ["path"] = path }));
    }

    private async Task ReadFileAsync(HttpContext context)
    {
        if (_files.TryGetValue(context.Request.Query["path"]!, out byte[]? content))
        {
            await context.Response.Body.WriteAsync(content);
            return;
        }

        await context.Response.WriteJsonAsync(new JsonObject { ["code"] = 404, ["message"] = "no such file" }, StatusCodes.Status404NotFound);
    }

    [GeneratedRegex(@"^print\('([^']*)'\)$")]
    private static partial Regex Print();

    [GeneratedRegex(@"^print\(os\.environ\['(\w+)'\]\)$")]
    private static partial Regex PrintVariable();

    [GeneratedRegex(@"^(\d+) \+ (\d+)$")]
    private static partial Regex Sum();

    [GeneratedRegex(@"^raise (\w+)\('([^']*)'\)$")]
    private static partial Regex Raise();
}
