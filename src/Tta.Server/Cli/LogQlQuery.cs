using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Tta.Server.Cli;

/// <summary><c>tta query logql</c>.</summary>
internal static class LogQlQuery
{
    public static Command Create()
    {
        var query = new Argument<string>("query") { Description = "LogQL, such as {service_name=\"shop\"} |= \"error\" or sum(rate({service_name=\"shop\"}[1m]))" };
        DurationOption since = QueryCommand.SinceOption();
        var limit = new Option<int>("--limit") { Description = "At most so many lines", HelpName = "N", DefaultValueFactory = static _ => 100 };
        Option<OutputFormat> format = QueryCommand.FormatOption();
        var client = new ClientArguments();
        var command = new Command("logql", "Find log lines by LogQL, oldest first, or count them") { query, since, limit, format };
        client.AddTo(command);
        command.SetAction((parsed, cancellationToken) => CommandLine.GuardAsync(async () =>
        {
            using ApiClient api = client.Connect(parsed);
            DateTimeOffset end = TimeProvider.System.GetUtcNow();
            (string, string)[] parameters =
            [
                ("query", parsed.GetValue(query)!),
                ("start", Ns(end - since.Value(parsed))),
                ("end", Ns(end)),
                ("limit", parsed.GetValue(limit).ToString(CultureInfo.InvariantCulture)),
                ("direction", "backward"),
            ];
            return await QueryCommand.PrintAsync(
                () => api.GetAsync("/loki/loki/api/v1/query_range", parameters, cancellationToken), ToTable,
                parsed.GetValue(format), "nothing matches");
        }));
        return command;
    }

    /// <summary>Rows of an answer of the Loki API: lines, oldest first, or the points of a metric query.</summary>
    public static ResultTable ToTable(JsonElement answer)
    {
        if (answer.GetProperty("data").GetProperty("resultType").GetString() != "streams")
        {
            return PromQlQuery.ToTable(answer);
        }

        List<(long TimeNs, string Service, string Level, string Line)> lines = [];
        foreach (JsonElement stream in answer.GetProperty("data").GetProperty("result").EnumerateArray())
        {
            JsonElement labels = stream.GetProperty("stream");
            foreach (JsonElement entry in stream.GetProperty("values").EnumerateArray())
            {
                lines.Add((
                    long.Parse(entry[0].GetString()!, CultureInfo.InvariantCulture), Text(labels, "service_name"), Level(labels, entry), entry[1].GetString()!));
            }
        }

        lines.Sort(static (a, b) => a.TimeNs.CompareTo(b.TimeNs));
        var table = new ResultTable("time", "service", "level", "line");
        foreach ((long timeNs, string service, string level, string line) in lines)
        {
            DateTimeOffset time = DateTimeOffset.UnixEpoch.AddTicks(timeNs / TimeSpan.NanosecondsPerTick);
            table.Add(time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), service, level, line);
        }

        return table;
    }

    private static string Level(JsonElement labels, JsonElement entry)
    {
        string level = Text(labels, "detected_level");
        return level.Length > 0 || entry.GetArrayLength() < 3 ? level : Text(entry[2], "detected_level");
    }

    private static string Text(JsonElement labels, string name) =>
        labels.ValueKind == JsonValueKind.Object && labels.TryGetProperty(name, out JsonElement value) ? value.ToString() : "";

    private static string Ns(DateTimeOffset time) =>
        ((time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick).ToString(CultureInfo.InvariantCulture);
}
