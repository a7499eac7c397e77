using System.Globalization;
using System.Text.Json;
using Tta.Model;
using Tta.Server.Http;

namespace Tta.Server.Jaeger;

/// <summary>The parameters of a v1 trace search.</summary>
internal static class JaegerSearch
{
    /// <summary>Reads the search; without trace ids a service is required.</summary>
    /// <exception cref="ParameterException">A parameter cannot be used.</exception>
    public static TraceSearch Read(RequestParameters parameters, Limits limits)
    {
        string service = parameters["service"];
        if (service.Length == 0)
        {
            throw new ParameterException("parameter 'service' is required");
        }

        long? durationMinNs = ReadDuration(parameters, "minDuration");
        long? durationMaxNs = ReadDuration(parameters, "maxDuration");
        if (durationMaxNs is { } max && durationMinNs is { } min && max <= min)
        {
            throw new ParameterException("'maxDuration' should be greater than 'minDuration'");
        }

        return new TraceSearch
        {
            ServiceName = service,
            OperationName = parameters["operation"] is { Length: > 0 } operation ? operation : null,
            StartMinNs = ReadTime(parameters, "start"),
            StartMaxNs = ReadTime(parameters, "end"),
            DurationMinNs = durationMinNs,
            DurationMaxNs = durationMaxNs,
            Tags = ReadTags(parameters),
            Limit = ReadLimit(parameters, limits),
        };
    }

    /// <summary>Reads a trace id as Jaeger's clients write it.</summary>
    /// <exception cref="ParameterException">Not a valid id.</exception>
    public static TraceId ReadTraceId(string text) => TryReadTraceId(text, out TraceId id)
        ? id
        : throw new ParameterException($"invalid trace id \"{text}\": expected 1 to 32 hex digits, not all zero");

    /// <summary>
    /// Reads a trace id: hex with or without leading zeros, or its 16 bytes as base64 of either alphabet, padded or not. The id of zeros is none.
    /// </summary>
    public static bool TryReadTraceId(string text, out TraceId id)
    {
        const int Base64Length = 22;
        Span<byte> bytes = stackalloc byte[TraceId.SizeBytes + 2];
        string digits = text.EndsWith("==", StringComparison.Ordinal) ? text[..^2] : text;
        if (!TraceId.TryParse(text, out id) && digits.Length == Base64Length
            && Convert.TryFromBase64String(digits.Replace('-', '+').Replace('_', '/') + "==", bytes, out _))
        {
            id = TraceId.FromBytes(bytes);
        }

        return id.IsValid;
    }

    /// <summary>Checks the optional time range of a lookup by id, which needs none to find a trace.</summary>
    /// <exception cref="ParameterException">Not a time.</exception>
    public static void CheckRange(RequestParameters parameters)
    {
        ReadTime(parameters, "start");
        ReadTime(parameters, "end");
    }

    /// <summary>Reads a span kind by its name.</summary>
    public static bool TryReadKind(string text, out SpanKind kind) =>
        Enum.TryParse(text, ignoreCase: true, out kind) && !char.IsAsciiDigit(text[0]) && text[0] is not ('-' or '+');

    /// <summary>Reads a truth value as Go writes it.</summary>
    public static bool TryReadBool(string text, out bool value)
    {
        value = text is "1" or "t" or "T" or "TRUE" or "true" or "True";
        return value || text is "0" or "f" or "F" or "FALSE" or "false" or "False";
    }

    /// <summary>Reads a time or length in milliseconds.</summary>
    /// <exception cref="ParameterException">Not a positive number.</exception>
    public static long ReadMs(RequestParameters parameters, string name, long absentMs)
    {
        string text = parameters[name];
        return text.Length == 0 ? absentMs
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long ms) && ms is > 0 and < long.MaxValue / 1_000_000 ? ms
            : throw new ParameterException($"unable to parse param '{name}': expected a positive number of milliseconds, received: {text}");
    }

    /// <summary>True when the caller wants spans exactly as they were sent.</summary>
    /// <exception cref="ParameterException">Not a truth value.</exception>
    public static bool ReadRaw(RequestParameters parameters) => parameters["raw"] is { Length: > 0 } text
        && (TryReadBool(text, out bool raw) ? raw : throw new ParameterException($"unable to parse param 'raw': \"{text}\" is neither true nor false"));

    private static List<TagCondition> ReadTags(RequestParameters parameters)
    {
        var tags = new List<TagCondition>();
        foreach (string tag in parameters.All("tag"))
        {
            int colon = tag.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
            {
                throw new ParameterException($"malformed 'tag' parameter, expecting key:value, received: {tag}");
            }

            tags.Add(Condition(tag[..colon], tag[(colon + 1)..]));
        }

        foreach (string json in parameters.All("tags"))
        {
            AddTags(tags, json);
        }

        return tags;
    }

    private static void AddTags(List<TagCondition> tags, string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                string value = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText();
                tags.Add(Condition(property.Name, value));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ParameterException($"malformed 'tags' parameter, cannot unmarshal JSON: {e.Message}");
        }
    }

    private static TagCondition Condition(string key, string value) => new(key, AnyValue.From(value), AnyType: true);

    private static long? ReadTime(RequestParameters parameters, string name)
    {
        string text = parameters[name];
        if (text.Length == 0)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long timeUs) && Math.Abs(timeUs) < long.MaxValue / 1000
            ? timeUs * 1000
            : throw new ParameterException($"unable to parse param '{name}': expected Unix microseconds, received: {text}");
    }

    private static long? ReadDuration(RequestParameters parameters, string name)
    {
        string text = parameters[name];
        if (text.Length == 0)
        {
            return null;
        }

        return Durations.TryParseGo(text, out long ns)
            ? ns
            : throw new ParameterException($"unable to parse param '{name}': time: invalid duration \"{text}\" (examples: 1.2s, 100ms, 500us)");
    }

    private static int ReadLimit(RequestParameters parameters, Limits limits)
    {
        string text = parameters["limit"];
        if (text.Length == 0)
        {
            return 100;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) && limit > 0
            ? Math.Min(limit, limits.MaxTraces)
            : throw new ParameterException($"unable to parse param 'limit': expected a positive number, received: {text}");
    }
}
