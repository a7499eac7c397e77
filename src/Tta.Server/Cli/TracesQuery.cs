using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Tta.Server.Cli;

/// <summary><c>tta query traces</c>.</summary>
internal static class TracesQuery
{
    public static Command Create()
    {
        var service = new Option<string?>("--service") { Description = "Service of a span", HelpName = "NAME" };
        var operation = new Option<string?>("--operation") { Description = "Name of a span", HelpName = "NAME" };
        var tag = new Option<string[]>("--tag") { Description = "Attribute a span must have; may be given several times", HelpName = "KEY=VALUE" };
        var errors = new Option<bool>("--errors") { Description = "Only traces with a failed span" };
        DurationOption since = QueryCommand.SinceOption();
        var limit = new Option<int>("--limit") { Description = "At most so many traces", HelpName = "N", DefaultValueFactory = static _ => 20 };
        Option<OutputFormat> format = QueryCommand.FormatOption();
        var client = new ClientArguments();
        var command = new Command("traces", "Find traces, newest first") { service, operation, tag, errors, since, limit, format };
        client.AddTo(command);
        command.SetAction((parsed, cancellationToken) => CommandLine.GuardAsync(async () =>
        {
            using ApiClient api = client.Connect(parsed);
            long endMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            List<(string, string)> parameters =
            [
                ("startMs", Number(endMs - (long)since.Value(parsed).TotalMilliseconds)),
                ("endMs", Number(endMs)),
                ("limit", Number(parsed.GetValue(limit))),
            ];
            AddIf(parameters, "service", parsed.GetValue(service));
            AddIf(parameters, "operation", parsed.GetValue(operation));
            AddIf(parameters, "errorsOnly", parsed.GetValue(errors) ? "true" : null);
            parameters.AddRange((parsed.GetValue(tag) ?? []).Select(t => ("tags", t)));
            return await QueryCommand.PrintAsync(
                () => api.GetAsync("/api/tta/v1/traces", parameters, cancellationToken), ToTable, parsed.GetValue(format), "no trace matches");
        }));
        return command;
    }

    /// <summary>Rows of an answer of the trace list.</summary>
    public static ResultTable ToTable(JsonElement answer)
    {
        var table = new ResultTable("trace", "start", "duration", "spans", "errors", "service", "operation", "cost USD");
        foreach (JsonElement trace in answer.GetProperty("traces").EnumerateArray())
        {
            DateTimeOffset start = DateTimeOffset.FromUnixTimeMilliseconds((long)trace.GetProperty("startMs").GetDouble());
            table.Add(
                trace.GetProperty("traceId").GetString()!,
                start.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                DurationText.Format(trace.GetProperty("durationMs").GetDouble()),
                trace.GetProperty("spanCount").ToString(),
                trace.GetProperty("errorCount").ToString(),
                trace.GetProperty("rootService").ToString(),
                trace.GetProperty("rootOperation").ToString(),
                trace.GetProperty("costUsd").ToString());
        }

        return table;
    }

    private static void AddIf(List<(string, string)> parameters, string name, string? value)
    {
        if (value is not null)
        {
            parameters.Add((name, value));
        }
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
