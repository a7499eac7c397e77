// Spec: Langfuse public API, ingestion: usage, usageDetails and costDetails, and the shapes in which OpenAI reports usage.
using System.Globalization;
using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>Units and costs of an observation, whichever of three generations of fields they come in.</summary>
internal static class UsageFields
{
    private static readonly (string Input, string InputDetails, string Output, string OutputDetails)[] s_openAi =
    [
        ("prompt_tokens", "prompt_tokens_details", "completion_tokens", "completion_tokens_details"),
        ("input_tokens", "input_tokens_details", "output_tokens", "output_tokens_details"),
    ];

    /// <summary>Units by usage type; null when nothing is said. Newer fields come before older ones.</summary>
    public static IReadOnlyDictionary<string, long>? Units(EventBody body)
    {
        AnyValue details = body["usageDetails"];
        if (details.Kind is not (AnyValueKind.Empty or AnyValueKind.Map))
        {
            body.Fail("usageDetails: expected an object");
        }

        Dictionary<string, long> units = OfDetails(details);
        return units.Count > 0 ? units : OfUsage(body);
    }

    /// <summary>US dollars by usage type; null when nothing is said.</summary>
    public static IReadOnlyDictionary<string, decimal>? Costs(EventBody body)
    {
        AnyValue details = body["costDetails"];
        if (details.Kind is not (AnyValueKind.Empty or AnyValueKind.Map))
        {
            body.Fail("costDetails: expected an object");
        }

        var costs = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (KeyValue pair in details.Pairs)
        {
            AddCost(costs, pair.Key, pair.Value);
        }

        if (costs.Count == 0)
        {
            AnyValue usage = body["usage"];
            AddCost(costs, "input", PlainJson.Member(usage, "inputCost"));
            AddCost(costs, "output", PlainJson.Member(usage, "outputCost"));
            AddCost(costs, "total", PlainJson.Member(usage, "totalCost"));
        }

        return costs.Count > 0 ? costs : null;
    }

    private static Dictionary<string, long> OfDetails(in AnyValue details)
    {
        foreach ((string input, string inputDetails, string output, string outputDetails) in s_openAi)
        {
            if (OfOpenAi(details, input, inputDetails, output, outputDetails) is { } recognised)
            {
                return recognised;
            }
        }

        // Anything that is no count is left out; its neighbours stay.
        var units = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (KeyValue pair in details.Pairs)
        {
            if (Count(pair.Value) is { } count)
            {
                units[pair.Key] = count;
            }
        }

        return units;
    }

    // Exactly the members of OpenAI's report, or it is none. Each detail is a part of its whole and becomes a type of its own.
    private static Dictionary<string, long>? OfOpenAi(in AnyValue details, string input, string inputDetails, string output, string outputDetails)
    {
        long? inputUnits = null;
        long? outputUnits = null;
        long? total = null;
        foreach (KeyValue pair in details.Pairs)
        {
            if (pair.Key == input)
            {
                inputUnits = Exact(pair.Value);
            }
            else if (pair.Key == output)
            {
                outputUnits = Exact(pair.Value);
            }
            else if (pair.Key == "total_tokens")
            {
                total = Exact(pair.Value);
            }
            else if ((pair.Key != inputDetails && pair.Key != outputDetails) || !AreParts(pair.Value))
            {
                return null;
            }
        }

        if (inputUnits is null || outputUnits is null || total is null)
        {
            return null;
        }

        var units = new Dictionary<string, long>(StringComparer.Ordinal)
        {
            ["input"] = inputUnits.Value,
            ["output"] = outputUnits.Value,
            ["total"] = total.Value,
        };
        TakeParts(units, "input", PlainJson.Member(details, inputDetails));
        TakeParts(units, "output", PlainJson.Member(details, outputDetails));
        return units;
    }

    private static bool AreParts(in AnyValue details)
    {
        foreach (KeyValue part in details.Pairs)
        {
            if (part.Value.Kind != AnyValueKind.Empty && Exact(part.Value) is null)
            {
                return false;
            }
        }

        return details.Kind is AnyValueKind.Map or AnyValueKind.Empty;
    }

    private static void TakeParts(Dictionary<string, long> units, string whole, in AnyValue details)
    {
        foreach (KeyValue part in details.Pairs)
        {
            if (Exact(part.Value) is { } count)
            {
                units[$"{whole}_{part.Key}"] = count;
                units[whole] = Math.Max(0, units[whole] - count);
            }
        }
    }

    private static Dictionary<string, long>? OfUsage(EventBody body)
    {
        AnyValue usage = body["usage"];
        if (usage.Kind is not (AnyValueKind.Empty or AnyValueKind.Map))
        {
            body.Fail("usage: expected an object");
        }

        bool isOld = PlainJson.HasMember(usage, "promptTokens") || PlainJson.HasMember(usage, "completionTokens") || PlainJson.HasMember(usage, "totalTokens");
        var units = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach ((string name, string oldName) in (ReadOnlySpan<(string, string)>)
            [("input", "promptTokens"), ("output", "completionTokens"), ("total", "totalTokens")])
        {
            AnyValue value = PlainJson.Member(usage, isOld ? oldName : name);
            if (Exact(value) is { } count)
            {
                units[name] = count;
            }
            else if (value.Kind != AnyValueKind.Empty)
            {
                body.Fail(string.Create(CultureInfo.InvariantCulture, $"usage.{(isOld ? oldName : name)}: expected a whole number that is not negative"));
            }
        }

        return units.Count > 0 ? units : null;
    }

    private static long? Exact(in AnyValue value) => value.Kind switch
    {
        AnyValueKind.Int when value.IntValue >= 0 => value.IntValue,
        AnyValueKind.Double when value.DoubleValue is >= 0 and < 9e15 && value.DoubleValue == Math.Floor(value.DoubleValue) => (long)value.DoubleValue,
        _ => null,
    };

    // A text counts as far as it begins with digits.
    private static long? Count(in AnyValue value)
    {
        if (value.Kind != AnyValueKind.String)
        {
            return Exact(value);
        }

        ReadOnlySpan<char> text = value.StringValue.AsSpan().Trim();
        int end = text.IndexOfAnyExceptInRange('0', '9');
        return long.TryParse(end < 0 ? text : text[..end], NumberStyles.None, CultureInfo.InvariantCulture, out long count) ? count : null;
    }

    private static void AddCost(Dictionary<string, decimal> costs, string type, in AnyValue value)
    {
        if (value.Kind is AnyValueKind.Int or AnyValueKind.Double && value.TryGetNumber(out double cost) && cost is >= 0 and < 1e15)
        {
            costs[type] = value.Kind == AnyValueKind.Int ? value.IntValue : (decimal)cost;
        }
    }
}
