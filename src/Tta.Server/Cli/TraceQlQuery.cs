using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Tta.Query.TraceQl;

namespace Tta.Server.Cli;

/// <summary><c>tta query traceql</c>.</summary>
internal static class TraceQlQuery
{
    private const int DefaultPoints = 60;

    public static Command Create()
    {
        var query = new Argument<string>("query") { Description = "TraceQL, such as { status = error && span.persona = \"analyst\" } or { } | rate() by (name)" };
        DurationOption since = QueryCommand.SinceOption();
        var limit = new Option<int>("--limit") { Description = "At most so many traces", HelpName = "N", DefaultValueFactory = static _ => 20 };
        var spans = new Option<int>("--spans") { Description = "At most so many matching spans of each trace", HelpName = "N", DefaultValueFactory = static _ => 3 };
        var step = new Option<string?>("--step") { Description = "Step of a metrics query (default: a sixtieth of the range)", HelpName = "DURATION" };
        Option<OutputFormat> format = QueryCommand.FormatOption();
        var client = new ClientArguments();
        var command = new Command("traceql", "Find spans by TraceQL, newest traces first, or measure them") { query, since, limit, spans, step, format };
        client.AddTo(command);
        command.SetAction((parsed, cancellationToken) => CommandLine.GuardAsync(async () =>
        {
            using ApiClient api = client.Connect(parsed);
            string text = parsed.GetValue(query)!;
            bool isMetrics = IsMetrics(text);
            TimeSpan range = since.Value(parsed);
            long endSeconds = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 1;
            List<(string, string)> parameters =
            [
                ("q", text),
                ("start", Number(endSeconds - Math.Max(1, (long)range.TotalSeconds))),
                ("end", Number(endSeconds)),
            ];
            parameters.AddRange(isMetrics
                ? [("step", parsed.GetValue(step) ?? Math.Max(1, Math.Ceiling(range.TotalSeconds / DefaultPoints)).ToString(CultureInfo.InvariantCulture) + "s")]
                : [("limit", Number(parsed.GetValue(limit))), ("spss", Number(parsed.GetValue(spans)))]);
            return await QueryCommand.PrintAsync(
                () => api.GetAsync(isMetrics ? "/tempo/api/metrics/query_range" : "/tempo/api/search", parameters, cancellationToken),
                isMetrics ? ToPoints : ToSpans, parsed.GetValue(format), "no span matches");
        }));
        return command;
    }

    /// <summary>A row for each span of a search answer of the Tempo API.</summary>
    public static ResultTable ToSpans(JsonElement answer)
    {
        var table = new ResultTable("trace", "start", "duration", "service", "root", "span", "attributes");
        foreach (JsonElement trace in answer.GetProperty("traces").EnumerateArray())
        {
            foreach (JsonElement set in trace.GetProperty("spanSets").EnumerateArray())
            {
                foreach (JsonElement span in set.GetProperty("spans").EnumerateArray())
                {
                    table.Add(
                        trace.GetProperty("traceID").GetString()!,
                        TimeText(Long(span, "startTimeUnixNano") / 1_000_000),
                        DurationText.Format(Long(span, "durationNanos") / 1e6),
                        Text(trace, "rootServiceName"),
                        Text(trace, "rootTraceName"),
                        Text(span, "name") is { Length: > 0 } name ? name : Text(span, "spanID"),
                        span.TryGetProperty("attributes", out JsonElement attributes) ? LabelText(attributes) : "");
                }
            }
        }

        return table;
    }

    /// <summary>A row for each point of a metrics answer of the Tempo API.</summary>
    public static ResultTable ToPoints(JsonElement answer)
    {
        var table = new ResultTable("series", "time", "value");
        foreach (JsonElement series in answer.GetProperty("series").EnumerateArray())
        {
            string labels = series.TryGetProperty("labels", out JsonElement pairs) ? LabelText(pairs) : "";
            foreach (JsonElement sample in series.GetProperty("samples").EnumerateArray())
            {
                double value = sample.TryGetProperty("value", out JsonElement number) ? number.GetDouble() : 0;
                table.Add($"{{{labels}}}", TimeText(Long(sample, "timestampMs")), value.ToString(CultureInfo.InvariantCulture));
            }
        }

        return table;
    }

    // The server explains what is wrong with a query; here it only decides which of its endpoints is asked.
    private static bool IsMetrics(string query)
    {
        try
        {
            return TraceQlEngine.IsMetricsQuery(query);
        }
        catch (TraceQlParseException)
        {
            return false;
        }
    }

    private static string LabelText(JsonElement pairs)
    {
        var text = new StringBuilder();
        foreach (JsonElement pair in pairs.EnumerateArray())
        {
            text.Append(text.Length == 0 ? "" : ", ").Append(pair.GetProperty("key").GetString()).Append('=');
            foreach (JsonProperty typed in pair.GetProperty("value").EnumerateObject())
            {
                text.Append(typed.Value.ValueKind == JsonValueKind.String ? typed.Value.GetString() : typed.Value.GetRawText());
            }
        }

        return text.ToString();
    }

    private static string TimeText(long unixMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? value.ToString() : "";

    // 64-bit integers are text in protobuf's JSON; a zero may be left out.
    private static long Long(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? long.Parse(value.ToString(), CultureInfo.InvariantCulture) : 0;

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
