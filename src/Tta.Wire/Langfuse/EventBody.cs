// Spec: Langfuse public API, ingestion: the types of the fields of an event's body.
using System.Globalization;
using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>
/// Reads the fields of a body and remembers the first that is not what it must be, by its name alone: what was sent does not belong into logs. A body that was made from a span is taken as it is:
/// instrumentations are no clients of this API, and their texts may be numbers.
/// </summary>
internal sealed class EventBody(LangfuseEvent item)
{
    private const int MaxIdLength = 800;

    private static readonly string[] s_levels = ["DEFAULT", "DEBUG", "WARNING", "ERROR"];

    private readonly AnyValue _body = item.Body;
    private readonly MapBuilder? _fields = item.Fields;

    /// <summary>What is wrong; null when all that was read so far is right.</summary>
    public string? Problem { get; private set; }

    /// <summary>Empty when absent or null.</summary>
    public AnyValue this[string name] => _fields is null ? PlainJson.Member(_body, name) : _fields[name];

    private bool IsFromSpan => _fields is not null;

    public void Fail(string problem) => Problem ??= problem;

    /// <summary>Null when absent; 1 to 800 characters without a carriage return.</summary>
    public string? Id(string name)
    {
        string? id = Text(name);
        if (id is not null && (id.Length is 0 or > MaxIdLength || id.Contains('\r', StringComparison.Ordinal)))
        {
            Fail($"{name}: expected 1 to {MaxIdLength} characters without a carriage return");
            return null;
        }

        return id;
    }

    /// <summary>Null when absent.</summary>
    public string? Text(string name)
    {
        AnyValue value = this[name];
        if (value.Kind is AnyValueKind.Empty or AnyValueKind.String)
        {
            return value.Kind == AnyValueKind.Empty ? null : value.StringValue;
        }

        if (!IsFromSpan)
        {
            Fail($"{name}: expected a string");
        }

        return PlainJson.TextOrJson(value);
    }

    /// <summary>Whether a client says that there is none, which is not the same as saying nothing.</summary>
    public bool SaysNull(string name) => KeyValue.TryFind(_body.Pairs, name, out AnyValue value) && value.Kind == AnyValueKind.Empty;

    /// <summary>Unix nanoseconds; null when absent.</summary>
    public long? Time(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        long? time = EventTime.Parse(text);
        if (time is null)
        {
            Fail($"{name}: expected an ISO 8601 time");
        }

        return time;
    }

    public bool? Flag(string name)
    {
        AnyValue value = this[name];
        if (value.Kind is not (AnyValueKind.Empty or AnyValueKind.Bool))
        {
            Fail($"{name}: expected true or false");
        }

        return value.Kind == AnyValueKind.Bool ? value.BoolValue : null;
    }

    /// <summary>A whole number; text with one is taken from a span only.</summary>
    public int? Whole(string name)
    {
        AnyValue value = this[name];
        if (value.Kind == AnyValueKind.Empty)
        {
            return null;
        }

        if (value.TryGetNumber(out double number) && (IsFromSpan || value.Kind != AnyValueKind.String) && number == Math.Floor(number) && Math.Abs(number) < int.MaxValue)
        {
            return (int)number;
        }

        if (!IsFromSpan)
        {
            Fail($"{name}: expected a whole number");
        }

        return null;
    }

    /// <summary>As it was sent: text as it is, everything else as JSON; null when absent.</summary>
    public string? Content(string name) => this[name] is { Kind: not AnyValueKind.Empty } value ? Readable(PlainJson.TextOrJson(value)) : null;

    // What may be JSON is read as such later on.
    private static string Readable(string text) => text.AsSpan().TrimStart() is ['{' or '[' or '"', ..] ? LoneSurrogates.Mend(text) : text;

    /// <summary>A JSON object; whatever else is said becomes its member "metadata".</summary>
    public string? Metadata(string name = "metadata")
    {
        AnyValue value = this[name];
        return value.Kind switch
        {
            AnyValueKind.Empty => null,
            AnyValueKind.Map => AnyValueJson.ToJson(value),
            _ => AnyValueJson.ToJson(new MapBuilder().Set("metadata", value).Build()),
        };
    }

    /// <summary>A JSON object, null when absent or empty.</summary>
    public string? Object(string name)
    {
        AnyValue value = this[name];
        if (value.Kind is not (AnyValueKind.Empty or AnyValueKind.Map) && !IsFromSpan)
        {
            Fail($"{name}: expected an object");
        }

        return value.MapValue.Count > 0 ? AnyValueJson.ToJson(value) : null;
    }

    public IReadOnlyList<string>? Texts(string name)
    {
        AnyValue value = this[name];
        if (value.Kind == AnyValueKind.Empty)
        {
            return null;
        }

        if (value.Kind != AnyValueKind.Array)
        {
            Fail($"{name}: expected an array of strings");
            return null;
        }

        string[] texts = value.ArrayValue.Count == 0 ? [] : new string[value.ArrayValue.Count];
        for (int i = 0; i < texts.Length; i++)
        {
            if (value.ArrayValue[i].Kind != AnyValueKind.String)
            {
                Fail(string.Create(CultureInfo.InvariantCulture, $"{name}[{i}]: expected a string"));
            }

            texts[i] = PlainJson.Text(value.ArrayValue[i]);
        }

        return texts;
    }

    /// <summary>Null when absent or the default: an environment that nobody named never replaces one that somebody did.</summary>
    public string? Environment()
    {
        string? said = Text("environment");
        string? name = said is null || IsFromSpan ? said : EnvironmentName.Normalize(said);
        return name == EnvironmentName.Default ? null : name;
    }

    public LlmLevel? Level()
    {
        if (Text("level") is not { } text)
        {
            return null;
        }

        int place = Array.IndexOf(s_levels, text);
        if (place < 0)
        {
            Fail($"level: expected one of {string.Join(", ", s_levels)}");
            return null;
        }

        return place switch
        {
            1 => LlmLevel.Debug,
            2 => LlmLevel.Warning,
            3 => LlmLevel.Error,
            _ => LlmLevel.Default,
        };
    }
}
