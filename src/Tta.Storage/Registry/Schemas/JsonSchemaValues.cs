using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tta.Storage.Registry.Schemas;

/// <summary>The keywords about types, constants, strings and numbers.</summary>
internal static class JsonSchemaValues
{
    /// <summary>A pattern as a schema means it: it may match anywhere, and nobody can make it slow.</summary>
    public static Regex Pattern(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    public static string? Problem(JsonElement schema, JsonElement value, string name)
    {
        if (schema.TryGetProperty("type", out JsonElement type) && !HasType(value, type))
        {
            return $"{name}: must be {type.ToString().Replace("\"", "", StringComparison.Ordinal)}";
        }

        if (schema.TryGetProperty("const", out JsonElement constant) && !JsonElement.DeepEquals(constant, value))
        {
            return $"{name}: must be equal to the constant";
        }

        if (schema.TryGetProperty("enum", out JsonElement values) && !Contains(values, value))
        {
            return $"{name}: must be equal to one of the allowed values";
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => StringProblem(schema, value.GetString()!, name),
            JsonValueKind.Number => NumberProblem(schema, value, name),
            _ => null,
        };
    }

    private static bool HasType(JsonElement value, JsonElement type)
    {
        if (type.ValueKind == JsonValueKind.String)
        {
            return HasType(value, type.GetString()!);
        }

        foreach (JsonElement each in type.EnumerateArray())
        {
            if (HasType(value, each.GetString()!))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasType(JsonElement value, string type) => value.ValueKind switch
    {
        JsonValueKind.Null => type is "null",
        JsonValueKind.True or JsonValueKind.False => type is "boolean",
        JsonValueKind.Object => type is "object",
        JsonValueKind.Array => type is "array",
        JsonValueKind.String => type is "string",
        _ => type is "number" || (type is "integer" && double.IsInteger(value.GetDouble())),
    };

    private static bool Contains(JsonElement values, JsonElement value)
    {
        foreach (JsonElement each in values.EnumerateArray())
        {
            if (JsonElement.DeepEquals(each, value))
            {
                return true;
            }
        }

        return false;
    }

    private static string? StringProblem(JsonElement schema, string text, string name)
    {
        int length = 0;
        foreach (Rune _ in text.EnumerateRunes())
        {
            length++;
        }

        if (schema.TryGetProperty("minLength", out JsonElement min) && length < min.GetInt64())
        {
            return $"{name}: must have at least {min} characters";
        }

        if (schema.TryGetProperty("maxLength", out JsonElement max) && length > max.GetInt64())
        {
            return $"{name}: must have at most {max} characters";
        }

        return schema.TryGetProperty("pattern", out JsonElement pattern) && !Pattern(pattern.GetString()!).IsMatch(text)
            ? $"{name}: must match the pattern {pattern}"
            : null;
    }

    private static string? NumberProblem(JsonElement schema, JsonElement value, string name)
    {
        double number = value.GetDouble();
        if (schema.TryGetProperty("minimum", out JsonElement min) && number < min.GetDouble())
        {
            return $"{name}: must be >= {min}";
        }

        if (schema.TryGetProperty("maximum", out JsonElement max) && number > max.GetDouble())
        {
            return $"{name}: must be <= {max}";
        }

        if (schema.TryGetProperty("exclusiveMinimum", out JsonElement above) && number <= above.GetDouble())
        {
            return $"{name}: must be > {above}";
        }

        if (schema.TryGetProperty("exclusiveMaximum", out JsonElement below) && number >= below.GetDouble())
        {
            return $"{name}: must be < {below}";
        }

        return schema.TryGetProperty("multipleOf", out JsonElement step) && !IsMultiple(value, step) ? $"{name}: must be a multiple of {step}" : null;
    }

    private static bool IsMultiple(JsonElement value, JsonElement step)
    {
        bool isDecimal = decimal.TryParse(value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal exact)
            & decimal.TryParse(step.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal exactStep);
        return isDecimal && exactStep != 0 ? exact % exactStep == 0 : double.IsInteger(value.GetDouble() / step.GetDouble());
    }
}
