using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Tta.Server.Tests.Langfuse;
using Tta.Server.Tests.Otlp;

namespace Tta.Server.Tests.Redaction;

/// <summary>Sends a text by every way in, in every place of each that a sender can fill.</summary>
internal sealed class CanarySender(RunningServer server, Canary canary)
{
    private const string Json = "application/json";

    private string Text => canary.Json;

    private string Id => $"{canary.Number:x16}";

    private static string Now => TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);

    public async Task SendAllAsync()
    {
        await SendOtlpAsync();
        await SendSpanInProtobufAsync();
        await PostAsync("loki", "/loki/api/v1/push", Json, Encoding.UTF8.GetBytes($$$$$"""
            {"streams":[{"stream":{"service_name":"pushed","label":"{{{{{Text}}}}}"},"values":[["{{{{{OtlpBodies.NowNs()}}}}}","line {{{{{Text}}}}}",{"meta":"{{{{{Text}}}}}"}]]}]}
            """));
        await PostAsync("prometheus", "/api/v1/write", "application/x-protobuf", Snappy(Series()), "snappy");
        await new CanaryLangfuse(server, canary).SendAllAsync();
    }

    /// <summary>Questions and addresses with the text in them, refused and answered; what they are answered is for the asker alone.</summary>
    public async Task AskAsync()
    {
        string text = Uri.EscapeDataString(canary.Text);
        foreach (string path in (string[])
        [
            $"/prometheus/api/v1/query?query=up%7Bl%3D%22{text}%22%7D", $"/prometheus/api/v1/query?query=up%7Bl%3D%22{text}", $"/prometheus/api/v1/query?query=up&time={text}",
            $"/prometheus/api/v1/label/{text}/values", $"/loki/loki/api/v1/query_range?query=%7Bl%3D%22{text}%22%7D", $"/loki/loki/api/v1/query_range?query=%7B{text}",
            $"/tempo/api/search?q=%7B.l%3D%22{text}%22%7D", $"/tempo/api/search?q=%7B{text}", $"/tempo/api/traces/{text}", $"/jaeger/api/traces?service={text}&tags={text}",
            $"/api/tta/v1/llm/calls?persona={text}", $"/api/tta/v1/llm/costs?by={text}", $"/api/tta/v1/traces?service={text}&startMs={text}", $"/api/public/traces?userId={text}&filter={text}",
            $"/api/public/no/{text}", $"/no/{text}",
        ])
        {
            using HttpResponseMessage answer = await server.Client.GetAsync(server.Url("ui", path));
            await answer.Content.ReadAsByteArrayAsync();
        }
    }

    /// <summary>Requests that are refused, with the text in the place that the error is about.</summary>
    public async Task<string> SendWrongAsync()
    {
        var answers = new StringBuilder();
        foreach ((string path, string body) in ((string, string)[])
        [
            ("/ingestion", $$$$$"""{"batch":[{"id":"w","type":"{{{{{Text}}}}}","timestamp":"{{{{{Now}}}}}","body":{}}]}"""),
            ("/scores", $$$$$"""{"traceId":"t","name":"n","value":1,"dataType":"{{{{{Text}}}}}"}"""),
            ("/v2/prompts", $$$$$"""{"name":"p","type":"{{{{{Text}}}}}","prompt":"x"}"""),
            ("/dataset-items", $$$$$"""{"datasetName":"{{{{{Text}}}}}","input":1}"""),
            ("/comments", $$$$$"""{"projectId":"tta","objectType":"TRACE","objectId":"{{{{{Text}}}}}","content":"x"}"""),
            ("/annotation-queues", $$$$$"""{"name":"w","scoreConfigIds":["{{{{{Text}}}}}"]}"""),
            ("/models", $$$$$"""{"modelName":"w","matchPattern":"({{{{{Text}}}}}","unit":"TOKENS","inputPrice":1}"""),
            ("/score-configs", $$$$$"""{"name":"w","dataType":"{{{{{Text}}}}}"}"""),
            ("/otel/v1/traces", $$$$$"""{"resourceSpans":"{{{{{Text}}}}}"}"""),
        ])
        {
            using HttpResponseMessage answer = await LangfuseRequests.SendAsync(
                server, HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(Json)));
            answers.AppendLine(await answer.Content.ReadAsStringAsync());
        }

        return answers.ToString();
    }

    private async Task SendOtlpAsync()
    {
        ulong now = OtlpBodies.NowNs();
        string resource = $$$$$"""{"attributes":[{"key":"service.name","value":{"stringValue":"canary"}},{"key":"place","value":{"stringValue":"{{{{{Text}}}}}"}}]}""";
        string scope = $$$$$"""{"name":"scope {{{{{Text}}}}}","attributes":[{"key":"s","value":{"stringValue":"{{{{{Text}}}}}"}}]}""";
        await PostAsync("otlp-http", "/v1/traces", Json, Encoding.UTF8.GetBytes($$$$$"""
            {"resourceSpans":[{"resource":{{{{{resource}}}}},"scopeSpans":[{"scope":{{{{{scope}}}}},"spans":[{
              "traceId":"{{{{{OtlpBodies.TraceId}}}}}","spanId":"{{{{{Id}}}}}","traceState":"v={{{{{Text}}}}}","name":"name {{{{{Text}}}}}","startTimeUnixNano":"{{{{{now}}}}}","endTimeUnixNano":"{{{{{now + 1000}}}}}",
              "attributes":[{"key":"text","value":{"stringValue":"{{{{{Text}}}}}"}},
                {"key":"url.full","value":{"stringValue":"https://x.test/?q={{{{{Uri.EscapeDataString(canary.Value)}}}}}"}},
                {"key":"list","value":{"arrayValue":{"values":[{"intValue":"1"},{"stringValue":"{{{{{Text}}}}}"}]}}},
                {"key":"map","value":{"kvlistValue":{"values":[{"key":"inner","value":{"stringValue":"{{{{{Text}}}}}"}}]}}},
                {"key":"http.request.header.authorization","value":{"stringValue":"opaque-credential-{{{{{canary.Number}}}}}"}},
                {"key":"bytes","value":{"bytesValue":"{{{{{Convert.ToBase64String(Encoding.UTF8.GetBytes(canary.Value))}}}}}"}},
                {"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},{"key":"gen_ai.request.model","value":{"stringValue":"canary-model"}},
                {"key":"gen_ai.usage.input_tokens","value":{"intValue":"12"}},
                {"key":"gen_ai.input.messages","value":{"stringValue":"[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"prompt-{{{{{Text}}}}}\"}]}]"}},
                {"key":"gen_ai.output.messages","value":{"stringValue":"[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"completion-{{{{{Text}}}}}\"}]}]"}}],
              "events":[{"timeUnixNano":"{{{{{now}}}}}","name":"event {{{{{Text}}}}}","attributes":[{"key":"exception.stacktrace","value":{"stringValue":"{{{{{Text}}}}}"}}]}],
              "links":[{"traceId":"{{{{{OtlpBodies.TraceId}}}}}","spanId":"00000000000000ff","traceState":"v={{{{{Text}}}}}","attributes":[{"key":"l","value":{"stringValue":"{{{{{Text}}}}}"}}]}],
              "status":{"code":2,"message":"status {{{{{Text}}}}}"}}]}]}]}
            """));
        await PostAsync("otlp-http", "/v1/logs", Json, Encoding.UTF8.GetBytes($$$$$"""
            {"resourceLogs":[{"resource":{{{{{resource}}}}},"scopeLogs":[{"scope":{{{{{scope}}}}},"logRecords":[{"timeUnixNano":"{{{{{now}}}}}","body":{"stringValue":"body {{{{{Text}}}}}"},
              "attributes":[{"key":"a","value":{"stringValue":"{{{{{Text}}}}}"}}]},
              {"timeUnixNano":"{{{{{now}}}}}","eventName":"gen_ai.user.message","body":{"kvlistValue":{"values":[{"key":"content","value":{"stringValue":"prompt-{{{{{Text}}}}}"}}]}}},
              {"timeUnixNano":"{{{{{now}}}}}","eventName":"gen_ai.client.inference.operation.details","attributes":[{"key":"gen_ai.output.messages","value":{"stringValue":"completion-{{{{{Text}}}}}"}}]}]}]}]}
            """));
        await PostAsync("otlp-http", "/v1/metrics", Json, Encoding.UTF8.GetBytes($$$$$"""
            {"resourceMetrics":[{"resource":{{{{{resource}}}}},"scopeMetrics":[{"scope":{{{{{scope}}}}},"metrics":[{"name":"leaky{{{{{canary.Number}}}}}","description":"about {{{{{Text}}}}}",
              "gauge":{"dataPoints":[{"timeUnixNano":"{{{{{now}}}}}","asDouble":1,"attributes":[{"key":"l","value":{"stringValue":"{{{{{Text}}}}}"}}]}]}}]}]}]}
            """));
    }

    // By gRPC, with a field that nobody knows.
    private async Task SendSpanInProtobufAsync()
    {
        byte[] text = Encoding.UTF8.GetBytes(canary.Text);
        byte[] attribute = OtlpBodies.Field(9, [.. OtlpBodies.Field(1, "text"u8), .. OtlpBodies.Field(2, OtlpBodies.Field(1, text))]);
        byte[] span = OtlpBodies.Span((ulong)canary.Number + 0x1000, [.. attribute, .. OtlpBodies.Field(99, text)]);
        byte[] request = OtlpBodies.Field(1, OtlpBodies.Field(2, OtlpBodies.Field(2, span)));
        using var message = new HttpRequestMessage(HttpMethod.Post, server.Url("otlp-grpc", "/opentelemetry.proto.collector.trace.v1.TraceService/Export"))
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent(OtlpBodies.Frame(request)),
        };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc+proto");
        using HttpResponseMessage answer = await server.Client.SendAsync(message);
        await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal("0", Assert.Single(answer.TrailingHeaders.GetValues("grpc-status")));
    }

    private async Task PostAsync(string listener, string path, string type, byte[] body, string? encoding = null)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        using HttpResponseMessage answer = await server.Client.PostAsync(server.Url(listener, path), content);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
    }

    private byte[] Series()
    {
        byte[] value = Encoding.UTF8.GetBytes(canary.Text);
        byte[] name = OtlpBodies.Field(1, [.. OtlpBodies.Field(1, "__name__"u8), .. OtlpBodies.Field(2, Encoding.UTF8.GetBytes($"written{canary.Number}"))]);
        byte[] label = OtlpBodies.Field(1, [.. OtlpBodies.Field(1, "label"u8), .. OtlpBodies.Field(2, value)]);
        byte[] sample = OtlpBodies.Field(2, [9, .. BitConverter.GetBytes(1d), 16, .. OtlpBodies.Varint(OtlpBodies.NowNs() / 1_000_000)]);
        return OtlpBodies.Field(1, [.. name, .. label, .. sample]);
    }

    // One literal of up to 256 bytes.
    private static byte[] Snappy(byte[] bytes) => [.. OtlpBodies.Varint((ulong)bytes.Length), 60 << 2, (byte)(bytes.Length - 1), .. bytes];
}
