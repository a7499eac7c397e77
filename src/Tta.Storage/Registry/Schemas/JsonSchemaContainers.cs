using System.Text.Json;

namespace Tta.Storage.Registry.Schemas;

/// <summary>The keywords about objects and arrays.</summary>
internal readonly struct JsonSchemaContainers(JsonSchema root, JsonElement schema, string path, int depth)
{
    public string? Problem(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => CountProblem(value.GetPropertyCount(), "minProperties", "maxProperties", "properties")
            ?? RequiredProblem(value) ?? PropertiesProblem(value),
        JsonValueKind.Array => CountProblem(value.GetArrayLength(), "minItems", "maxItems", "items")
            ?? ItemsProblem(value) ?? ContainsProblem(value) ?? UniqueProblem(value),
        _ => null,
    };

    private string? CountProblem(int count, string minimum, string maximum, string what)
    {
        if (schema.TryGetProperty(minimum, out JsonElement min) && count < min.GetInt64())
        {
            return $"{JsonSchema.Name(path)}: must have at least {min} {what}";
        }

        return schema.TryGetProperty(maximum, out JsonElement max) && count > max.GetInt64()
            ? $"{JsonSchema.Name(path)}: must have at most {max} {what}"
            : null;
    }

    private string? RequiredProblem(JsonElement value)
    {
        if (schema.TryGetProperty("required", out JsonElement required))
        {
            foreach (JsonElement name in required.EnumerateArray())
            {
                if (!value.TryGetProperty(name.GetString()!, out _))
                {
                    return $"{JsonSchema.Name(path)}: must have the property {name.GetString()}";
                }
            }
        }

        return null;
    }

    private string? PropertiesProblem(JsonElement value)
    {
        bool hasNames = schema.TryGetProperty("propertyNames", out JsonElement names);
        foreach (JsonProperty property in value.EnumerateObject())
        {
            string? problem = PropertyProblem(property);
            if (problem is null && hasNames)
            {
                using JsonDocument name = JsonDocument.Parse($"\"{JsonEncodedText.Encode(property.Name)}\"");
                problem = root.Problem(names, name.RootElement, $"{path}/{property.Name}", depth + 1);
            }

            if (problem is not null)
            {
                return problem;
            }
        }

        return null;
    }

    private string? PropertyProblem(JsonProperty property)
    {
        string place = $"{path}/{property.Name}";
        bool isNamed = false;
        if (schema.TryGetProperty("properties", out JsonElement properties) && properties.TryGetProperty(property.Name, out JsonElement named))
        {
            isNamed = true;
            if (root.Problem(named, property.Value, place, depth + 1) is { } problem)
            {
                return problem;
            }
        }

        if (schema.TryGetProperty("patternProperties", out JsonElement patterns))
        {
            foreach (JsonProperty pattern in patterns.EnumerateObject())
            {
                if (!JsonSchemaValues.Pattern(pattern.Name).IsMatch(property.Name))
                {
                    continue;
                }

                isNamed = true;
                if (root.Problem(pattern.Value, property.Value, place, depth + 1) is { } problem)
                {
                    return problem;
                }
            }
        }

        return !isNamed && schema.TryGetProperty("additionalProperties", out JsonElement others)
            ? root.Problem(others, property.Value, place, depth + 1)
            : null;
    }

    private string? ItemsProblem(JsonElement value)
    {
        // Draft-07 writes a tuple as "items" and the rest as "additionalItems"; 2020-12 as "prefixItems" and "items".
        bool hasItems = schema.TryGetProperty("items", out JsonElement items);
        bool isOldTuple = hasItems && items.ValueKind == JsonValueKind.Array;
        JsonElement first = items;
        bool hasFirst = isOldTuple || schema.TryGetProperty("prefixItems", out first);
        JsonElement rest = items;
        bool hasRest = isOldTuple ? schema.TryGetProperty("additionalItems", out rest) : hasItems;
        int index = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            bool isFirst = hasFirst && index < first.GetArrayLength();
            string? problem = isFirst ? root.Problem(first[index], item, $"{path}/{index}", depth + 1)
                : hasRest ? root.Problem(rest, item, $"{path}/{index}", depth + 1)
                : null;
            if (problem is not null)
            {
                return problem;
            }

            index++;
        }

        return null;
    }

    private string? ContainsProblem(JsonElement value)
    {
        if (!schema.TryGetProperty("contains", out JsonElement contains))
        {
            return null;
        }

        foreach (JsonElement item in value.EnumerateArray())
        {
            if (root.Problem(contains, item, path, depth + 1) is null)
            {
                return null;
            }
        }

        return $"{JsonSchema.Name(path)}: must contain an item that fits";
    }

    private string? UniqueProblem(JsonElement value)
    {
        if (!schema.TryGetProperty("uniqueItems", out JsonElement unique) || unique.ValueKind != JsonValueKind.True)
        {
            return null;
        }

        for (int i = 1; i < value.GetArrayLength(); i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (JsonElement.DeepEquals(value[i], value[j]))
                {
                    return $"{JsonSchema.Name(path)}: items {j} and {i} must not be equal";
                }
            }
        }

        return null;
    }
}
