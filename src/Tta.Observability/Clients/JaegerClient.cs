// Spec: Jaeger HTTP JSON API v1 (the one Grafana uses).
using System.Globalization;
using System.Text.Json;

namespace Tta.Observability;

/// <summary>Asks a Jaeger API (<c>tta</c> or Jaeger) for traces. Thread-safe.</summary>
/// <example>
/// <code>
/// using var jaeger = new JaegerClient();
/// IReadOnlyList&lt;JaegerTrace&gt; traces = await jaeger.FindTracesAsync(new JaegerQuery { Service = "tta-dev-main", Operation = "primitive.LLMAnalyzer" });
/// </code>
/// </example>
public sealed class JaegerClient : IDisposable
{
    private static readonly Uri s_default = new("http://127.0.0.1:16686");

    private readonly QueryHttp _http;

    /// <summary>Talks to a server.</summary>
    /// <param name="address">Its base address; null takes <c>http://127.0.0.1:16686</c>.</param>
    /// <param name="http">Client to use, with its authentication; null makes one.</param>
    /// <exception cref="ArgumentException">The address is not absolute.</exception>
    public JaegerClient(Uri? address = null, HttpClient? http = null) => _http = new QueryHttp(address ?? s_default, http, ErrorOf);

    /// <summary>Names of all services.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The names.</returns>
    /// <exception cref="QueryException">The server cannot be reached or refuses the query.</exception>
    public Task<IReadOnlyList<string>> GetServicesAsync(CancellationToken cancellationToken = default) =>
        _http.GetAsync("/api/services", [], PrometheusJson.Data, cancellationToken);

    /// <summary>Names of the spans of a service.</summary>
    /// <param name="service">The service.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The names.</returns>
    /// <exception cref="QueryException">The server cannot be reached or refuses the query.</exception>
    public Task<IReadOnlyList<string>> GetOperationsAsync(string service, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(service);
        return _http.GetAsync($"/api/services/{Uri.EscapeDataString(service)}/operations", [], PrometheusJson.Data, cancellationToken);
    }

    /// <summary>Finds traces.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The traces, newest first.</returns>
    /// <exception cref="QueryException">The server cannot be reached or refuses the query.</exception>
    public Task<IReadOnlyList<JaegerTrace>> FindTracesAsync(JaegerQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
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
        return _http.GetAsync("/api/traces", parameters, Traces, cancellationToken);
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
            IReadOnlyList<JaegerTrace> traces = await _http.GetAsync($"/api/traces/{Uri.EscapeDataString(traceId)}", [], Traces, cancellationToken).ConfigureAwait(false);
            return traces is [var trace, ..] ? trace : null;
        }
        catch (QueryException e) when (e.StatusCode is System.Net.HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static (string Message, string? Type)? ErrorOf(JsonElement root) =>
        root.ValueKind is JsonValueKind.Object && root.TryGetProperty("errors", out JsonElement errors) && errors.ValueKind is JsonValueKind.Array && errors.GetArrayLength() > 0
            ? (PrometheusJson.TextOf(errors[0], "msg") ?? "the query failed", null)
            : null;

    // Go's notation, with a unit small enough for any duration.
    private static string? Duration(TimeSpan? duration) =>
        duration is { } value ? (value.Ticks / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture) + "us" : null;

    private static IReadOnlyList<JaegerTrace> Traces(JsonElement root) =>
        root.TryGetProperty("data", out JsonElement data) && data.ValueKind is JsonValueKind.Array ? [.. data.EnumerateArray().Select(Trace)] : [];

    private static JaegerTrace Trace(JsonElement trace)
    {
        Dictionary<string, string> services = trace.GetProperty("processes").EnumerateObject().ToDictionary(
            static process => process.Name, static process => process.Value.GetProperty("serviceName").GetString() ?? "", StringComparer.Ordinal);
        return new JaegerTrace(
            trace.GetProperty("traceID").GetString() ?? "",
            [.. trace.GetProperty("spans").EnumerateArray().Select(span => Span(span, services))]);
    }

    private static JaegerSpan Span(JsonElement span, Dictionary<string, string> services)
    {
        string? parent = null;
        foreach (JsonElement reference in span.GetProperty("references").EnumerateArray())
        {
            if (reference.GetProperty("refType").ValueEquals("CHILD_OF"u8))
            {
                parent = reference.GetProperty("spanID").GetString();
                break;
            }
        }

        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonElement tag in span.GetProperty("tags").EnumerateArray())
        {
            JsonElement value = tag.GetProperty("value");
            tags[tag.GetProperty("key").GetString() ?? ""] = value.ValueKind is JsonValueKind.String ? value.GetString() ?? "" : value.GetRawText();
        }

        return new JaegerSpan(
            span.GetProperty("traceID").GetString() ?? "",
            span.GetProperty("spanID").GetString() ?? "",
            parent,
            span.GetProperty("operationName").GetString() ?? "",
            services.GetValueOrDefault(span.GetProperty("processID").GetString() ?? "", ""),
            DateTimeOffset.UnixEpoch.AddMicroseconds(span.GetProperty("startTime").GetInt64()),
            TimeSpan.FromMicroseconds(span.GetProperty("duration").GetInt64()),
            tags);
    }
}
