// Shapes of the OpenAI chat completions and embeddings APIs and of the Anthropic messages API.

using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Tta.Integrations.Tests.Servers;

/// <summary>
/// Stands in for OpenAI and Anthropic. It says what it was told; offered a tool it calls the first one; the model <c>missing</c> is not
/// there, and <c>busy</c> asks to come back in seven seconds.
/// </summary>
internal static class ModelServer
{
    private const string Id = "answer-1";

    public static Task<LocalServer> StartAsync() => LocalServer.StartAsync(AnswerAsync);

    private static async Task AnswerAsync(HttpContext context)
    {
        JsonNode request = await context.Request.JsonAsync();
        string path = context.Request.Path;
        bool isAnthropic = path == "/v1/messages";
        switch ((string)request["model"]!)
        {
            case "missing":
                await context.Response.WriteJsonAsync(Error(isAnthropic, "not_found_error", "model_not_found"), StatusCodes.Status404NotFound);
                return;
            case "busy":
                context.Response.Headers.RetryAfter = "7";
                await context.Response.WriteJsonAsync(Error(isAnthropic, "rate_limit_error", "rate_limit_exceeded"), StatusCodes.Status429TooManyRequests);
                return;
        }

        await (path switch
        {
            "/v1/chat/completions" => ChatAsync(context.Response, request),
            "/v1/embeddings" => context.Response.WriteJsonAsync(Embeddings(request)),
            "/v1/messages" => MessagesAsync(context.Response, request),
            _ => context.Response.WriteJsonAsync(Error(isAnthropic, "not_found_error", "unknown_url"), StatusCodes.Status404NotFound),
        });
    }

    private static JsonObject Error(bool isAnthropic, string type, string code) => isAnthropic
        ? new JsonObject { ["type"] = "error", ["error"] = new JsonObject { ["type"] = type, ["message"] = "you said: hello" } }
        : new JsonObject { ["error"] = new JsonObject { ["message"] = "you said: hello", ["type"] = type, ["code"] = code } };

    private static string Said(JsonNode request)
    {
        JsonNode content = request["messages"]!.AsArray()[^1]!["content"]!;
        return "You said: " + (content is JsonArray parts ? string.Concat(parts.Select(part => (string?)part!["text"])) : (string)content!);
    }

    private static JsonObject ChatUsage() => new() { ["prompt_tokens"] = 3, ["completion_tokens"] = 5, ["total_tokens"] = 8 };

