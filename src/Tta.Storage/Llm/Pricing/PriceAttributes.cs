using System.Text.Json;
using Tta.Pricing;

namespace Tta.Storage.Llm.Pricing;

/// <summary>
/// The parameters of a request that decide its price, as one text of lines <c>key=value</c>: kept in memory, so that history can be
/// priced anew without reading it.
/// </summary>
internal static class PriceAttributes
{
    /// <summary>Picks the parameters that a price list asks for; null when there is none of them.</summary>
    public static string? Pick(string? parametersJson, string[] keys)
    {
        string? picked = null;
        IReadOnlyDictionary<string, string>? all = null;
        foreach (string key in keys)
        {
            // Most requests name none of them. A name may be written with escapes.
            bool mayBeThere = parametersJson is not null
                && (parametersJson.Contains(key, StringComparison.Ordinal) || parametersJson.Contains('\\', StringComparison.Ordinal));
            if (mayBeThere && (all ??= Members(parametersJson)).TryGetValue(key, out string? value) && !value.Contains('\n', StringComparison.Ordinal))
            {
                picked = picked is null ? $"{key}={value}" : $"{picked}\n{key}={value}";
            }
        }

        return picked;
    }

    public static CallAttributes Read(string? picked)
    {
        if (picked is null)
        {
            return CallAttributes.None;
        }

        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in picked.Split('\n'))
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                parameters[line[..equals]] = line[(equals + 1)..];
            }
        }

        return new CallAttributes { ModelParameters = parameters };
    }

    /// <summary>Members of a JSON object as texts; none when it is no object.</summary>
    public static IReadOnlyDictionary<string, string> Members(string? json)
    {
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        if (json is null)
        {
            return members;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                foreach (JsonProperty member in document.RootElement.EnumerateObject())
                {
                    members[member.Name] = member.Value.ToString();
                }
            }
        }
        catch (JsonException)
        {
            // Parameters that are no JSON decide no price.
        }

        return members;
    }
}
