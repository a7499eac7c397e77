// Spec: Langfuse public API, advanced filters: JSON array of {type, column, operator, value, key}.
using System.Globalization;
using System.Text.Json;
using Tta.Model;
using Tta.Server.Http;
using Tta.Wire.Langfuse;

namespace Tta.Server.Langfuse.Reads;

/// <summary>Reads advanced filters.</summary>
internal static class Filters
{
    private const int MaxFilters = 100;

    /// <summary>The conditions of a JSON text; none for "".</summary>
    /// <exception cref="ParameterException">It is no such array; the message says where.</exception>
    public static List<LlmCondition> Parse(string json, Columns columns)
    {
        if (json.Length == 0)
        {
            return [];
        }

        try
        {
            return Read(LangfuseJson.Parse(json, maxDepth: 64), columns, "filter");
        }
        catch (JsonException e)
        {
            throw new ParameterException("filter: no JSON: " + e.Message);
        }
    }

    /// <summary>The conditions of a JSON array; none when it is absent.</summary>
    /// <exception cref="ParameterException">It is no such array; the message says where.</exception>
    public static List<LlmCondition> Read(in AnyValue filters, Columns columns, string name)
    {
        if (filters.Kind is not (AnyValueKind.Array or AnyValueKind.Empty) || filters.ArrayValue.Count > MaxFilters)
        {
            throw new ParameterException($"{name}: expected an array of at most {MaxFilters} filters");
        }

        var conditions = new List<LlmCondition>();
        for (int i = 0; i < filters.ArrayValue.Count; i++)
        {
            conditions.Add(One(filters.ArrayValue[i], columns, string.Create(CultureInfo.InvariantCulture, $"{name}[{i}]")));
        }

        return conditions;
    }

    private static LlmCondition One(in AnyValue filter, Columns columns, string where)
    {
        string column = Text(filter, "column", where);
        if (!columns.TryFind(column, out LlmField field))
        {
            throw new ParameterException($"{where}.column: \"{column}\" is not known");
        }

        string type = Text(filter, "type", where);
        LlmOperator op = Operator(Text(filter, "operator", where), type, where);
        AnyValue value = Member(filter, "value");
        switch (type)
        {
            case "datetime":
                return LlmCondition.Than(field, op, Times.Parse(value.StringValue, where + ".value"));
            case "string" when value.Kind == AnyValueKind.String:
                return IsNumber(field) ? LlmCondition.Than(field, op, Number(AnyValue.From(value.StringValue), field, where)) : LlmCondition.Text(field, value.StringValue, op);
            case "number" or "numberObject" when type == "number" || field == LlmField.Metadata:
                return LlmCondition.Than(field, op, Number(value, field, where)) with { Key = KeyOf(filter, field, where) };
            case "stringObject" when field == LlmField.Metadata && value.Kind == AnyValueKind.String:
                return LlmCondition.Text(field, value.StringValue, op) with { Key = Text(filter, "key", where) };
            case "stringOptions" or "arrayOptions" when value.Kind == AnyValueKind.Array:
                return new LlmCondition(field, op) { Texts = [.. value.ArrayValue.Select(v => v.ToText())] };
            case "boolean" when value.Kind == AnyValueKind.Bool:
                return LlmCondition.Text(field, value.BoolValue ? "true" : "false", op);
            case "null":
                return new LlmCondition(field, op) { Key = KeyOf(filter, field, where) };
            default:
                throw new ParameterException($"{where}: a filter of type \"{type}\" on {column} with this value is not served");
        }
    }

    private static string? KeyOf(in AnyValue filter, LlmField field, string where) => field == LlmField.Metadata ? Text(filter, "key", where) : null;

    private static bool IsNumber(LlmField field) => field == LlmField.PromptVersion;

    // Durations are seconds in filters and milliseconds in the store.
    private static decimal Number(in AnyValue value, LlmField field, string where)
    {
        if (!value.TryGetNumber(out double number) || Math.Abs(number) > 1e18)
        {
            throw new ParameterException($"{where}.value: expected a number");
        }

        return (decimal)number * (field is LlmField.LatencyMs or LlmField.TimeToFirstTokenMs ? 1_000 : 1);
    }

    private static LlmOperator Operator(string text, string type, string where) => (text, type) switch
    {
        ("=", _) => LlmOperator.Equal,
        ("<>", "boolean") => LlmOperator.NotEqual,
        (">", "datetime" or "number" or "numberObject") => LlmOperator.Greater,
        (">=", "datetime" or "number" or "numberObject") => LlmOperator.GreaterOrEqual,
        ("<", "datetime" or "number" or "numberObject") => LlmOperator.Less,
        ("<=", "datetime" or "number" or "numberObject") => LlmOperator.LessOrEqual,
        ("contains" or "matches", "string" or "stringObject") => LlmOperator.Contains,
        ("does not contain", "string" or "stringObject") => LlmOperator.NotContains,
        ("starts with", "string" or "stringObject") => LlmOperator.StartsWith,
        ("ends with", "string" or "stringObject") => LlmOperator.EndsWith,
        ("any of", "stringOptions" or "arrayOptions") => LlmOperator.AnyOf,
        ("none of", "stringOptions" or "arrayOptions") => LlmOperator.NoneOf,
        ("all of", "arrayOptions") => LlmOperator.AllOf,
        ("is null", "null") => LlmOperator.IsNull,
        ("is not null", "null") => LlmOperator.IsNotNull,
        _ => throw new ParameterException($"{where}.operator: \"{text}\" is not an operator of type \"{type}\""),
    };

    private static AnyValue Member(in AnyValue map, string name) => KeyValue.TryFind(map.MapValue, name, out AnyValue value) ? value : default;

    private static string Text(in AnyValue map, string name, string where) =>
        Member(map, name) is { Kind: AnyValueKind.String } value ? value.StringValue : throw new ParameterException($"{where}.{name}: expected a string");
}
