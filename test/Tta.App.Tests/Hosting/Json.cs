using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tta.App.Tests.Hosting;

/// <summary>Reads answers of the server in tests.</summary>
internal static class Json
{
    public static JsonNode Parse(string text) => JsonNode.Parse(text) ?? throw new JsonException("null");

    public static async Task<JsonNode> GetJsonAsync(this TtaProcess server, int defaultPort, string path) =>
        Parse(await server.GetAsync(defaultPort, path));

    /// <summary>The series of an instant query as (labels, value).</summary>
    public static async Task<IReadOnlyList<(JsonNode Metric, double Value)>> PromQlAsync(this TtaProcess server, string query)
    {
        JsonNode answer = await server.GetJsonAsync(9090, $"/api/v1/query?query={Uri.EscapeDataString(query)}");
        return answer["data"]!["result"]!.AsArray()
            .Select(series => (series!["metric"]!, double.Parse((string)series["value"]![1]!, System.Globalization.CultureInfo.InvariantCulture)))
            .ToList();
    }

    /// <summary>The lines of a log query over the last hour, with their labels and structured metadata joined.</summary>
    public static async Task<IReadOnlyList<(JsonNode Stream, string Line)>> LogQlAsync(this TtaProcess server, string query, int limit = 5000)
    {
        JsonNode answer = await server.GetJsonAsync(3100, $"/loki/api/v1/query_range?limit={limit}&query={Uri.EscapeDataString(query)}");
        return answer["data"]!["result"]!.AsArray()
            .SelectMany(stream => stream!["values"]!.AsArray().Select(value => (stream["stream"]!, (string)value![1]!)))
            .ToList();
    }
}
