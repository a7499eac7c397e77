using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Tta.Server.Cli;

/// <summary><c>tta query promql</c>.</summary>
internal static class PromQlQuery
{
    private const int DefaultPoints = 60;

    public static Command Create()
    {
        var query = new Argument<string>("query") { Description = "PromQL expression" };
        var time = new Option<string?>("--time") { Description = "When to evaluate: RFC 3339 or Unix seconds (default: now)", HelpName = "TIME" };
        var range = new DurationOption(
            "--since", "Evaluate over a range of this length that ends now, instead of at one moment", TimeSpan.Zero);
        var step = new Option<string?>("--step") { Description = "Step of a range (default: a sixtieth of it)", HelpName = "DURATION" };
        Option<OutputFormat> format = QueryCommand.FormatOption();
        var client = new ClientArguments();
        var command = new Command("promql", "Evaluate a PromQL expression") { query, time, range, step, format };
        client.AddTo(command);
        command.SetAction((parsed, cancellationToken) => CommandLine.GuardAsync(async () =>
        {
            using ApiClient api = client.Connect(parsed);
            List<(string, string)> parameters = [("query", parsed.GetValue(query)!)];
            TimeSpan since = range.Value(parsed);
            if (since > TimeSpan.Zero)
            {
                AddRange(parameters, since, parsed.GetValue(step));
            }
            else if (parsed.GetValue(time) is { } at)
            {
                parameters.Add(("time", at));
            }

            string path = since > TimeSpan.Zero ? "/prometheus/api/v1/query_range" : "/prometheus/api/v1/query";
            return await QueryCommand.PrintAsync(
                () => api.GetAsync(path, parameters, cancellationToken), ToTable, parsed.GetValue(format), "no series match");
        }));
        return command;
    }

    /// <summary>Rows of an answer of the Prometheus API.</summary>
    public static ResultTable ToTable(JsonElement answer)
    {
        JsonElement data = answer.GetProperty("data");
        JsonElement result = data.GetProperty("result");
        string type = data.GetProperty("resultType").GetString()!;
        var table = new ResultTable("series", "time", "value");
        if (type is "scalar" or "string")
        {
            AddPoint(table, type, result);
            return table;
        }

        foreach (JsonElement series in result.EnumerateArray())
        {
            string labels = LabelText(series.GetProperty("metric"));
            if (series.TryGetProperty("value", out JsonElement point))
            {
                AddPoint(table, labels, point);
            }
            else if (series.TryGetProperty("values", out JsonElement points))
            {
                foreach (JsonElement each in points.EnumerateArray())
                {
                    AddPoint(table, labels, each);
                }
            }
        }

        return table;
    }

    private static void AddRange(List<(string, string)> parameters, TimeSpan since, string? step)
    {
        DateTimeOffset end = TimeProvider.System.GetUtcNow();
        parameters.Add(("start", UnixSeconds(end - since)));
        parameters.Add(("end", UnixSeconds(end)));
        parameters.Add(("step", step ?? Math.Max(1, Math.Ceiling(since.TotalSeconds / DefaultPoints)).ToString(CultureInfo.InvariantCulture)));
    }

    private static void AddPoint(ResultTable table, string series, JsonElement point) =>
        table.Add(series, TimeText(point[0].GetDouble()), point[1].GetString()!);

    private static string TimeText(double unixSeconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(unixSeconds * 1000)).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string UnixSeconds(DateTimeOffset time) =>
        (time.ToUnixTimeMilliseconds() / 1000.0).ToString("0.###", CultureInfo.InvariantCulture);

    private static string LabelText(JsonElement metric)
    {
        var text = new StringBuilder();
        if (metric.TryGetProperty("__name__", out JsonElement name))
        {
            text.Append(name.GetString());
        }

        int labels = 0;
        foreach (JsonProperty label in metric.EnumerateObject())
        {
            if (label.Name != "__name__")
            {
                text.Append(labels++ == 0 ? '{' : ',').Append(label.Name).Append("=\"").Append(label.Value.GetString()).Append('"');
            }
        }

        return labels > 0 ? text.Append('}').ToString() : text.Length > 0 ? text.ToString() : "{}";
    }
}
