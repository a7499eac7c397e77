// Spec: Prometheus scrape requests: Accept by preference, X-Prometheus-Scrape-Timeout-Seconds, gzip.
using System.Buffers;
using System.Globalization;
using Tta.Model;
using Tta.Wire;
using Tta.Wire.Compression;

namespace Tta.Agent.Scraping;

/// <summary>Fetches pages, bounded in size and time. Thread-safe.</summary>
internal sealed class ScrapeClient(ScrapeConfig config, HttpClient http, Limits limits)
{
    private const string Accept = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
        + "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

    private readonly Limits _limits = config.Limits.BodySizeBytes <= 0 ? limits : limits with
    {
        MaxDecompressedBytes = (int)Math.Min(config.Limits.BodySizeBytes, limits.MaxDecompressedBytes),
        MaxRequestBytes = (int)Math.Min(config.Limits.BodySizeBytes, limits.MaxRequestBytes),
    };

    /// <summary>Gets a page; the caller disposes it.</summary>
    /// <exception cref="HttpRequestException">The target cannot be reached or answers with an error.</exception>
    /// <exception cref="InvalidDataException">The page is too large or damaged.</exception>
    /// <exception cref="OperationCanceledException">The time is up.</exception>
    public async Task<ScrapeResponse> GetAsync(ScrapeTarget target, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target.Url);
        request.Headers.TryAddWithoutValidation("Accept", Accept);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
        request.Headers.TryAddWithoutValidation("User-Agent", "tta");
        request.Headers.TryAddWithoutValidation("X-Prometheus-Scrape-Timeout-Seconds", target.Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        await config.Authentication.ApplyAsync(request, cancellationToken).ConfigureAwait(false);
        using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if ((int)response.StatusCode != 200)
        {
            throw new HttpRequestException($"server returned HTTP status {(int)response.StatusCode} {response.ReasonPhrase}");
        }

        string? contentType = response.Content.Headers.TryGetValues("Content-Type", out IEnumerable<string>? types) ? string.Join(", ", types) : null;
        string encoding = string.Join(", ", response.Content.Headers.ContentEncoding);
        Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            return new ScrapeResponse(await ReadPageAsync(stream, encoding, cancellationToken).ConfigureAwait(false), contentType);
        }
    }

    private async ValueTask<PooledBytes> ReadPageAsync(Stream stream, string encoding, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(64 << 10);
        try
        {
            int size = 0;
            int read;
            while ((read = await stream.ReadAsync(buffer.AsMemory(size), cancellationToken).ConfigureAwait(false)) > 0)
            {
                size += read;
                if (size > _limits.MaxRequestBytes)
                {
                    throw new InvalidDataException($"body size limit of {_limits.MaxRequestBytes} bytes exceeded");
                }

                if (size == buffer.Length)
                {
                    byte[] larger = ArrayPool<byte>.Shared.Rent(size * 2);
                    buffer.CopyTo(larger, 0);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }

            return ContentDecoder.TryDecompress(encoding, new ReadOnlySequence<byte>(buffer, 0, size), _limits, out PooledBytes? page, out WireError error)
                ? page
                : throw new InvalidDataException(error.Message);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
