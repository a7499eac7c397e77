using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Tta.Integrations.Tests.Servers;

/// <summary>Stands in for Supabase: REST from a real PostgreSQL, one user (<c>a@b.test</c>, <c>right</c>), files in memory.</summary>
internal sealed class SupabaseServer(PostgresServer database)
{
    private readonly PostgrestServer _rest = new(database);
    private readonly ConcurrentDictionary<string, (string Type, byte[] Content)> _files = new(StringComparer.Ordinal);

    public Task<LocalServer> StartAsync() => LocalServer.StartAsync(AnswerAsync);

    private Task AnswerAsync(HttpContext context)
    {
        if (!context.Request.Headers.ContainsKey("apikey") && !context.Request.Headers.ContainsKey("Authorization"))
        {
            return context.Response.WriteJsonAsync(new JsonObject { ["message"] = "No API key found in request" }, StatusCodes.Status401Unauthorized);
        }

        return (context.Request.Method, context.Request.Path.Value!.Trim('/').Split('/', 5)) switch
        {
            (_, ["rest", ..]) => _rest.AnswerAsync(context),
            ("POST", ["auth", "v1", "token"]) => SignInAsync(context),
            ("POST", ["auth", "v1", "logout"]) => NothingAsync(context),
            ("POST", ["storage", "v1", "object", "list", var bucket]) => ListAsync(context, bucket),
            ("POST", ["storage", "v1", "object", var bucket, var path]) => UploadAsync(context, $"{bucket}/{path}"),
            ("GET", ["storage", "v1", "object", var bucket, var path]) => DownloadAsync(context, $"{bucket}/{path}"),
            ("DELETE", ["storage", "v1", "object", var bucket]) => RemoveAsync(context, bucket),
            _ => context.Response.WriteJsonAsync(new JsonObject { ["message"] = "no such route" }, StatusCodes.Status404NotFound),
        };
    }

    private static Task NothingAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static async Task SignInAsync(HttpContext context)
    {
        JsonNode request = await context.Request.JsonAsync();
        bool isKnown = (string?)request["refresh_token"] == "refresh-1" || ((string?)request["email"], (string?)request["password"]) == ("a@b.test", "right");
        await (isKnown
            ? context.Response.WriteJsonAsync(new JsonObject
            {
                ["access_token"] = "access-1", ["refresh_token"] = "refresh-1", ["token_type"] = "bearer", ["expires_in"] = 3600,
                ["user"] = new JsonObject { ["id"] = "user-1", ["email"] = "a@b.test", ["aud"] = "authenticated" },
            })
            : context.Response.WriteJsonAsync(
                new JsonObject { ["code"] = 400, ["error_code"] = "invalid_credentials", ["msg"] = "Invalid login credentials" }, StatusCodes.Status400BadRequest));
    }

    private async Task UploadAsync(HttpContext context, string path)
    {
        if (_files.ContainsKey(path) && context.Request.Headers["x-upsert"] != "true")
        {
            await context.Response.WriteJsonAsync(
                new JsonObject { ["statusCode"] = "409", ["error"] = "Duplicate", ["message"] = "The resource already exists" }, StatusCodes.Status400BadRequest);
            return;
        }

        using var content = new MemoryStream();
        string type = context.Request.ContentType ?? "application/octet-stream";
        if (context.Request.HasFormContentType)
        {
            IFormFile file = (await context.Request.ReadFormAsync()).Files[0];
            type = file.ContentType;
            await file.CopyToAsync(content);
        }
        else
        {
            await context.Request.Body.CopyToAsync(content);
        }

        _files[path] = (type, content.ToArray());
        await context.Response.WriteJsonAsync(new JsonObject { ["Key"] = path, ["Id"] = "file-1" });
    }

    private async Task DownloadAsync(HttpContext context, string path)
    {
        if (!_files.TryGetValue(path, out (string Type, byte[] Content) file))
        {
            await context.Response.WriteJsonAsync(
                new JsonObject { ["statusCode"] = "404", ["error"] = "not_found", ["message"] = "Object not found" }, StatusCodes.Status400BadRequest);
            return;
        }

        context.Response.ContentType = file.Type;
        await context.Response.Body.WriteAsync(file.Content);
    }

    private async Task ListAsync(HttpContext context, string bucket)
    {
        string folder = $"{bucket}/{(string?)(await context.Request.JsonAsync())["prefix"]}".TrimEnd('/') + "/";
        await context.Response.WriteJsonAsync(new JsonArray([.. _files.Keys.Where(path => path.StartsWith(folder, StringComparison.Ordinal))
            .Select(path => new JsonObject { ["name"] = path[folder.Length..], ["id"] = "file-1" })]));
    }

    private async Task RemoveAsync(HttpContext context, string bucket)
    {
        foreach (JsonNode? path in (await context.Request.JsonAsync())["prefixes"]!.AsArray())
        {
            _files.TryRemove($"{bucket}/{path}", out _);
        }

        await context.Response.WriteJsonAsync(new JsonArray());
    }
}
