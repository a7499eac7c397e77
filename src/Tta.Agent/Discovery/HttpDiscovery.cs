// Spec: Prometheus http_sd_config.
using System.Globalization;
using Tta.Agent.Scraping;
using Tta.Model;

namespace Tta.Agent.Discovery;

/// <summary>http_sd_configs: targets as JSON from a URL.</summary>
public sealed class HttpDiscovery(Uri url, TimeSpan refreshInterval, HttpAuthentication authentication, HttpClient http) : ITargetDiscovery
{
    private const int MaxBodyBytes = 16 << 20;

    private IReadOnlyList<TargetGroup> _known = [];

    /// <inheritdoc/>
    public TimeSpan RefreshInterval => refreshInterval;

    /// <inheritdoc/>
    public string? LastError { get; private set; }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<TargetGroup>> RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            _known = await GetAsync(cancellationToken).ConfigureAwait(false);
            LastError = null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LastError = $"cannot read targets from {url}: {e.Message}";
        }

        return _known;
    }

    private async Task<List<TargetGroup>> GetAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("X-Prometheus-Refresh-Interval-Seconds", refreshInterval.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        await authentication.ApplyAsync(request, cancellationToken).ConfigureAwait(false);
        using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if ((int)response.StatusCode != 200)
        {
            throw new InvalidDataException($"server returned HTTP status {(int)response.StatusCode} {response.ReasonPhrase}");
        }

        if (response.Content.Headers.ContentType?.MediaType is not "application/json")
        {
            throw new InvalidDataException($"unsupported content type \"{response.Content.Headers.ContentType}\"");
        }

        await response.Content.LoadIntoBufferAsync(MaxBodyBytes, cancellationToken).ConfigureAwait(false);
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        return TargetGroupJson.Read(body, url.ToString(), Labels.Of("__meta_url", url.ToString()));
    }
}
