using System.Net;
using System.Text;

namespace Tta.Integrations.Tests;

/// <summary>An HTTP server in a handler: answers from a script and remembers what it was asked.</summary>
internal sealed class ScriptedHttp(params Func<HttpRequestMessage, HttpResponseMessage>[] answers) : HttpMessageHandler
{
    private int _next;

    public List<(HttpRequestMessage Request, string Body)> Requests { get; } = [];

    public static Func<HttpRequestMessage, HttpResponseMessage> Json(string json, HttpStatusCode status = HttpStatusCode.OK, params (string Name, string Value)[] headers)
        => _ => WithHeaders(new HttpResponseMessage(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") }, headers);

    public static Func<HttpRequestMessage, HttpResponseMessage> Events(string text)
        => _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(text.ReplaceLineEndings("\n"), Encoding.UTF8, "text/event-stream") };

    public static Func<HttpRequestMessage, HttpResponseMessage> Stream(Stream stream)
        => _ =>
        {
            StreamContent content = new(stream);
            content.Headers.ContentType = new("text/event-stream");
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
        };

    public static Func<HttpRequestMessage, HttpResponseMessage> Throw(Exception exception) => _ => throw exception;

    public string Body(int index = 0) => Requests[index].Body;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Requests.Add((request, request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken)));
        HttpResponseMessage response = answers[Math.Min(_next++, answers.Length - 1)](request);
        response.RequestMessage = request;
        return response;
    }

    private static HttpResponseMessage WithHeaders(HttpResponseMessage response, (string Name, string Value)[] headers)
    {
        foreach ((string name, string value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }
}
