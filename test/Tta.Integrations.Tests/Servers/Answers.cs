using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Tta.Integrations.Tests.Servers;

/// <summary>What the test servers write.</summary>
internal static class Answers
{
    public static async Task<JsonNode> JsonAsync(this HttpRequest request) =>
        await JsonNode.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted) ?? throw new FormatException("a body of null");

    public static Task WriteJsonAsync(this HttpResponse response, JsonNode? json, int status = StatusCodes.Status200OK)
    {
        response.StatusCode = status;
        response.ContentType = "application/json";
        return response.WriteAsync(json?.ToJsonString() ?? "null");
    }

    public static async Task WriteEventAsync(this HttpResponse response, string data, string? name = null)
    {
        if (!response.HasStarted)
        {
            response.ContentType = "text/event-stream";
        }

        await response.WriteAsync($"{(name is null ? "" : $"event: {name}\n")}data: {data}\n\n");
        await response.Body.FlushAsync();
    }
}
