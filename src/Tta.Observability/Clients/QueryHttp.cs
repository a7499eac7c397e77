using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Tta.Observability;

/// <summary>GET with a query string and a JSON answer. Shared by the query clients. Thread-safe.</summary>
internal sealed class QueryHttp : IDisposable
{
    private readonly HttpClient _http;
    private readonly bool _isOwned;
    private readonly string _base;
    private readonly Func<JsonElement, (string Message, string? Type)?> _errorOf;

    /// <param name="address">Base address of the API.</param>
    /// <param name="http">Client of the application, or null for an own one.</param>
    /// <param name="errorOf">Reads the API's own form of an error, or gives null.</param>
    public QueryHttp(Uri address, HttpClient? http, Func<JsonElement, (string Message, string? Type)?> errorOf)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri)
        {
            throw new ArgumentException($"{address} is not an absolute address, such as http://127.0.0.1:9090", nameof(address));
        }

        _base = address.AbsoluteUri.TrimEnd('/');
        _isOwned = http is null;
        _http = http ?? new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) });
        _errorOf = errorOf;
    }

    /// <exception cref="QueryException">The server cannot be reached, refuses, or answers something else than expected.</exception>
    public async Task<T> GetAsync<T>(
        string path, IEnumerable<KeyValuePair<string, string?>> parameters, Func<JsonElement, T> read, CancellationToken cancellationToken) =>
        Read(path, await SendAsync(path, parameters, cancellationToken).ConfigureAwait(false), read);

    /// <summary>As <see cref="GetAsync"/>, but null when the server does not know the path: it says so, or shows its web page, as some do under every path.</summary>
    /// <exception cref="QueryException">The server cannot be reached, refuses, or answers something else than expected.</exception>
    public async Task<T?> GetIfServedAsync<T>(
        string path, IEnumerable<KeyValuePair<string, string?>> parameters, Func<JsonElement, T> read, CancellationToken cancellationToken)
        where T : class
    {
        Answer answer = await SendAsync(path, parameters, cancellationToken).ConfigureAwait(false);
        return answer is { Json: null, Status: HttpStatusCode.NotFound or HttpStatusCode.OK } ? null : Read(path, answer, read);
    }

    private T Read<T>(string path, in Answer answer, Func<JsonElement, T> read)
    {
        if (answer.Json is { } known && _errorOf(known) is var (message, type))
        {
            throw new QueryException($"{_base}{path}: {message}", answer.Status, type);
        }

        if (answer.Status is < HttpStatusCode.OK or >= HttpStatusCode.MultipleChoices || answer.Json is not { } root)
        {
            string text = Encoding.UTF8.GetString(answer.Body.AsSpan(0, Math.Min(answer.Body.Length, 500)));
            throw new QueryException($"{_base}{path} answers {(int)answer.Status} {answer.Reason}: {text}", answer.Status);
        }

        try
        {
            return read(root);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new QueryException($"{_base}{path} answers in a form that is not that of its API: {e.Message}", null, null, e);
        }
    }

    private async Task<Answer> SendAsync(string path, IEnumerable<KeyValuePair<string, string?>> parameters, CancellationToken cancellationToken)
    {
        Uri address = AddressOf(path, parameters);
        try
        {
            using HttpResponseMessage answer = await _http.GetAsync(address, cancellationToken).ConfigureAwait(false);
            byte[] body = await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return new Answer(answer.StatusCode, answer.ReasonPhrase, body, TryParse(body));
        }
        catch (HttpRequestException e)
        {
            throw new QueryException($"cannot reach {_base}: {e.InnerException?.Message ?? e.Message}. Is 'tta up' running there?", null, null, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new QueryException($"{_base}{path} gives no answer within {_http.Timeout.TotalSeconds} s", null, "timeout", e);
        }
    }

    public void Dispose()
    {
        if (_isOwned)
        {
            _http.Dispose();
        }
    }

    /// <summary>Seconds since 1970 with milliseconds, the form of time that Prometheus and Loki take.</summary>
    public static string Seconds(DateTimeOffset time) => (time.ToUnixTimeMilliseconds() / 1000.0).ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>Date and time of RFC 3339 in UTC.</summary>
    public static string Rfc3339(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Nanoseconds since 1970.</summary>
    public static string Nanoseconds(DateTimeOffset time) => ((time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick).ToString(CultureInfo.InvariantCulture);

    /// <summary>Microseconds since 1970.</summary>
    public static string Microseconds(DateTimeOffset time) => ((time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture);

    private Uri AddressOf(string path, IEnumerable<KeyValuePair<string, string?>> parameters)
    {
        var address = new StringBuilder(_base).Append(path);
        char separator = '?';
        foreach ((string name, string? value) in parameters)
        {
            if (value is not null)
            {
                address.Append(separator).Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
                separator = '&';
            }
        }

        return new Uri(address.ToString());
    }

    private static JsonElement? TryParse(byte[] body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // A proxy's error page, for example; the caller shows it.
            return null;
        }
    }

    private readonly record struct Answer(HttpStatusCode Status, string? Reason, byte[] Body, JsonElement? Json);
}
