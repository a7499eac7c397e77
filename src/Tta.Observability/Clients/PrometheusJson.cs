// Spec: Prometheus HTTP API v1, "Expression query result formats"; Loki uses the same for metric queries.
using System.Globalization;
using System.Text.Json;

namespace Tta.Observability;

/// <summary>Reads results of metric queries.</summary>
internal static class PrometheusJson
{
    public static (string Message, string? Type)? ErrorOf(JsonElement root) =>
        root.ValueKind is JsonValueKind.Object && root.TryGetProperty("status", out JsonElement status) && status.ValueKind is JsonValueKind.String && status.ValueEquals("error"u8)
            ? (TextOf(root, "error") ?? "the query failed", TextOf(root, "errorType"))
            : null;

    public static MetricResult Result(JsonElement root)
    {
        JsonElement data = root.GetProperty("data");
        string type = data.GetProperty("resultType").GetString() ?? "";
        JsonElement result = data.GetProperty("result");
        List<MetricSeries> series = [];
        switch (type)
        {
            case "scalar":
                series.Add(new MetricSeries(Nothing, [Sample(result)]));
                break;
            case "string":
                break;
            default:
                foreach (JsonElement item in result.EnumerateArray())
                {
                    series.Add(Series(item));
                }

                break;
        }

        return new MetricResult(type, series, Texts(root, "warnings"));
    }

    public static MetricSeries Series(JsonElement item)
    {
        List<MetricSample> samples = [];
        if (item.TryGetProperty("values", out JsonElement values))
        {
            foreach (JsonElement value in values.EnumerateArray())
            {
                samples.Add(Sample(value));
            }
        }
        else if (item.TryGetProperty("value", out JsonElement value))
        {
            samples.Add(Sample(value));
        }

        return new MetricSeries(Labels(item.GetProperty("metric")), samples);
    }

    public static IReadOnlyDictionary<string, string> Labels(JsonElement labels) =>
        labels.EnumerateObject().ToDictionary(static label => label.Name, static label => label.Value.GetString() ?? "", StringComparer.Ordinal);

    /// <summary>The texts of an answer that is a list of texts.</summary>
    public static IReadOnlyList<string> Data(JsonElement root) => Texts(root, "data");

    private static IReadOnlyList<string> Texts(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement items) && items.ValueKind is JsonValueKind.Array ? [.. items.EnumerateArray().Select(static item => item.GetString() ?? "")] : [];

    public static string? TextOf(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static IReadOnlyDictionary<string, string> Nothing { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    private static MetricSample Sample(JsonElement pair) =>
        new(DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(pair[0].GetDouble() * 1000)), Number(pair[1].GetString()));

    private static double Number(string? text) => text switch
    {
        "NaN" => double.NaN,
        "+Inf" or "Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text ?? "", NumberStyles.Float, CultureInfo.InvariantCulture),
    };
}
