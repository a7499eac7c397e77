using System.Globalization;
using System.Text.Json;

namespace Tta.Server.Langfuse;

/// <summary>The fields of a JSON object, read by their kinds. A field that is null counts as absent.</summary>
internal readonly struct JsonFields
{
    private readonly JsonElement _object;
    private readonly IReadOnlyList<string> _path;

    private JsonFields(JsonElement value, IReadOnlyList<string> path)
    {
        _object = value;
        _path = path;
    }

    /// <exception cref="InvalidFieldException">It is no object.</exception>
    public static JsonFields Of(JsonElement value, params IReadOnlyList<string> path) => value.ValueKind == JsonValueKind.Object
        ? new JsonFields(value, path)
        : throw new InvalidFieldException(path, $"Invalid input: expected object, received {Kind(value.ValueKind)}");

    public static bool TryParseTime(string text, out long ms)
    {
        bool isTime = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time);
        ms = time.ToUnixTimeMilliseconds();
        return isTime;
    }

    /// <summary>True when the field is there, if only as null.</summary>
    public bool Has(string name) => _object.TryGetProperty(name, out _);

    public JsonElement? Find(string name) =>
        _object.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public JsonElement Get(string name) => Find(name) ?? throw Missing(name, "a value");

    public string Text(string name) => OptionalText(name) ?? throw Missing(name, "string");

    public string? OptionalText(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        { } value => throw Wrong(name, "string", value),
    };

    /// <summary>A text of bounded length.</summary>
    public string Text(string name, int minLength, int maxLength)
    {
        string text = Text(name);
        return text.Length < minLength ? throw Invalid(name, $"Too small: expected at least {minLength} characters")
            : text.Length > maxLength ? throw Invalid(name, $"Too big: expected at most {maxLength} characters")
            : text;
    }

    public double? Number(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value => value.GetDouble(),
        { } value => throw Wrong(name, "number", value),
    };

    public long? Whole(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt64(out long whole) => whole,
        { } value => throw Wrong(name, "int", value),
    };

    public bool? Flag(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } value => throw Wrong(name, "boolean", value),
    };

    /// <summary>A time, Unix ms.</summary>
    public long? Time(string name) => OptionalText(name) switch
    {
        null => null,
        var text => TryParseTime(text, out long ms) ? ms : throw Invalid(name, "Invalid ISO datetime"),
    };

    /// <summary>The JSON text of a field.</summary>
    public string? Json(string name) => Find(name)?.GetRawText();

    public IReadOnlyList<string>? Texts(string name)
    {
        if (List(name) is not { } list)
        {
            return null;
        }

        var texts = new List<string>();
        foreach (JsonElement each in list)
        {
            texts.Add(each.ValueKind == JsonValueKind.String ? each.GetString()! : throw Wrong(name, "string", each));
        }

        return texts;
    }

    public IReadOnlyList<JsonElement>? List(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Array } value => [.. value.EnumerateArray()],
        { } value => throw Wrong(name, "array", value),
    };

    /// <summary>The objects of a list, each with its place.</summary>
    public IReadOnlyList<JsonFields>? Objects(string name)
    {
        if (List(name) is not { } list)
        {
            return null;
        }

        var objects = new List<JsonFields>();
        foreach (JsonElement each in list)
        {
            objects.Add(Of(each, [.. _path, name, objects.Count.ToString(CultureInfo.InvariantCulture)]));
        }

        return objects;
    }

    /// <summary>One of several words.</summary>
    public T? Word<T>(string name, params ReadOnlySpan<(string Word, T Value)> words)
        where T : struct
    {
        if (OptionalText(name) is not { } text)
        {
            return null;
        }

        var allowed = new List<string>();
        foreach ((string word, T value) in words)
        {
            if (word == text)
            {
                return value;
            }

            allowed.Add($"\"{word}\"");
        }

        throw Invalid(name, $"Invalid option: expected one of {string.Join('|', allowed)}");
    }

    public InvalidFieldException Missing(string name, string expected) => Invalid(name, $"Invalid input: expected {expected}, received undefined");

    public InvalidFieldException Invalid(string name, string message) => new([.. _path, name], message);

    private InvalidFieldException Wrong(string name, string expected, JsonElement value) =>
        Invalid(name, $"Invalid input: expected {expected}, received {Kind(value.ValueKind)}");

    private static string Kind(JsonValueKind kind) => kind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Undefined => "undefined",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
