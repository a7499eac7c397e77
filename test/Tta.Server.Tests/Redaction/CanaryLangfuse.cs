using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tta.Server.Tests.Langfuse;
using Tta.Server.Tests.Otlp;

namespace Tta.Server.Tests.Redaction;

/// <summary>Sends a text by every route below <c>/api/public</c> that keeps something, in every place that takes a text.</summary>
internal sealed class CanaryLangfuse(RunningServer server, Canary canary)
{
    private const string Json = "application/json";

    private string Text => canary.Json;

    private int Number => canary.Number;

    private static string Now => TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);

    public async Task SendAllAsync()
    {
        await SendCallsAsync();
        await SendOlderBodiesAsync();
        await SendSpanAsync();
        await SendDocumentsAsync();
        await SendJudgementAsync();
        await SendMediaAsync();
        await SendPricesAsync();
    }

    private async Task SendCallsAsync()
    {
        await IngestAsync($$$$$"""
            {"batch":[
              {"id":"a{{{{{Number}}}}}","type":"trace-create","timestamp":"{{{{{Now}}}}}","body":{"id":"t{{{{{Number}}}}}","name":"{{{{{Text}}}}}","userId":"{{{{{Text}}}}}","sessionId":"{{{{{Text}}}}}",
                "input":{"q":"prompt-{{{{{Text}}}}}","password":"opaque-credential-{{{{{Number}}}}}"},"output":"completion-{{{{{Text}}}}}","metadata":{"m":"{{{{{Text}}}}}"},"tags":["{{{{{Text}}}}}"]}},
              {"id":"b{{{{{Number}}}}}","type":"generation-create","timestamp":"{{{{{Now}}}}}","body":{"id":"g{{{{{Number}}}}}","traceId":"t{{{{{Number}}}}}","name":"{{{{{Text}}}}}","model":"canary-model",
                "input":[{"role":"user","content":"prompt-{{{{{Text}}}}}"}],"output":{"content":"completion-{{{{{Text}}}}}"},"metadata":{"m":["{{{{{Text}}}}}"]},"statusMessage":"{{{{{Text}}}}}"}},
              {"id":"c{{{{{Number}}}}}","type":"score-create","timestamp":"{{{{{Now}}}}}","body":{"traceId":"t{{{{{Number}}}}}","name":"quality","value":0.5,"comment":"{{{{{Text}}}}}"}},
              {"id":"d{{{{{Number}}}}}","type":"trace-create","timestamp":"{{{{{Now}}}}}","body":{"id":"t{{{{{Number}}}}}","sessionId":"later {{{{{Text}}}}}","version":"{{{{{Text}}}}}","release":"{{{{{Text}}}}}",
                "output":"later completion-{{{{{Text}}}}}","metadata":{"later":"{{{{{Text}}}}}"}}},
              {"id":"e{{{{{Number}}}}}","type":"generation-update","timestamp":"{{{{{Now}}}}}","body":{"id":"g{{{{{Number}}}}}","output":"later completion-{{{{{Text}}}}}","modelParameters":{"stop":"{{{{{Text}}}}}"}}}]}
            """);
        await PostAsync("/scores", $$$$$"""{"traceId":"t{{{{{Number}}}}}","name":"one","value":1,"comment":"score {{{{{Text}}}}}","metadata":{"m":"{{{{{Text}}}}}"}}""");
        await PostAsync("/scores", $$$$$"""{"sessionId":"{{{{{Text}}}}}","name":"{{{{{Text}}}}}","value":"category {{{{{Text}}}}}","dataType":"CATEGORICAL"}""");
    }

    // What the first versions of the SDKs send: types of events and names of fields that are no more.
    private async Task SendOlderBodiesAsync() => await IngestAsync($$$$$"""
        {"batch":[
          {"id":"f{{{{{Number}}}}}","type":"observation-create","timestamp":"{{{{{Now}}}}}","body":{"id":"o{{{{{Number}}}}}","type":"GENERATION","traceId":"t{{{{{Number}}}}}","name":"older {{{{{Text}}}}}","model":"{{{{{Text}}}}}",
            "prompt":"prompt-{{{{{Text}}}}}","completion":"completion-{{{{{Text}}}}}","usage":{"promptTokens":1,"completionTokens":2}}},
          {"id":"h{{{{{Number}}}}}","type":"observation-update","timestamp":"{{{{{Now}}}}}","body":{"id":"o{{{{{Number}}}}}","type":"GENERATION","input":"prompt-{{{{{Text}}}}}","output":"completion-{{{{{Text}}}}}"}},
          {"id":"i{{{{{Number}}}}}","type":"span-create","timestamp":"{{{{{Now}}}}}","body":{"id":"s {{{{{Text}}}}}","traceId":"t{{{{{Number}}}}}","input":"prompt-{{{{{Text}}}}}","parentObservationId":"{{{{{Text}}}}}"}},
          {"id":"j{{{{{Number}}}}}","type":"event-create","timestamp":"{{{{{Now}}}}}","body":{"id":"v{{{{{Number}}}}}","traceId":"t{{{{{Number}}}}}","name":"{{{{{Text}}}}}","output":"completion-{{{{{Text}}}}}"}},
          {"id":"k{{{{{Number}}}}}","type":"sdk-log","timestamp":"{{{{{Now}}}}}","body":{"log":"prompt-{{{{{Text}}}}}"}}]}
        """);

    // Attributes of several conventions at once: only one of them becomes the input.
    private async Task SendSpanAsync()
    {
        ulong now = OtlpBodies.NowNs();
        string[] asked = ["langfuse.trace.input", "langfuse.observation.input", "input.value", "traceloop.entity.input", "gen_ai.prompt.0.content", "llm.input_messages.0.message.content", "ai.prompt.messages"];
        string[] answered = ["langfuse.trace.output", "langfuse.observation.output", "output.value", "gen_ai.completion.0.content", "ai.response.text", "mlflow.spanOutputs"];
        string[] attributes =
        [
            Attribute("langfuse.observation.type", "generation"), Attribute("gen_ai.request.model", "canary-model"), Attribute("langfuse.user.id", Text),
            Attribute("langfuse.observation.metadata.m", Text), Attribute("unknown", Text),
            .. asked.Select(key => Attribute(key, "prompt-" + Text)), .. answered.Select(key => Attribute(key, "completion-" + Text)),
        ];
        await PostAsync("/otel/v1/traces", $$$$$"""
            {"resourceSpans":[{"resource":{"attributes":[{{{{{Attribute("service.name", "canary")}}}}}]},"scopeSpans":[{"spans":[{
              "traceId":"{{{{{Number:x32}}}}}","spanId":"{{{{{Number:x16}}}}}","name":"direct {{{{{Text}}}}}","startTimeUnixNano":"{{{{{now}}}}}","endTimeUnixNano":"{{{{{now + 1000}}}}}",
              "attributes":[{{{{{string.Join(',', attributes)}}}}}],
              "events":[{"timeUnixNano":"{{{{{now}}}}}","name":"gen_ai.user.message","attributes":[{{{{{Attribute("content", "prompt-" + Text)}}}}}]}]}]}]}]}
            """);
    }

    private async Task SendDocumentsAsync()
    {
        await PostAsync(
            "/v2/prompts", $$$$$"""{"name":"p{{{{{Number}}}}}","type":"text","prompt":"managed {{{{{Text}}}}}","config":{"c":"{{{{{Text}}}}}"},"tags":["{{{{{Text}}}}}"],"commitMessage":"{{{{{Text}}}}}"}""", HttpStatusCode.Created);
        await PostAsync("/v2/datasets", $$$$$"""{"name":"d{{{{{Number}}}}}","description":"{{{{{Text}}}}}","metadata":{"m":"{{{{{Text}}}}}"}}""");
        await PostAsync("/datasets", $$$$$"""{"name":"old{{{{{Number}}}}}","description":"{{{{{Text}}}}}"}""");
        await PostAsync(
            "/dataset-items", $$$$$"""{"datasetName":"d{{{{{Number}}}}}","id":"i{{{{{Number}}}}}","input":{"q":"{{{{{Text}}}}}"},"expectedOutput":"{{{{{Text}}}}}","metadata":{"m":"{{{{{Text}}}}}"}}""");
        await PostAsync(
            "/dataset-run-items", $$$$$"""{"runName":"run {{{{{Text}}}}}","runDescription":"{{{{{Text}}}}}","metadata":{"m":"{{{{{Text}}}}}"},"datasetItemId":"i{{{{{Number}}}}}","traceId":"t{{{{{Number}}}}}"}""");
        await PostAsync("/comments", $$$$$"""{"projectId":"tta","objectType":"TRACE","objectId":"t{{{{{Number}}}}}","content":"comment {{{{{Text}}}}}","authorUserId":"{{{{{Text}}}}}"}""");
    }

    private async Task SendJudgementAsync()
    {
        JsonElement config = await PostAsync(
            "/score-configs", $$$$$"""{"name":"c{{{{{Number}}}}}","dataType":"CATEGORICAL","description":"{{{{{Text}}}}}","categories":[{"label":"{{{{{Text}}}}}","value":1},{"label":"no","value":0}]}""");
        JsonElement queue = await PostAsync(
            "/annotation-queues", $$$$$"""{"name":"q{{{{{Number}}}}}","description":"queue {{{{{Text}}}}}","scoreConfigIds":["{{{{{config.GetProperty("id").GetString()}}}}}"]}""");
        string path = $"/annotation-queues/{queue.GetProperty("id").GetString()}";
        await PostAsync(path + "/items", $$$$$"""{"objectType":"SESSION","objectId":"{{{{{Text}}}}}"}""");
        await PostAsync(path + "/assignments", $$$$$"""{"userId":"{{{{{Text}}}}}"}""");
    }

    private async Task SendMediaAsync()
    {
        // A server that keeps no content refuses media.
        using HttpResponseMessage announced = await SendAsync(HttpMethod.Post, "/media", $$$$$"""
            {"traceId":"{{{{{Text}}}}}","observationId":"{{{{{Text}}}}}","field":"input","contentType":"image/png","contentLength":1,"sha256Hash":"{{{{{Hash(Number)}}}}}"}
            """);
        using HttpResponseMessage ofType = await SendAsync(HttpMethod.Post, "/media", $$$$$"""
            {"traceId":"t","field":"input","contentType":"image/{{{{{Uri.EscapeDataString(canary.Value)}}}}}","contentLength":1,"sha256Hash":"{{{{{Hash(-Number)}}}}}"}
            """);
        if (announced.IsSuccessStatusCode)
        {
            using JsonDocument medium = JsonDocument.Parse(await announced.Content.ReadAsStringAsync());
            using HttpResponseMessage failed = await SendAsync(
                HttpMethod.Patch, $"/media/{medium.RootElement.GetProperty("mediaId").GetString()}",
                $$$$$"""{"uploadedAt":"2026-01-02T03:04:05.006Z","uploadHttpStatus":500,"uploadHttpError":"upload {{{{{Text}}}}}"}""");
            Assert.Equal(HttpStatusCode.OK, failed.StatusCode);
        }
    }

    private async Task SendPricesAsync()
    {
        await PostAsync("/models", $$$$$"""{"modelName":"mine {{{{{Text}}}}} no{{{{{Number}}}}}","matchPattern":"^mine{{{{{Number}}}}}$","unit":"TOKENS","inputPrice":1}""");
        using HttpResponseMessage imported = await server.Client.PutAsync(
            server.Url("ui", $"/api/tta/v1/price-lists/{Uri.EscapeDataString($"list {canary.Text} no{Number}")}?format=litellm"),
            new StringContent($$$$$"""{"priced {{{{{Text}}}}}":{"input_cost_per_token":1,"litellm_provider":"{{{{{Text}}}}}"}}""", Encoding.UTF8, new MediaTypeHeaderValue(Json)));
        Assert.Equal(HttpStatusCode.OK, imported.StatusCode);
    }

    private static string Attribute(string key, string json) => $$$"""{"key":"{{{key}}}","value":{"stringValue":"{{{json}}}"}}""";

    private static string Hash(int number) => Convert.ToBase64String(SHA256.HashData(BitConverter.GetBytes(number)));

    private async Task IngestAsync(string json) =>
        Assert.Empty((await PostAsync("/ingestion", json, HttpStatusCode.MultiStatus)).GetProperty("errors").EnumerateArray());

    private Task<JsonElement> PostAsync(string path, string json, HttpStatusCode expected = HttpStatusCode.OK) => LangfuseRequests.PostAsync(server, path, json, expected);

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string json) =>
        LangfuseRequests.SendAsync(server, method, path, new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue(Json)));
}
