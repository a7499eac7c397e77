// Spec: Loki HTTP API, "Query Loki".
using System.Globalization;
using System.Text.Json;

namespace Tta.Observability;

/// <summary>Asks a Loki API (<c>tta</c> or Loki) for log lines. Thread-safe.</summary>
/// <example>
/// <code>
/// using var loki = new LokiClient();
/// IReadOnlyList&lt;LogStream&gt; errors = await loki.QueryRangeAsync("{service_name=\"tta-dev-copilot\"} |= \"ERROR\"", now.AddHours(-1), now);
/// </code>
/// </example>
public sealed class LokiClient : IDisposable
{
    private static readonly Uri s_default = new("http://127.0.0.1:3100");

    private readonly QueryHttp _http;

    /// <summary>Talks to a server.</summary>
    /// <param name="address">Its base address; null takes <c>http://127.0.0.1:3100</c>.</param>
    /// <param name="http">Client to use, with its authentication; null makes one.</param>
    /// <exception cref="ArgumentException">The address is not absolute.</exception>
    public LokiClient(Uri? address = null, HttpClient? http = null) => _http = new QueryHttp(address ?? s_default, http, PrometheusJson.ErrorOf);

    /// <summary>Finds log lines.</summary>
    /// <param name="expression">LogQL that gives lines, for example <c>{service_name="tta-dev-main"} |= "llm"</c>.</param>
    /// <param name="start">Earliest time, included.</param>
    /// <param name="end">Latest time, excluded.</param>
    /// <param name="limit">Most lines.</param>
    /// <param name="oldestFirst">Whether the oldest lines come first, and the newest are left out beyond the limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lines by stream.</returns>
    /// <exception cref="QueryException">The server cannot be reached or refuses the query, or the query gives numbers.</exception>
    public Task<IReadOnlyList<LogStream>> QueryRangeAsync(
        string expression, DateTimeOffset start, DateTimeOffset end, int limit = 100, bool oldestFirst = false, CancellationToken cancellationToken = default) =>
        RangeAsync(
            expression, start, end, null, limit, oldestFirst,
            root => IsLines(root) ? Streams(root) : throw new QueryException($"'{expression}' gives numbers, not lines: use QueryMetricRangeAsync"),
            cancellationToken);

    /// <summary>Counts or measures log lines at regular times.</summary>
    /// <param name="expression">LogQL that gives numbers, for example <c>sum(rate({job="systemd-journal"}[5m]))</c>.</param>
    /// <param name="start">First time.</param>
    /// <param name="end">Last time.</param>
    /// <param name="step">Time between.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="QueryException">The server cannot be reached or refuses the query, or the query gives lines.</exception>
    public Task<MetricResult> QueryMetricRangeAsync(string expression, DateTimeOffset start, DateTimeOffset end, TimeSpan step, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(step, TimeSpan.Zero);
        return RangeAsync(
            expression, start, end, step, null, false,
            root => IsLines(root) ? throw new QueryException($"'{expression}' gives lines, not numbers: use QueryRangeAsync") : PrometheusJson.Result(root),
            cancellationToken);
    }

    /// <summary>Names of all labels.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The names.</returns>
    /// <exception cref="QueryException">The server cannot be reached or refuses the query.</exception>
    public Task<IReadOnlyList<string>> GetLabelNamesAsync(CancellationToken cancellationToken = default) =>
        _http.GetAsync("/loki/api/v1/labels", [], PrometheusJson.Data, cancellationToken);

    /// <summary>Values of one label.</summary>
    /// <param name="label">Name of the label.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The values.</returns>
    /// <exception cref="QueryException">The server cannot be reached or refuses the query.</exception>
    public Task<IReadOnlyList<string>> GetLabelValuesAsync(string label, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(label);
        return _http.GetAsync($"/loki/api/v1/label/{Uri.EscapeDataString(label)}/values", [], PrometheusJson.Data, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private Task<T> RangeAsync<T>(
        string expression, DateTimeOffset start, DateTimeOffset end, TimeSpan? step, int? limit, bool oldestFirst, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(expression);
        return _http.GetAsync(
            "/loki/api/v1/query_range",
            [
                new("query", expression),
                new("start", QueryHttp.Nanoseconds(start)),
                new("end", QueryHttp.Nanoseconds(end)),
                new("step", step?.TotalSeconds.ToString(CultureInfo.InvariantCulture)),
                new("limit", limit?.ToString(CultureInfo.InvariantCulture)),
                new("direction", oldestFirst ? "forward" : "backward"),
            ],
            read,
            cancellationToken);
    }

    private static bool IsLines(JsonElement root) => root.GetProperty("data").GetProperty("resultType").ValueEquals("streams"u8);

    private static IReadOnlyList<LogStream> Streams(JsonElement root) => [.. root.GetProperty("data").GetProperty("result").EnumerateArray().Select(Stream)];

    private static LogStream Stream(JsonElement stream) => new(
        PrometheusJson.Labels(stream.GetProperty("stream")),
        [.. stream.GetProperty("values").EnumerateArray().Select(static pair => new LogEntry(
            DateTimeOffset.UnixEpoch.AddTicks(long.Parse(pair[0].GetString() ?? "", CultureInfo.InvariantCulture) / TimeSpan.NanosecondsPerTick),
            pair[1].GetString() ?? ""))]);
}
