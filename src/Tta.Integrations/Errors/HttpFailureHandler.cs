namespace Tta.Integrations;

/// <summary>Turns error answers into <see cref="ModelCallException"/> before an SDK sees them, for SDKs whose exceptions drop the headers.</summary>
internal sealed class HttpFailureHandler(string provider, HttpMessageHandler inner, TimeProvider time) : DelegatingHandler(inner)
{
    private const int MaxBodyBytes = 64 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            string body = await ReadStartAsync(response.Content, cancellationToken).ConfigureAwait(false);
            throw HttpFailure.From(provider, (int)response.StatusCode, body, HeaderOf, time.GetUtcNow());
        }

        string? HeaderOf(string name) => response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.First() : null;
    }

    private static async Task<string> ReadStartAsync(HttpContent content, CancellationToken cancellationToken)
    {
        using Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        byte[] buffer = new byte[MaxBodyBytes];
        int length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return System.Text.Encoding.UTF8.GetString(buffer, 0, length);
    }
}
