using System.Globalization;
using System.Text.Json;
using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>JSON texts as values, and what scripting languages make of values: truth and text. An absent value and null are both empty.</summary>
internal static class PlainJson
{
    public static readonly AnyValue EmptyMap = AnyValue.From(Array.Empty<KeyValue>());
    public static readonly AnyValue EmptyList = AnyValue.From(Array.Empty<AnyValue>());

    /// <summary>Reads a text that is a JSON object or array; false for everything else. Plain text costs no exception.</summary>
    public static bool TryParse(string text, out AnyValue value)
    {
        if (text.AsSpan().TrimStart() is not ['{' or '[', ..])
        {
            value = default;
            return false;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(LoneSurrogates.Mend(text));
            value = From(document.RootElement);
            return true;
        }
        catch (JsonException)
        {
            // Prose may well begin with a bracket.
            value = default;
            return false;
        }
    }

    /// <summary>A value that is a list or map already, or the one its text holds; empty for everything else.</summary>
    public static AnyValue Structure(in AnyValue value) => value.Kind switch
    {
        AnyValueKind.Array or AnyValueKind.Map => value,
        AnyValueKind.String when TryParse(value.StringValue, out AnyValue parsed) => parsed,
        _ => default,
    };

    /// <summary>The structure a text holds, else the value itself.</summary>
    public static AnyValue StructureOrSelf(in AnyValue value) => Structure(value) is { Kind: not AnyValueKind.Empty } structure ? structure : value;

    /// <summary>Depth is bounded by the parser.</summary>
    public static AnyValue From(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                return AnyValue.From(element.GetString()!);
            case JsonValueKind.True or JsonValueKind.False:
                return AnyValue.From(element.GetBoolean());
            case JsonValueKind.Number:
                return element.TryGetInt64(out long integer) ? AnyValue.From(integer) : AnyValue.From(element.GetDouble());
            case JsonValueKind.Array:
                var items = new AnyValue[element.GetArrayLength()];
                int i = 0;
                foreach (JsonElement item in element.EnumerateArray())
                {
                    items[i++] = From(item);
                }

                return AnyValue.From(items);
            case JsonValueKind.Object:
                var map = new MapBuilder();
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    map.Set(property.Name, From(property.Value));
                }

                return map.Build();
            default:
                return default;
        }
    }

    /// <summary>False for nothing, "", 0, NaN and false.</summary>
    public static bool IsTruthy(in AnyValue value) => value.Kind switch
    {
        AnyValueKind.Empty => false,
        AnyValueKind.String => value.StringValue.Length > 0,
        AnyValueKind.Bool => value.BoolValue,
        AnyValueKind.Int => value.IntValue != 0,
        AnyValueKind.Double => value.DoubleValue is not 0 and not double.NaN,
        _ => true,
    };

    /// <summary>False for nothing, "", and empty lists and maps.</summary>
    public static bool IsMeaningful(in AnyValue value) => value.Kind switch
    {
        AnyValueKind.Empty => false,
        AnyValueKind.String => value.StringValue.Length > 0,
        AnyValueKind.Array => value.ArrayValue.Count > 0,
        AnyValueKind.Map => value.MapValue.Count > 0,
        _ => true,
    };

    /// <summary>A member of a map; empty when there is none or the value is no map.</summary>
    public static AnyValue Member(in AnyValue value, string name) => KeyValue.TryFind(value.Pairs, name, out AnyValue member) ? member : default;

    public static bool HasMember(in AnyValue value, string name) => KeyValue.TryFind(value.Pairs, name, out _);

    /// <summary>Text as people read it: lists joined by commas.</summary>
    public static string Text(in AnyValue value)
    {
        if (value.Kind != AnyValueKind.Array)
        {
            return value.ToText();
        }

        var parts = new string[value.ArrayValue.Count];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = Text(value.ArrayValue[i]);
        }

        return string.Join(',', parts);
    }

    /// <summary>Text stays as it is, everything else becomes JSON.</summary>
    public static string TextOrJson(in AnyValue value) => value.Kind == AnyValueKind.String ? value.StringValue : AnyValueJson.ToJson(value);

    /// <summary>A whole number as an integer, every other as a float.</summary>
    public static AnyValue Number(double number) =>
        Math.Abs(number) < 9e15 && Math.Floor(number) == number ? AnyValue.From((long)number) : AnyValue.From(number);

    /// <summary>Unix nanoseconds as an ISO text with milliseconds, rounded down.</summary>
    public static string IsoTime(long ns) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ns / 1_000_000).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
