using System.Net;
using System.Text;

namespace Tta.Agent.Tests;

/// <summary>Answers requests from a function; nothing touches the network.</summary>
internal sealed class StubHttp(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    public static HttpClient Client(Func<HttpRequestMessage, HttpResponseMessage> answer) => new(new StubHttp((request, _) => Task.FromResult(answer(request))));

    public static HttpClient Client(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) => new(new StubHttp(answer));

    public static HttpResponseMessage Page(string text, string? contentType = "text/plain; version=0.0.4")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        if (contentType is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => answer(request, cancellationToken);
}
