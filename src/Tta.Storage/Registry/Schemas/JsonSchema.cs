// Spec: JSON Schema draft-07 and 2020-12. Differences: "format" is not checked, "$ref" leads only within the schema, "unevaluated..." and
// "$dynamicRef" are not known.
using System.Globalization;
using System.Text.Json;
using Tta.Model;

namespace Tta.Storage.Registry.Schemas;

/// <summary>Checks JSON values against a schema. Immutable and thread-safe.</summary>
internal sealed class JsonSchema
{
    private const int MaxDepth = 100;
    private readonly JsonElement _root;

    private JsonSchema(JsonElement root) => _root = root;

    /// <exception cref="RegistryException">It is no schema.</exception>
    public static JsonSchema Parse(JsonElement schema)
    {
        var parsed = new JsonSchema(schema);
        if (JsonSchemaSyntax.Problem(schema, "") is { } problem)
        {
            throw new RegistryException(RegistryFault.Invalid, $"not a valid JSON Schema: {problem}");
        }

        return parsed;
    }

    /// <summary>What is wrong with a value, such as <c>/age: must be integer</c>; null when it fits.</summary>
    public string? Problem(JsonElement value) => Problem(_root, value, "", 0);

    internal string? Problem(JsonElement schema, JsonElement value, string path, int depth)
    {
        if (depth > MaxDepth)
        {
            return $"{Name(path)}: the schema nests or refers to itself more than {MaxDepth} times";
        }

        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return schema.ValueKind == JsonValueKind.True ? null : $"{Name(path)}: is not allowed";
        }

        return ReferenceProblem(schema, value, path, depth)
            ?? JsonSchemaValues.Problem(schema, value, Name(path))
            ?? new JsonSchemaContainers(this, schema, path, depth).Problem(value)
            ?? CombinedProblem(schema, value, path, depth);
    }

    internal static string Name(string path) => path.Length == 0 ? "the value" : path;

    private string? ReferenceProblem(JsonElement schema, JsonElement value, string path, int depth)
    {
        if (!schema.TryGetProperty("$ref", out JsonElement reference))
        {
            return null;
        }

        return Find(reference.GetString()!) is { } target
            ? Problem(target, value, path, depth + 1)
            : $"{Name(path)}: the schema refers to {reference.GetString()}, which is not in it";
    }

    private JsonElement? Find(string reference)
    {
        if (!reference.StartsWith('#'))
        {
            return null;
        }

        JsonElement found = _root;
        foreach (string part in reference[1..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            string name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            bool exists = found.ValueKind == JsonValueKind.Array
                ? int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < found.GetArrayLength()
                    && (found = found[index]).ValueKind != JsonValueKind.Undefined
                : found.ValueKind == JsonValueKind.Object && found.TryGetProperty(name, out found);
            if (!exists)
            {
                return null;
            }
        }

        return found;
    }

    private string? CombinedProblem(JsonElement schema, JsonElement value, string path, int depth)
    {
        string? Try(JsonElement part) => Problem(part, value, path, depth + 1);

        if (schema.TryGetProperty("allOf", out JsonElement all))
        {
            foreach (JsonElement part in all.EnumerateArray())
            {
                if (Try(part) is { } problem)
                {
                    return problem;
                }
            }
        }

        if (schema.TryGetProperty("anyOf", out JsonElement any) && Count(any, Try) == 0)
        {
            return $"{Name(path)}: must match a schema in anyOf";
        }

        if (schema.TryGetProperty("oneOf", out JsonElement one) && Count(one, Try) != 1)
        {
            return $"{Name(path)}: must match exactly one schema in oneOf";
        }

        if (schema.TryGetProperty("not", out JsonElement not) && Try(not) is null)
        {
            return $"{Name(path)}: must not match the schema in not";
        }

        return schema.TryGetProperty("if", out JsonElement condition)
            && schema.TryGetProperty(Try(condition) is null ? "then" : "else", out JsonElement branch)
            ? Try(branch)
            : null;
    }

    private static int Count(JsonElement schemas, Func<JsonElement, string?> problemOf)
    {
        int count = 0;
        foreach (JsonElement each in schemas.EnumerateArray())
        {
            count += problemOf(each) is null ? 1 : 0;
        }

        return count;
    }
}
