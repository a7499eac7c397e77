using System.Text.Json;
using Tta.Model;

namespace Tta.Wire.GenAi;

/// <summary>Looks attributes up by lists of names.</summary>
internal readonly struct GenAiAttributes(IReadOnlyList<KeyValue> attributes)
{
    private static readonly string[] s_families = ["gen_ai.", "llm.", "ai.", "openinference.", "traceloop.", "langfuse.observation."];

    /// <summary>True when any attribute belongs to one of the known families.</summary>
    public bool HasGenAi
    {
        get
        {
            for (int i = 0; i < attributes.Count; i++)
            {
                foreach (string family in s_families)
                {
                    if (attributes[i].Key.StartsWith(family, StringComparison.Ordinal))
                    {
                        return true;
                    }
                }
            }

            return false;
        }
    }

    public bool TryGet(string key, out AnyValue value) => KeyValue.TryFind(attributes, key, out value) && value.Kind != AnyValueKind.Empty;

    /// <summary>Text of an attribute, null when absent or empty.</summary>
    public string? Text(string key) => TryGet(key, out AnyValue value) && value.ToText() is { Length: > 0 } text ? text : null;

    public string? FirstText(string[] keys)
    {
        foreach (string key in keys)
        {
            if (Text(key) is { } text)
            {
                return text;
            }
        }

        return null;
    }

    public double? FirstNumber(string[] keys)
    {
        foreach (string key in keys)
        {
            if (TryGet(key, out AnyValue value) && value.TryGetNumber(out double number) && double.IsFinite(number))
            {
                return number;
            }
        }

        return null;
    }

    public long? FirstCount(string[] keys) => FirstNumber(keys) is { } number and >= 0 and < 9e18 ? (long)number : null;

    public string? FirstJson(string[] keys)
    {
        foreach (string key in keys)
        {
            if (TryGet(key, out AnyValue value))
            {
                return AsJson(value);
            }
        }

        return null;
    }

    /// <summary>The value as JSON: text that is JSON already stays as it is.</summary>
    public static string AsJson(in AnyValue value) => value.Kind == AnyValueKind.String && IsJson(value.StringValue) ? value.StringValue : AnyValueJson.ToJson(value);

    /// <summary>True for text that may be a JSON array or object; saves an exception for every prompt that is plain text.</summary>
    public static bool MayBeJson(string text) => text.AsSpan().TrimStart() is ['{' or '[', ..];

    private static bool IsJson(string text)
    {
        if (!MayBeJson(text))
        {
            return false;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind is JsonValueKind.Array or JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
