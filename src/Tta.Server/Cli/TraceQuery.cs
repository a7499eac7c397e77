using System.CommandLine;
using System.Text.Json;

namespace Tta.Server.Cli;

/// <summary><c>tta query trace</c>.</summary>
internal static class TraceQuery
{
    public static Command Create()
    {
        var id = new Argument<string>("trace-id") { Description = "Trace id, 1 to 32 hex digits" };
        Option<OutputFormat> format = QueryCommand.FormatOption();
        var client = new ClientArguments();
        var command = new Command("trace", "Show one trace as a tree of its steps") { id, format };
        client.AddTo(command);
        command.SetAction((parsed, cancellationToken) => CommandLine.GuardAsync(async () =>
        {
            using ApiClient api = client.Connect(parsed);
            string path = "/jaeger/api/traces/" + Uri.EscapeDataString(parsed.GetValue(id)!);
            if (parsed.GetValue(format) != OutputFormat.Table)
            {
                return await QueryCommand.PrintAsync(() => api.GetAsync(path, [], cancellationToken), ToTable, parsed.GetValue(format), "");
            }

            using JsonDocument answer = await api.GetAsync(path, [], cancellationToken);
            Terminal.Create().Write(TraceTree.Read(answer.RootElement).Render());
            return 0;
        }));
        return command;
    }

    private static ResultTable ToTable(JsonElement answer)
    {
        var table = new ResultTable("span", "parent", "depth", "service", "operation", "start_us", "duration_us", "error");
        foreach (TraceStep step in TraceTree.Read(answer).InOrder())
        {
            table.Add(
                step.SpanId, step.ParentId ?? "", TraceTree.Number(step.Depth), step.Service, step.Operation,
                TraceTree.Number(step.StartUs), TraceTree.Number(step.DurationUs), step.IsError ? "true" : "false");
        }

        return table;
    }
}
