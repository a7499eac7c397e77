// Spec: Jaeger HTTP JSON API, version 1 (traces) and version 3 (services, operations, trace summaries).
using System.Globalization;
using System.Text.Json;

namespace Tta.Observability;

/// <summary>Reads answers of a Jaeger API.</summary>
internal static class JaegerJson
{
    public static (string Message, string? Type)? ErrorOf(JsonElement root)
    {
        if (root.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        if (root.TryGetProperty("errors", out JsonElement errors) && errors.ValueKind is JsonValueKind.Array && errors.GetArrayLength() > 0)
        {
            return (PrometheusJson.TextOf(errors[0], "msg") ?? "the query failed", null);
        }

        return root.TryGetProperty("error", out JsonElement error) && error.ValueKind is JsonValueKind.Object
            ? (PrometheusJson.TextOf(error, "message") ?? "the query failed", null)
            : null;
    }

    public static IReadOnlyList<string> Services(JsonElement root) => [.. Items(root, "services").Select(static service => service.GetString() ?? "")];

    /// <summary>Names of operations, each once.</summary>
    public static IReadOnlyList<string> Operations(JsonElement root) =>
        [.. Items(root, "operations").Select(static operation => operation.GetProperty("name").GetString() ?? "").Distinct(StringComparer.Ordinal)];

    /// <summary>Ids of the traces of summaries, newest first.</summary>
    public static IReadOnlyList<string> SummarizedIds(JsonElement root) =>
    [
        .. Items(root, "summaries")
            .OrderByDescending(static summary => long.Parse(summary.GetProperty("minStartTimeUnixNano").GetString() ?? "", CultureInfo.InvariantCulture))
            .Select(static summary => summary.GetProperty("traceId").GetString() ?? ""),
    ];

    private static JsonElement.ArrayEnumerator Items(JsonElement root, string list) =>
        root.TryGetProperty(list, out JsonElement items) && items.ValueKind is JsonValueKind.Array ? items.EnumerateArray() : default;

    public static IReadOnlyList<JaegerTrace> Traces(JsonElement root) =>
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
