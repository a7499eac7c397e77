// Spec: Prometheus HTTP API v1.
using System.Globalization;

namespace Tta.Observability;

/// <summary>Asks a Prometheus API (<c>tta</c>, Prometheus, Mimir, VictoriaMetrics) for metrics. Thread-safe.</summary>
/// <example>
/// <code>
/// using var prometheus = new PrometheusClient();
/// MetricResult rate = await prometheus.QueryAsync("sum by (persona) (rate(primitive_executions_total[5m]))");
/// </code>
/// </example>
public sealed class PrometheusClient : IDisposable
{
    private static readonly Uri s_default = new("http://127.0.0.1:9090");

    private readonly QueryHttp _http;

    /// <summary>Talks to a server.</summary>
    /// <param name="address">Its base address; null takes <c>http://127.0.0.1:9090</c>.</param>
    /// <param name="http">Client to use, with its authentication; null makes one.</param>
    /// <exception cref="ArgumentException">The address is not absolute.</exception>
    public PrometheusClient(Uri? address = null, HttpClient? http = null) => _http = new QueryHttp(address ?? s_default, http, PrometheusJson.ErrorOf);

    /// <summary>Evaluates an expression at one time.</summary>
    /// <param name="expression">PromQL.</param>
    /// <param name="time">The time; null is now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="QueryException">The server cannot be reached or refuses the query.</exception>
    public Task<MetricResult> QueryAsync(string expression, DateTimeOffset? time = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(expression);
        return _http.GetAsync(
            "/api/v1/query", [new("query", expression), new("time", time is { } at ? QueryHttp.Seconds(at) : null)], PrometheusJson.Result, cancellationToken);
    }

    /// <summary>Evaluates an expression at regular times.</summary>
    /// <param name="expression">PromQL.</param>
    /// <param name="start">First time.</param>
    /// <param name="end">Last time, included.</param>
    /// <param name="step">Time between.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="QueryException">The server cannot be reached or refuses the query.</exception>
    public Task<MetricResult> QueryRangeAsync(string expression, DateTimeOffset start, DateTimeOffset end, TimeSpan step, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(expression);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(step, TimeSpan.Zero);
        return _http.GetAsync(
            "/api/v1/query_range",
            [
                new("query", expression), new("start", QueryHttp.Seconds(start)), new("end", QueryHttp.Seconds(end)),
                new("step", step.TotalSeconds.ToString(CultureInfo.InvariantCulture)),
            ],
            PrometheusJson.Result,
            cancellationToken);
    }

    /// <summary>Finds series by a selector.</summary>
    /// <param name="selector">For example <c>{service_name="tta-dev-main"}</c>.</param>
    /// <param name="start">Earliest time; null leaves it to the server.</param>
    /// <param name="end">Latest time; null leaves it to the server.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The label sets.</returns>
    /// <exception cref="QueryException">The server cannot be reached or refuses the query.</exception>
    public Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> GetSeriesAsync(
        string selector, DateTimeOffset? start = null, DateTimeOffset? end = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(selector);
        return _http.GetAsync<IReadOnlyList<IReadOnlyDictionary<string, string>>>(
            "/api/v1/series",
            [new("match[]", selector), new("start", start is { } from ? QueryHttp.Seconds(from) : null), new("end", end is { } to ? QueryHttp.Seconds(to) : null)],
            static root => [.. root.GetProperty("data").EnumerateArray().Select(PrometheusJson.Labels)],
            cancellationToken);
    }

    /// <summary>Names of all labels.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The names, sorted.</returns>
    /// <exception cref="QueryException">The server cannot be reached or refuses the query.</exception>
    public Task<IReadOnlyList<string>> GetLabelNamesAsync(CancellationToken cancellationToken = default) =>
        _http.GetAsync("/api/v1/labels", [], PrometheusJson.Data, cancellationToken);

    /// <summary>Values of one label.</summary>
    /// <param name="label">Name of the label; <c>__name__</c> for metric names.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The values, sorted.</returns>
    /// <exception cref="QueryException">The server cannot be reached or refuses the query.</exception>
    public Task<IReadOnlyList<string>> GetLabelValuesAsync(string label, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(label);
        return _http.GetAsync($"/api/v1/label/{Uri.EscapeDataString(label)}/values", [], PrometheusJson.Data, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
