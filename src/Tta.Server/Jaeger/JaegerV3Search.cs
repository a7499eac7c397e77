using System.Globalization;
using System.Text.Json;
using Tta.Model;
using Tta.Server.Http;

namespace Tta.Server.Jaeger;

/// <summary>The parameters of the v3 API: camel case, with the older snake case names beside them.</summary>
internal static class JaegerV3Search
{
    private const int DefaultDepth = 100;
    private const string TimeMin = "query.startTimeMin";
    private const string TimeMax = "query.startTimeMax";

    /// <summary>Reads a trace search; a time range is required.</summary>
    /// <exception cref="ParameterException">A parameter cannot be used.</exception>
    public static TraceSearch Read(RequestParameters parameters, Limits limits)
    {
        if (parameters["query.filter"].Length > 0)
        {
            throw new ParameterException(
                "malformed parameter query.filter: structured filters are not supported; use query.attributes, or TraceQL on the Tempo API");
        }

        (string minName, string minText) = Resolve(parameters, TimeMin, "query.start_time_min");
        (string maxName, string maxText) = Resolve(parameters, TimeMax, "query.start_time_max");
        if (minText.Length == 0 || maxText.Length == 0)
        {
            throw new ParameterException($"{TimeMin} and {TimeMax} are required");
        }

        long startMinNs = ReadTimeNs(minName, minText);
        long startMaxNs = ReadTimeNs(maxName, maxText);
        if (startMinNs >= startMaxNs)
        {
            throw new ParameterException($"{TimeMin} must be before {TimeMax}");
        }

        return new TraceSearch
        {
            ServiceName = NullIfEmpty(Resolve(parameters, "query.serviceName", "query.service_name").Text),
            OperationName = NullIfEmpty(Resolve(parameters, "query.operationName", "query.operation_name").Text),
            StartMinNs = startMinNs,
            StartMaxNs = startMaxNs,
            DurationMinNs = ReadDuration(Resolve(parameters, "query.durationMin", "query.duration_min")),
            DurationMaxNs = ReadDuration(Resolve(parameters, "query.durationMax", "query.duration_max")),
            Tags = ReadAttributes(parameters["query.attributes"]),
            Limit = ReadDepth(Resolve(parameters, "query.searchDepth", "query.search_depth", "query.num_traces"), limits),
        };
    }

    /// <summary>True when the caller wants spans exactly as they were sent.</summary>
    public static bool ReadRaw(RequestParameters parameters, string prefix = "")
    {
        (string name, string text) = Resolve(parameters, prefix + "rawTraces", prefix + "raw_traces");
        return text.Length > 0 && (JaegerSearch.TryReadBool(text, out bool raw) ? raw : throw Malformed(name, $"invalid syntax \"{text}\""));
    }

    /// <summary>Checks the optional time range of a lookup by id, which needs none to find a trace.</summary>
    public static void CheckRange(RequestParameters parameters)
    {
        foreach ((string name, string older) in (ReadOnlySpan<(string, string)>)[("startTime", "start_time"), ("endTime", "end_time")])
        {
            (string used, string text) = Resolve(parameters, name, older);
            if (text.Length > 0)
            {
                ReadTimeNs(used, text);
            }
        }
    }

    public static SpanKind? ReadKind(RequestParameters parameters)
    {
        (string name, string text) = Resolve(parameters, "spanKind", "span_kind");
        return text.Length == 0 ? null
            : JaegerSearch.TryReadKind(text, out SpanKind kind) ? kind
            : throw Malformed(name, $"unsupported span kind '{text}' (server, client, producer, consumer, internal)");
    }

    public static ParameterException Malformed(string name, string problem) => new($"malformed parameter {name}: {problem}");

    private static (string Name, string Text) Resolve(RequestParameters parameters, string name, params ReadOnlySpan<string> older)
    {
        if (parameters[name] is { Length: > 0 } text)
        {
            return (name, text);
        }

        foreach (string alias in older)
        {
            if (parameters[alias] is { Length: > 0 } aliased)
            {
                return (alias, aliased);
            }
        }

        return (name, "");
    }

    // Grafana writes the plus of a time zone as it is, which in a query means a space.
    private static long ReadTimeNs(string name, string text) => Rfc3339.TryParseNs(text.Replace(' ', '+'), out long ns)
        ? ns
        : throw Malformed(name, $"cannot parse \"{text}\" as a time, expected RFC 3339 such as 2026-01-31T12:00:00.123456789Z");

    private static long? ReadDuration((string Name, string Text) parameter) => parameter.Text.Length == 0 ? null
        : Durations.TryParseGo(parameter.Text, out long ns) ? ns
        : throw Malformed(parameter.Name, $"time: invalid duration \"{parameter.Text}\"");

    private static int ReadDepth((string Name, string Text) parameter, Limits limits)
    {
        if (parameter.Text.Length == 0)
        {
            return Math.Min(DefaultDepth, limits.MaxTraces);
        }

        return int.TryParse(parameter.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int depth) && depth > 0
            ? Math.Min(depth, limits.MaxTraces)
            : throw Malformed(parameter.Name, $"expected a positive number, received \"{parameter.Text}\"");
    }

    private static List<TagCondition> ReadAttributes(string json)
    {
        var conditions = new List<TagCondition>();
        if (json.Length == 0)
        {
            return conditions;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                string value = property.Value.ValueKind == JsonValueKind.String
                    ? property.Value.GetString()!
                    : throw Malformed("query.attributes", $"the value of \"{property.Name}\" is no string");
                conditions.Add(new TagCondition(property.Name, AnyValue.From(value), AnyType: true));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Malformed("query.attributes", $"expected a JSON object of strings: {e.Message}");
        }

        return conditions;
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
