using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Tta.App.Tests.Hosting;

namespace Tta.App.Tests.Ui;

/// <summary>A trace that a test makes up and sends over OTLP/JSON.</summary>
internal sealed class SentSpans(string traceId)
{
    private readonly JsonArray _spans = [];

    public string TraceId => traceId;

    public int Count => _spans.Count;

    /// <summary>Start of the trace: a minute ago, so that every page shows it.</summary>
    public DateTimeOffset Start { get; } = DateTimeOffset.UtcNow.AddMinutes(-1);

    /// <summary>Adds a span; times in milliseconds from the start of the trace. Span ids count from 1.</summary>
    public SentSpans Add(string name, int parent, double startMs, double endMs, bool failed = false, params (string Key, JsonNode Value)[] attributes)
    {
        _spans.Add((JsonNode)new JsonObject
        {
            ["traceId"] = traceId,
            ["spanId"] = SpanId(_spans.Count + 1),
            ["parentSpanId"] = parent == 0 ? "" : SpanId(parent),
            ["name"] = name,
            ["kind"] = 1,
            ["startTimeUnixNano"] = Time(startMs),
            ["endTimeUnixNano"] = Time(endMs),
            ["attributes"] = new JsonArray([.. attributes.Select(item => Attribute(item.Key, item.Value))]),
            ["status"] = failed ? new JsonObject { ["code"] = 2, ["message"] = "made to fail" } : new JsonObject(),
        });
        return this;
    }

    public static string SpanId(int number) => number.ToString("x16", CultureInfo.InvariantCulture);

    public async Task SendAsync(TtaProcess server, string service = "made-up")
    {
        foreach (JsonNode?[] part in _spans.Chunk(2_000))
        {
            await PostAsync(server, 4318, "/v1/traces", Request(service, part));
        }
    }

    /// <summary>Sends the spans with their content to the endpoint for model calls.</summary>
    public Task SendAsModelCallsAsync(TtaProcess server, string service = "made-up") =>
        PostAsync(server, 3000, "/api/public/otel/v1/traces", Request(service, [.. _spans]));

    private static JsonObject Request(string service, JsonNode?[] spans) => new()
    {
        ["resourceSpans"] = new JsonArray(new JsonObject
        {
            ["resource"] = new JsonObject { ["attributes"] = new JsonArray(Attribute("service.name", service)) },
            ["scopeSpans"] = new JsonArray(new JsonObject { ["spans"] = new JsonArray([.. spans.Select(span => span!.DeepClone())]) }),
        }),
    };

    private static JsonObject Attribute(string key, JsonNode value) => new()
    {
        ["key"] = key,
        ["value"] = value.GetValueKind() switch
        {
            System.Text.Json.JsonValueKind.Number => new JsonObject { ["doubleValue"] = value.DeepClone() },
            System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => new JsonObject { ["boolValue"] = value.DeepClone() },
            _ => new JsonObject { ["stringValue"] = value.DeepClone() },
        },
    };

    private static async Task PostAsync(TtaProcess server, int port, string path, JsonObject request)
    {
        using var content = new StringContent(request.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var message = new HttpRequestMessage(HttpMethod.Post, server.Url(port, path)) { Content = content };
        message.Headers.Add("x-langfuse-sdk-name", "tta-dotnet");
        using HttpResponseMessage answer = await server.Http.SendAsync(message);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    private string Time(double ms) =>
        ((Start.ToUnixTimeMilliseconds() * 1_000_000L) + (long)(ms * 1_000_000)).ToString(CultureInfo.InvariantCulture);
}
