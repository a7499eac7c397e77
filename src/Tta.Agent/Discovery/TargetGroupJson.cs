// Spec: Prometheus http_sd and file_sd: [{"targets": ["host:port"], "labels": {"name": "value"}}].
using System.Text.Json;
using Tta.Model;

namespace Tta.Agent.Discovery;

/// <summary>Reads target groups from JSON.</summary>
internal static class TargetGroupJson
{
    /// <exception cref="InvalidDataException">The document is not an array of target groups.</exception>
    public static List<TargetGroup> Read(ReadOnlyMemory<byte> json, string source, Labels extra)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            var groups = new List<TargetGroup>();
            foreach (JsonElement group in document.RootElement.EnumerateArray())
            {
                groups.Add(Read(group, $"{source}:{groups.Count}", extra));
            }

            return groups;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"cannot read target groups from {source}: {e.Message}", e);
        }
    }

    private static TargetGroup Read(JsonElement group, string source, Labels extra)
    {
        var targets = new List<string>();
        if (group.TryGetProperty("targets", out JsonElement list))
        {
            foreach (JsonElement target in list.EnumerateArray())
            {
                targets.Add(target.GetString() ?? "");
            }
        }

        LabelsBuilder labels = extra.ToBuilder();
        if (group.TryGetProperty("labels", out JsonElement pairs) && pairs.ValueKind != JsonValueKind.Null)
        {
            foreach (JsonProperty pair in pairs.EnumerateObject())
            {
                labels.Set(pair.Name, pair.Value.GetString() ?? "");
            }
        }

        return new TargetGroup(source, targets, labels.Build());
    }
}