    private static async Task ChatAsync(HttpResponse response, JsonNode request)
    {
        string? tool = (string?)request["tools"]?[0]?["function"]?["name"];
        if ((bool?)request["stream"] is true)
        {
            await ChatStreamAsync(response, request);
            return;
        }

        JsonObject message = new() { ["role"] = "assistant", ["content"] = tool is null ? Said(request) : null };
        if (tool is not null)
        {
            message["tool_calls"] = new JsonArray(new JsonObject
            {
                ["id"] = "call-1", ["type"] = "function", ["function"] = new JsonObject { ["name"] = tool, ["arguments"] = """{"city":"Oslo"}""" },
            });
        }

        await response.WriteJsonAsync(new JsonObject
        {
            ["id"] = Id, ["object"] = "chat.completion", ["created"] = 1, ["model"] = request["model"]!.DeepClone(), ["usage"] = ChatUsage(),
            ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["finish_reason"] = tool is null ? "stop" : "tool_calls", ["message"] = message }),
        });
    }

    private static async Task ChatStreamAsync(HttpResponse response, JsonNode request)
    {
        foreach (string word in Said(request).Split(' ').Select((word, i) => i == 0 ? word : " " + word))
        {
            await response.WriteEventAsync(Chunk(new JsonObject { ["role"] = "assistant", ["content"] = word }, null));
        }

        await response.WriteEventAsync(Chunk([], "stop"));
        if ((bool?)request["stream_options"]?["include_usage"] is true)
        {
            JsonObject last = new() { ["id"] = Id, ["object"] = "chat.completion.chunk", ["created"] = 1, ["model"] = "m", ["choices"] = new JsonArray(), ["usage"] = ChatUsage() };
            await response.WriteEventAsync(last.ToJsonString());
        }

        await response.WriteEventAsync("[DONE]");

        string Chunk(JsonObject delta, string? finish) => new JsonObject
        {
            ["id"] = Id, ["object"] = "chat.completion.chunk", ["created"] = 1, ["model"] = request["model"]!.DeepClone(),
            ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish }),
        }.ToJsonString();
    }

    private static JsonObject Embeddings(JsonNode request)
    {
        int count = request["input"] is JsonArray inputs ? inputs.Count : 1;
        bool isBase64 = (string?)request["encoding_format"] is "base64";
        float[] vector = [0.5f, -0.25f, 1];
        return new JsonObject
        {
            ["object"] = "list",
            ["model"] = request["model"]!.DeepClone(),
            ["data"] = new JsonArray([.. Enumerable.Range(0, count).Select(i => new JsonObject
            {
                ["object"] = "embedding", ["index"] = i,
                ["embedding"] = isBase64
                    ? Convert.ToBase64String(vector.SelectMany(BitConverter.GetBytes).ToArray())
                    : new JsonArray([.. vector.Select(value => JsonValue.Create(value))]),
            })]),
            ["usage"] = new JsonObject { ["prompt_tokens"] = 2 * count, ["total_tokens"] = 2 * count },
        };
    }

    private static async Task MessagesAsync(HttpResponse response, JsonNode request)
    {
        string? tool = (string?)request["tools"]?[0]?["name"];
        JsonObject message = new()
        {
            ["id"] = Id, ["type"] = "message", ["role"] = "assistant", ["model"] = request["model"]!.DeepClone(),
            ["stop_reason"] = tool is null ? "end_turn" : "tool_use", ["stop_sequence"] = null,
            ["usage"] = new JsonObject { ["input_tokens"] = 3, ["output_tokens"] = 5 },
            ["content"] = new JsonArray(tool is null
                ? new JsonObject { ["type"] = "text", ["text"] = Said(request) }
                : new JsonObject { ["type"] = "tool_use", ["id"] = "call-1", ["name"] = tool, ["input"] = new JsonObject { ["city"] = "Oslo" } }),
        };
        if ((bool?)request["stream"] is true)
        {
            await MessageStreamAsync(response, message, Said(request));
        }
        else
        {
            await response.WriteJsonAsync(message);
        }
    }

    private static async Task MessageStreamAsync(HttpResponse response, JsonObject message, string text)
    {
        message["content"] = new JsonArray();
        message["stop_reason"] = null;
        message["usage"]!["output_tokens"] = 1;
        await SendAsync(new JsonObject { ["type"] = "message_start", ["message"] = message });
        await SendAsync(new JsonObject { ["type"] = "content_block_start", ["index"] = 0, ["content_block"] = new JsonObject { ["type"] = "text", ["text"] = "" } });
        foreach (string word in text.Split(' ').Select((word, i) => i == 0 ? word : " " + word))
        {
            await SendAsync(new JsonObject { ["type"] = "content_block_delta", ["index"] = 0, ["delta"] = new JsonObject { ["type"] = "text_delta", ["text"] = word } });
        }

        await SendAsync(new JsonObject { ["type"] = "content_block_stop", ["index"] = 0 });
        await SendAsync(new JsonObject
        {
            ["type"] = "message_delta", ["delta"] = new JsonObject { ["stop_reason"] = "end_turn", ["stop_sequence"] = null }, ["usage"] = new JsonObject { ["output_tokens"] = 5 },
        });
        await SendAsync(new JsonObject { ["type"] = "message_stop" });

        Task SendAsync(JsonObject item) => response.WriteEventAsync(item.ToJsonString(), (string)item["type"]!);
    }
}
