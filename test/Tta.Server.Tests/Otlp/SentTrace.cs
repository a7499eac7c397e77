using System.Net;
using System.Text;

namespace Tta.Server.Tests.Otlp;

/// <summary>Traces that tests send to a running server: OTLP/JSON put together from short parts.</summary>
internal static class SentTrace
{
    /// <summary>Sends spans of one service; the spans are OTLP/JSON objects, see <see cref="Span"/>.</summary>
    public static Task SendAsync(RunningServer server, string service, params string[] spans) =>
        SendAsync(server, [(Text("service.name", service), string.Join(',', spans))]);

    /// <summary>Sends spans of several resources: attributes and spans as lists of OTLP/JSON objects.</summary>
    public static async Task SendAsync(RunningServer server, params (string Resource, string Spans)[] groups)
    {
        string body = "{\"resourceSpans\":[" + string.Join(',', groups.Select(group =>
            $$"""{"resource":{"attributes":[{{group.Resource}}]},"scopeSpans":[{"scope":{"name":"lib","version":"1"},"spans":[{{group.Spans}}]}]}""")) + "]}";
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage sent = await server.Client.PostAsync(server.Url("otlp-http", "/v1/traces"), content);
        string answer = await sent.Content.ReadAsStringAsync();
        Assert.True(sent.StatusCode == HttpStatusCode.OK && !answer.Contains("rejected", StringComparison.Ordinal), answer);
    }

    /// <summary>One span as OTLP/JSON.</summary>
    /// <param name="traceId">32 hex digits.</param>
    /// <param name="id">Span id.</param>
    /// <param name="name">Name.</param>
    /// <param name="startNs">Start.</param>
    /// <param name="durationNs">End minus start.</param>
    /// <param name="parent">Parent id, 0 for a root.</param>
    /// <param name="more">Further properties, such as <c>"kind":2</c>.</param>
    public static string Span(string traceId, ulong id, string name, ulong startNs, ulong durationNs, ulong parent = 0, string more = "") =>
        $$"""{"traceId":"{{traceId}}","spanId":"{{id:x16}}","parentSpanId":"{{(parent == 0 ? "" : parent.ToString("x16", null))}}","name":"{{name}}","startTimeUnixNano":"{{startNs}}","endTimeUnixNano":"{{startNs + durationNs}}"{{(more.Length == 0 ? "" : "," + more)}}}""";

    /// <summary>A text attribute.</summary>
    public static string Text(string key, string value) => $$$"""{"key":"{{{key}}}","value":{"stringValue":"{{{value}}}"}}""";
}
