// Spec: Jaeger HTTP JSON API v1 (the one Grafana uses), and v3 for what Jaeger releases from August 2026 on serve there alone.
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Tta.Observability;

/// <summary>
/// Asks a Jaeger API (<c>tta</c> or Jaeger) for traces: in version 1, and where a server does not serve that any more, in version 3. Thread-safe.
/// </summary>
/// <example>
/// <code>
/// using var jaeger = new JaegerClient();
/// IReadOnlyList&lt;JaegerTrace&gt; traces = await jaeger.FindTracesAsync(new JaegerQuery { Service = "tta-dev-main", Operation = "primitive.LLMAnalyzer" });
/// </code>
/// </example>
public sealed class JaegerClient : IDisposable
{
    private const int MaxConcurrentReads = 8;

    private static readonly Uri s_default = new("http://127.0.0.1:16686");
    private static readonly TimeSpan s_lookback = TimeSpan.FromDays(2); // What Jaeger takes in version 1; version 3 must be told.

    private readonly QueryHttp _http;

    /// <summary>Talks to a server.</summary>
    /// <param name="address">Its base address; null takes <c>http://127.0.0.1:16686</c>.</param>
    /// <param name="http">Client to use, with its authentication; null makes one.</param>
    /// <exception cref="ArgumentException">The address is not absolute.</exception>
    public JaegerClient(Uri? address = null, HttpClient? http = null) => _http = new QueryHttp(address ?? s_default, http, JaegerJson.ErrorOf);

    /// <summary>Names of all services.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The names.</returns>
    /// <exception cref="QueryException">The server cannot be reached or refuses the query.</exception>
    public async Task<IReadOnlyList<string>> GetServicesAsync(CancellationToken cancellationToken = default) =>
        await _http.GetIfServedAsync("/api/services", [], PrometheusJson.Data, cancellationToken).ConfigureAwait(false)
        ?? await _http.GetAsync("/api/v3/services", [], JaegerJson.Services, cancellationToken).ConfigureAwait(false);

    /// <summary>Names of the spans of a service.</summary>
    /// <param name="service">The service.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The names.</returns>
    /// <exception cref="QueryException">The server cannot be reached or refuses the query.</exception>
    public async Task<IReadOnlyList<string>> GetOperationsAsync(string service, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(service);
        string path = $"/api/services/{Uri.EscapeDataString(service)}/operations";
        return await _http.GetIfServedAsync(path, [], PrometheusJson.Data, cancellationToken).ConfigureAwait(false)
            ?? await _http.GetAsync("/api/v3/operations", [new("service", service)], JaegerJson.Operations, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds traces.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The traces, newest first.</returns>
    /// <exception cref="QueryException">The server cannot be reached or refuses the query.</exception>
    public async Task<IReadOnlyList<JaegerTrace>> FindTracesAsync(JaegerQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return await _http.GetIfServedAsync("/api/traces", Version1(query), JaegerJson.Traces, cancellationToken).ConfigureAwait(false)
            ?? await FindSummarizedAsync(query, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gets one trace.</summary>
    /// <param name="traceId">Its id, hex digits.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The trace, or null when the server has none with this id.</returns>
    /// <exception cref="QueryException">The server cannot be reached or refuses the query.</exception>
    public async Task<JaegerTrace?> GetTraceAsync(string traceId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(traceId);
        try
        {
            IReadOnlyList<JaegerTrace> traces = await _http.GetAsync($"/api/traces/{Uri.EscapeDataString(traceId)}", [], JaegerJson.Traces, cancellationToken).ConfigureAwait(false);
            return traces is [var trace, ..] ? trace : null;
        }
        catch (QueryException e) when (e.StatusCode is System.Net.HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    // A search finds summaries there; whole traces are read in version 1 everywhere.
    private async Task<IReadOnlyList<JaegerTrace>> FindSummarizedAsync(JaegerQuery query, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> ids =
            await _http.GetAsync("/api/v3/trace-summaries", Version3(query), JaegerJson.SummarizedIds, cancellationToken).ConfigureAwait(false);
        var traces = new JaegerTrace?[ids.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrentReads, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, ids.Count, options, async (i, token) => traces[i] = await GetTraceAsync(ids[i], token).ConfigureAwait(false)).ConfigureAwait(false);
        return [.. traces.OfType<JaegerTrace>()];
    }

    private static List<KeyValuePair<string, string?>> Version1(JaegerQuery query)
    {
        List<KeyValuePair<string, string?>> parameters =
        [
            new("service", query.Service),
            new("operation", query.Operation),
            new("start", query.Start is { } start ? QueryHttp.Microseconds(start) : null),
            new("end", query.End is { } end ? QueryHttp.Microseconds(end) : null),
            new("minDuration", Duration(query.MinDuration)),
            new("maxDuration", Duration(query.MaxDuration)),
            new("limit", query.Limit.ToString(CultureInfo.InvariantCulture)),
        ];
        parameters.AddRange(query.Tags.Select(static tag => new KeyValuePair<string, string?>("tag", $"{tag.Key}:{tag.Value}")));
        return parameters;
    }

    private static List<KeyValuePair<string, string?>> Version3(JaegerQuery query)
    {
        DateTimeOffset end = query.End ?? DateTimeOffset.UtcNow;
        return
        [
            new("query.serviceName", query.Service),
            new("query.operationName", query.Operation),
            new("query.startTimeMin", QueryHttp.Rfc3339(query.Start ?? end - s_lookback)),
            new("query.startTimeMax", QueryHttp.Rfc3339(end)),
            new("query.durationMin", Duration(query.MinDuration)),
            new("query.durationMax", Duration(query.MaxDuration)),
            new("query.searchDepth", query.Limit.ToString(CultureInfo.InvariantCulture)),
            new("query.attributes", query.Tags.Count == 0 ? null : Attributes(query.Tags)),
        ];
    }

    private static string Attributes(IReadOnlyDictionary<string, string> tags)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach ((string key, string value) in tags)
            {
                writer.WriteString(key, value);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(json.GetBuffer(), 0, (int)json.Length);
    }

    // Go's notation, with a unit small enough for any duration.
    private static string? Duration(TimeSpan? duration) =>
        duration is { } value ? (value.Ticks / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture) + "us" : null;
}
