using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Tta.Wire.Tests.Langfuse;

/// <summary>
/// The assertion language of the corpus: a path into a JSON value, an operation and an expected value. A path that leads nowhere ends
/// in "nothing", which is not null.
/// </summary>
internal static class JsonAssertion
{
    /// <summary>Null when the assertion holds, else what was found.</summary>
    public static string? Check(JsonObject assertion, JsonNode actual)
    {
        (bool exists, JsonNode? found) = Walk(assertion["path"]!.AsArray(), actual);
        bool negated = assertion["not"]?.GetValue<bool>() ?? false;
        return Holds(assertion["op"]!.GetValue<string>(), exists, found, assertion["value"]) != negated
            ? null
            : $"{assertion.ToJsonString()} found {(exists ? found?.ToJsonString() ?? "null" : "nothing")}";
    }

    private static (bool Exists, JsonNode? Found) Walk(JsonArray path, JsonNode? from)
    {
        bool exists = true;
        JsonNode? at = from;
        foreach (JsonNode? step in path)
        {
            (exists, at) = exists ? Step(step!, at) : (false, null);
        }

        return (exists, at);
    }

    private static (bool Exists, JsonNode? Found) Step(JsonNode step, JsonNode? at)
    {
        // Content is compared member by member, whether it is JSON or the text of it.
        if (at is JsonValue text && text.GetValueKind() == JsonValueKind.String && text.GetValue<string>() is ['{' or '[', ..] json)
        {
            at = JsonNode.Parse(json);
        }

        if (step is JsonObject selection)
        {
            return Select(selection, at);
        }

        if (step.GetValueKind() == JsonValueKind.Number)
        {
            int index = step.GetValue<int>();
            return at is JsonArray array && index < array.Count ? (true, array[index]) : (false, null);
        }

        string name = step.GetValue<string>();
        return at switch
        {
            JsonObject map when map.TryGetPropertyValue(name, out JsonNode? member) => (true, member),
            JsonArray list when name == "length" => (true, JsonValue.Create(list.Count)),
            JsonArray list when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < list.Count => (true, list[index]),
            JsonValue value when name == "length" && value.GetValueKind() == JsonValueKind.String => (true, JsonValue.Create(value.GetValue<string>().Length)),
            _ => (false, null),
        };
    }

    private static (bool Exists, JsonNode? Found) Select(JsonObject selection, JsonNode? at)
    {
        (string kind, JsonNode? argument) = selection.First();
        if (kind == "json")
        {
            return (true, at is JsonValue ? JsonNode.Parse(at.GetValue<string>()) : at);
        }

        JsonArray list = at!.AsArray();
        switch (kind)
        {
            case "map":
                var mapped = new JsonArray();
                foreach (JsonNode? item in list)
                {
                    mapped.Add(Walk(Path(argument!), item).Found?.DeepClone());
                }

                return (true, mapped);
            case "filter":
                return (true, new JsonArray([.. list.Where(i => Satisfies(i, argument!.AsArray())).Select(i => i?.DeepClone())]));
            case "find":
                foreach (JsonNode? item in list)
                {
                    if (Satisfies(item, argument!.AsArray()))
                    {
                        return (true, item);
                    }
                }

                return (false, null);
            case "some":
                return (true, JsonValue.Create(list.Any(i => Satisfies(i, argument!.AsArray()))));
            case "every":
                return (true, JsonValue.Create(list.All(i => Satisfies(i, argument!.AsArray()))));
            default:
                throw new NotSupportedException($"step {selection.ToJsonString()}");
        }
    }

    private static JsonArray Path(JsonNode argument) => argument as JsonArray ?? [argument.DeepClone()];

    private static bool Satisfies(JsonNode? item, JsonArray conditions) =>
        conditions.All(c => Walk(c!["path"]!.AsArray(), item) is var (exists, found) && Holds(c["op"]!.GetValue<string>(), exists, found, c["value"]));

    private static bool Holds(string op, bool exists, JsonNode? found, JsonNode? expected) => op switch
    {
        "equals" => exists && Same(found, expected),
        "not equals" => !exists || !Same(found, expected),
        "absent" => !exists,
        "defined" => exists,
        "null" => exists && found is null,
        "truthy" => exists && IsTruthy(found),
        "falsy" => !exists || !IsTruthy(found),
        "length" => found is JsonArray list ? list.Count == expected!.GetValue<int>() : found?.GetValue<string>().Length == expected!.GetValue<int>(),
        "includes" => found is JsonObject map && Includes(map, expected!.AsObject()),
        "contains" => found is JsonArray items ? items.Any(i => Same(i, expected)) : Text(found).Contains(Text(expected), StringComparison.Ordinal),
        "has" => found is JsonObject owner && owner.ContainsKey(Text(expected)),
        "close_to" => Math.Abs(Number(found) - Number(expected)) < 0.005,
        "greater" => Number(found) > Number(expected),
        "less" => Number(found) < Number(expected),
        "matches" => Regex.IsMatch(Text(found), Text(expected), RegexOptions.None, TimeSpan.FromSeconds(1)),
        "starts with" => Text(found).StartsWith(Text(expected), StringComparison.Ordinal),
        "ends with" => Text(found).EndsWith(Text(expected), StringComparison.Ordinal),
        _ => throw new NotSupportedException($"operation {op}"),
    };

    private static bool Includes(JsonObject map, JsonObject expected) =>
        expected.All(e => map.TryGetPropertyValue(e.Key, out JsonNode? member)
            && (member is JsonObject inner && e.Value is JsonObject part ? Includes(inner, part) : Same(member, e.Value)));

    private static bool Same(JsonNode? found, JsonNode? expected)
    {
        if (expected is JsonObject pattern && pattern.Count == 1 && pattern.First() is { Key: ['$', ..] } rule)
        {
            return Matches(rule.Key, rule.Value, found);
        }

        return (found, expected) switch
        {
            (JsonObject a, JsonObject b) => a.Count == b.Count && b.All(p => a.TryGetPropertyValue(p.Key, out JsonNode? member) && Same(member, p.Value)),
            (JsonArray a, JsonArray b) => a.Count == b.Count && a.Zip(b).All(pair => Same(pair.First, pair.Second)),
            _ => JsonNode.DeepEquals(found, expected),
        };
    }

    private static bool Matches(string rule, JsonNode? argument, JsonNode? found) => rule switch
    {
        "$any" => Text(argument) switch
        {
            "String" or "string" => found?.GetValueKind() == JsonValueKind.String,
            "Number" or "number" => found?.GetValueKind() == JsonValueKind.Number,
            "Boolean" or "boolean" => found?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
            "Array" or "array" => found is JsonArray,
            _ => found is not null,
        },
        "$includes" => found is JsonObject map && Includes(map, argument!.AsObject()),
        "$contains" => found is JsonArray list
            ? list.Any(i => Same(i, argument))
            : Text(found).Contains(Text(argument), StringComparison.Ordinal),
        "$matches" => Regex.IsMatch(Text(found), Text(argument), RegexOptions.None, TimeSpan.FromSeconds(1)),
        _ => throw new NotSupportedException($"pattern {rule}"),
    };

    private static bool IsTruthy(JsonNode? node) => node?.GetValueKind() switch
    {
        null or JsonValueKind.False => false,
        JsonValueKind.String => node!.GetValue<string>().Length > 0,
        JsonValueKind.Number => Number(node) != 0,
        _ => true,
    };

    private static double Number(JsonNode? node) => double.Parse(node!.ToJsonString(), CultureInfo.InvariantCulture);

    private static string Text(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node?.ToJsonString() ?? "";
}
