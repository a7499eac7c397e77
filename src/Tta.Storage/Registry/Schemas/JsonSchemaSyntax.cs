using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tta.Storage.Registry.Schemas;

/// <summary>Whether a document is a schema at all: every keyword that is known has a value of the right kind.</summary>
internal static class JsonSchemaSyntax
{
    private static readonly HashSet<string> s_types = new(StringComparer.Ordinal)
    {
        "null", "boolean", "object", "array", "number", "integer", "string",
    };

    private static readonly HashSet<string> s_schemas = new(StringComparer.Ordinal)
    {
        "additionalProperties", "additionalItems", "propertyNames", "contains", "not", "if", "then", "else",
    };

    private static readonly HashSet<string> s_schemaLists = new(StringComparer.Ordinal) { "allOf", "anyOf", "oneOf", "prefixItems" };

    private static readonly HashSet<string> s_schemaMaps = new(StringComparer.Ordinal)
    {
        "properties", "patternProperties", "$defs", "definitions", "dependentSchemas",
    };

    private static readonly HashSet<string> s_counts = new(StringComparer.Ordinal)
    {
        "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties",
    };

    private static readonly HashSet<string> s_numbers = new(StringComparer.Ordinal)
    {
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
    };

    /// <summary>What is wrong with a schema, or null.</summary>
    public static string? Problem(JsonElement schema, string path)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return null;
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            return $"{JsonSchema.Name(path)} must be an object or a boolean";
        }

        foreach (JsonProperty keyword in schema.EnumerateObject())
        {
            if (KeywordProblem(keyword.Name, keyword.Value, $"{path}/{keyword.Name}") is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static string? KeywordProblem(string name, JsonElement value, string path)
    {
        if (s_schemas.Contains(name))
        {
            return Problem(value, path);
        }

        if (s_schemaLists.Contains(name) || (name is "items" && value.ValueKind == JsonValueKind.Array))
        {
            return value.ValueKind == JsonValueKind.Array ? FirstProblem(value.EnumerateArray(), path) : $"{path} must be an array of schemas";
        }

        if (s_schemaMaps.Contains(name))
        {
            return MapProblem(name, value, path);
        }

        if (s_counts.Contains(name))
        {
            return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long count) && count >= 0
                ? null
                : $"{path} must be a whole number from 0";
        }

        if (s_numbers.Contains(name))
        {
            return value.ValueKind == JsonValueKind.Number ? null : $"{path} must be a number";
        }

        return name switch
        {
            "type" => IsType(value) || IsListOf(value, IsType) ? null : $"{path} must be a type or a list of types",
            "items" => Problem(value, path),
            "enum" => value.ValueKind == JsonValueKind.Array ? null : $"{path} must be an array",
            "required" => IsListOf(value, static each => each.ValueKind == JsonValueKind.String) ? null : $"{path} must be a list of names",
            "pattern" => value.ValueKind == JsonValueKind.String ? PatternProblem(value.GetString()!, path) : $"{path} must be a string",
            "$ref" => value.ValueKind == JsonValueKind.String ? null : $"{path} must be a string",
            "uniqueItems" => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : $"{path} must be a boolean",
            _ => null,
        };
    }

    private static string? MapProblem(string name, JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return $"{path} must be an object of schemas";
        }

        foreach (JsonProperty each in value.EnumerateObject())
        {
            string? problem = Problem(each.Value, $"{path}/{each.Name}")
                ?? (name is "patternProperties" ? PatternProblem(each.Name, path) : null);
            if (problem is not null)
            {
                return problem;
            }
        }

        return null;
    }

    private static string? FirstProblem(JsonElement.ArrayEnumerator schemas, string path)
    {
        foreach (JsonElement each in schemas)
        {
            if (Problem(each, path) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static bool IsType(JsonElement value) => value.ValueKind == JsonValueKind.String && s_types.Contains(value.GetString()!);

    private static bool IsListOf(JsonElement value, Func<JsonElement, bool> isRight)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        foreach (JsonElement each in value.EnumerateArray())
        {
            if (!isRight(each))
            {
                return false;
            }
        }

        return true;
    }

    private static string? PatternProblem(string pattern, string path)
    {
        try
        {
            _ = JsonSchemaValues.Pattern(pattern);
            return null;
        }
        catch (Exception e) when (e is RegexParseException or NotSupportedException)
        {
            return $"{path} is not a regular expression that can be matched in linear time: {e.Message}";
        }
    }
}
