using System.Globalization;
using System.Text.Json;

namespace Tta.Query.LogQl;

/// <summary>A path into a JSON document: <c>response.headers["X-Id"][0]</c>.</summary>
internal sealed class JsonPath
{
    private readonly List<(string? Key, int Index)> _steps;

    private JsonPath(string label, List<(string? Key, int Index)> steps)
    {
        Label = label;
        _steps = steps;
    }

    public string Label { get; }

    /// <exception cref="FormatException">A path is malformed.</exception>
    public static List<JsonPath> ParseAll(IReadOnlyList<Extraction> extractions)
    {
        var paths = new List<JsonPath>(extractions.Count);
        foreach (Extraction extraction in extractions)
        {
            paths.Add(new JsonPath(extraction.Label, ParseSteps(extraction.Path)));
        }

        return paths;
    }

    public bool TryFind(JsonElement element, out JsonElement found)
    {
        found = element;
        foreach ((string? key, int index) in _steps)
        {
            if (key is not null)
            {
                if (found.ValueKind != JsonValueKind.Object || !TryGetFirst(found, key, out found))
                {
                    return false;
                }
            }
            else if (found.ValueKind != JsonValueKind.Array || index >= found.GetArrayLength())
            {
                return false;
            }
            else
            {
                found = found[index];
            }
        }

        return true;
    }

    // TryGetProperty would find the last of equal keys.
    private static bool TryGetFirst(JsonElement element, string key, out JsonElement found)
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (property.NameEquals(key))
            {
                found = property.Value;
                return true;
            }
        }

        found = default;
        return false;
    }

    private static List<(string? Key, int Index)> ParseSteps(string path)
    {
        var steps = new List<(string? Key, int Index)>();
        int i = 0;
        while (i < path.Length)
        {
            if (path[i] == '[')
            {
                int end = path.IndexOf(']', i);
                string inside = end < 0 ? "" : path[(i + 1)..end];
                if (inside.Length > 1 && inside[0] == '"' && inside[^1] == '"')
                {
                    steps.Add((inside[1..^1], 0));
                }
                else if (int.TryParse(inside, NumberStyles.None, CultureInfo.InvariantCulture, out int index))
                {
                    steps.Add((null, index));
                }
                else
                {
                    throw new FormatException($"cannot parse expression [{path}]: syntax error: unexpected $end");
                }

                i = end + 1;
                continue;
            }

            i += path[i] == '.' && steps.Count > 0 ? 1 : 0;
            int start = i;
            while (i < path.Length && path[i] is not ('.' or '['))
            {
                i++;
            }

            if (i == start || !(char.IsAsciiLetter(path[start]) || path[start] == '_'))
            {
                throw new FormatException($"cannot parse expression [{path}]: syntax error: unexpected character");
            }

            steps.Add((path[start..i], 0));
        }

        return steps;
    }
}
