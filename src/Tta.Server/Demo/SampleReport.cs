using System.Text.Json;

namespace Tta.Server.Demo;

/// <summary>What the sample says it did: the last line it prints.</summary>
internal sealed record SampleReport(int WorkflowCount, int ErrorCount, IReadOnlyList<string> TraceIds, IReadOnlyList<SampleReport.Cost> Costs)
{
    /// <summary>What the calls of one model under one persona cost.</summary>
    internal sealed record Cost(string Persona, string Model, decimal CostUsd);

    /// <summary>Reads a line; null when it is not the report.</summary>
    public static SampleReport? TryRead(string line)
    {
        if (!line.StartsWith('{'))
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            return new SampleReport(
                root.GetProperty("workflows").GetInt32(),
                root.GetProperty("errors").GetInt32(),
                [.. root.GetProperty("traceIds").EnumerateArray().Select(id => id.GetString()!)],
                [.. root.GetProperty("costUsdByPersonaModel").EnumerateArray().Select(ReadCost)]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static Cost ReadCost(JsonElement row) => new(
        row.GetProperty("persona").GetString() ?? "", row.GetProperty("model").GetString() ?? "", row.GetProperty("costUsd").GetDecimal());
}
