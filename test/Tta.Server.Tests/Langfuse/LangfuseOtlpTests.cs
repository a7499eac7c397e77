using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tta.Model;
using Tta.Server.Tests.Otlp;

namespace Tta.Server.Tests.Langfuse;

public sealed class LangfuseOtlpTests
{
    [Fact]
    public async Task Content_goes_to_the_model_call_and_nowhere_else()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await OtlpHttpTests.AcceptAsync(server, "/v1/traces", ChatSpan(""));
        using HttpResponseMessage response = await PostAsync(server, ChatSpan(
            """,{"key":"gen_ai.input.messages","value":{"stringValue":"[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"the secret prompt\"}]}]"}}"""));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        using JsonDocument calls = JsonDocument.Parse(await server.GetAsync("ui", "/api/tta/v1/llm/calls"));
        JsonElement call = Assert.Single(calls.RootElement.GetProperty("calls").EnumerateArray());
        Assert.Equal("gpt-4o-mini", call.GetProperty("model").GetString());
        Assert.Equal(12, call.GetProperty("inputTokens").GetInt64());
        Assert.True(call.GetProperty("hasContent").GetBoolean());
        string whole = await server.GetAsync("ui", $"/api/tta/v1/llm/calls/{OtlpBodies.TraceId}/00000000000000cc");
        Assert.Contains("the secret prompt", whole, StringComparison.Ordinal);

        string trace = await server.GetAsync("jaeger", $"/api/traces/{OtlpBodies.TraceId}");
        Assert.DoesNotContain("secret prompt", trace, StringComparison.Ordinal);
        Assert.Equal(1, await OtlpHttpTests.SpanCountAsync(server));
    }

    [Fact]
    public async Task A_span_that_is_no_model_call_is_an_observation_too_and_no_trace_of_Jaeger()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage response = await PostAsync(server, OtlpBodies.TracesJson("shop", "00000000000000aa"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using HttpResponseMessage trace = await server.Client.GetAsync(server.Url("jaeger", $"/api/traces/{OtlpBodies.TraceId}"));
        Assert.Equal(HttpStatusCode.NotFound, trace.StatusCode);
        LlmObservation? span = await server.Host.Composition.Stores.Llm.ObservationAsync("00000000000000aa", OtlpBodies.TraceId, CancellationToken.None);
        Assert.Equal(LlmObservationType.Span, span!.Type);
    }

    [Fact]
    public async Task Halves_of_characters_break_nothing()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage response = await PostAsync(server, ChatSpan(
            """,{"key":"langfuse.observation.input","value":{"stringValue":"{\"q\":\"cut \\ud83d\"}"}},{"key":"langfuse.observation.output","value":{"stringValue":"cut \ud83d"}}"""));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        JsonElement call = await LangfuseRequests.GetAsync(server, "/observations/00000000000000cc");
        Assert.Equal("cut \ufffd", call.GetProperty("input").GetProperty("q").GetString());
        Assert.Equal("cut \ufffd", call.GetProperty("output").GetString());
    }

    [Fact]
    public async Task Metrics_are_stored_as_those_of_the_OTLP_port()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string body = $$$"""
            {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeMetrics":[{"metrics":[{"name":"orders","gauge":{"dataPoints":[
            {"timeUnixNano":"{{{OtlpBodies.NowNs()}}}","asInt":"3"}]}}]}]}]}
            """;
        using HttpResponseMessage response = await LangfuseRequests.SendAsync(
            server, HttpMethod.Post, "/otel/v1/metrics", new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("\"3\"", await server.GetAsync("prometheus", "/api/v1/query?query=orders"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_content_type_is_refused_in_the_words_of_the_api()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage response = await LangfuseRequests.SendAsync(server, HttpMethod.Post, "/otel/v1/traces", new StringContent("x"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("\"error\":\"Invalid content type\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{{good}},{"traceId":"00","spanId":"01","name":"x"}]}]}]}""")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{{good}},{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"0000000000000001","attributes":{}}]}]}]}""")]
    [InlineData("""{"resourceSpans":""")]
    [InlineData("""{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1","body":{"stringValue":"x"}}]}]}]}""")]
    public async Task A_batch_with_spans_that_are_none_is_refused_as_a_whole_in_the_words_of_the_api(string body)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string good = $$"""{"traceId":"{{OtlpBodies.TraceId}}","spanId":"00000000000000dd","name":"good"}""";
        using HttpResponseMessage response = await PostAsync(server, body.Replace("{{good}}", good, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("Failed to parse OTel JSON Trace", answer.RootElement.GetProperty("error").GetString());
        Assert.Contains("logs go to port 4318", answer.RootElement.GetProperty("message").GetString(), StringComparison.Ordinal);
        await LangfuseRequests.GetAsync(server, "/observations/00000000000000dd", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_batch_that_is_no_protobuf_is_refused_in_the_words_of_the_api()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var content = new ByteArrayContent([0xff, 0xff]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        using HttpResponseMessage response = await LangfuseRequests.SendAsync(server, HttpMethod.Post, "/otel/v1/traces", content);
        Assert.Equal((HttpStatusCode.BadRequest, "application/json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Contains("\"error\":\"Failed to parse OTel Protobuf Trace\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, null, "prompt-experiment")]
    [InlineData("3", null, null, "prompt-experiment")]
    [InlineData("4", null, null, "langfuse-prompt-experiment")]
    [InlineData(null, "javascript", "5.11.1", "langfuse-prompt-experiment")]
    [InlineData(null, "javascript", "4.6.0", "prompt-experiment")]
    [InlineData(null, "python", "4.0.0b1", "langfuse-prompt-experiment")]
    public async Task Senders_of_version_4_may_use_the_environments_of_langfuse(string? version, string? sdk, string? sdkVersion, string expected)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string span = ChatSpan(""",{"key":"langfuse.environment","value":{"stringValue":"langfuse-prompt-experiment"}}""");
        using HttpResponseMessage response = await PostAsync(
            server, span, ("x-langfuse-ingestion-version", version), ("x-langfuse-sdk-name", sdk), ("x-langfuse-sdk-version", sdkVersion));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(expected, (await LangfuseRequests.GetAsync(server, "/observations/00000000000000cc")).GetProperty("environment").GetString());
    }

    [Theory]
    [InlineData("5")]
    [InlineData("new")]
    public async Task A_version_still_to_come_is_refused(string version)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage response = await PostAsync(server, ChatSpan(""), ("x-langfuse-ingestion-version", version));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static string ChatSpan(string moreAttributes) => $$$"""
        {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"{{{OtlpBodies.TraceId}}}","spanId":"00000000000000cc","name":"chat gpt-4o-mini","kind":3,
        "startTimeUnixNano":"{{{OtlpBodies.NowNs()}}}","endTimeUnixNano":"{{{OtlpBodies.NowNs() + 1000}}}","attributes":[
        {"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},{"key":"gen_ai.request.model","value":{"stringValue":"gpt-4o-mini"}},
        {"key":"gen_ai.usage.input_tokens","value":{"intValue":"12"}}{{{moreAttributes}}}]}]}]}]}
        """;

    private static Task<HttpResponseMessage> PostAsync(RunningServer server, string body, params (string Name, string? Value)[] headers)
    {
        var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        foreach ((string name, string? value) in headers.Where(h => h.Value is not null))
        {
            content.Headers.Add(name, value);
        }

        return LangfuseRequests.SendAsync(server, HttpMethod.Post, "/otel/v1/traces", content);
    }
}
