using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace Tta.Server.Cli;

/// <summary><c>tta status</c>: what runs and how it is.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print the server's answer as JSON" };
        var client = new ClientArguments();
        var command = new Command("status", "Show what a running server does; exit code 1 when something is wrong") { json };
        client.AddTo(command);
        command.SetAction((parsed, cancellationToken) => CommandLine.GuardAsync(async () =>
        {
            using ApiClient api = client.Connect(parsed);
            using JsonDocument status = await api.GetAsync("/api/tta/v1/status", [], cancellationToken);
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(status.RootElement.GetRawText());
            }
            else
            {
                Write(Terminal.Create(), status.RootElement);
            }

            return ServerHealth.Read(status.RootElement).Any(p => p.IsFailure) ? 1 : 0;
        }));
        return command;
    }

    /// <summary>Prints listeners, stores and targets.</summary>
    public static void Write(IAnsiConsole console, JsonElement status)
    {
        console.WriteLine($"tta {status.GetProperty("version").GetString()}");
        var listeners = new ResultTable("listener", "state", "address");
        foreach (JsonElement listener in status.GetProperty("listeners").EnumerateArray())
        {
            JsonElement problem = listener.GetProperty("problem");
            listeners.Add(
                listener.GetProperty("name").GetString()!, listener.GetProperty("state").GetString()!,
                problem.ValueKind == JsonValueKind.String ? problem.GetString()! : listener.GetProperty("url").GetString()!);
        }

        listeners.WriteTable(console);
        JsonElement langfuse = status.GetProperty("langfuse");
        console.WriteLine($"keys for Langfuse clients: {langfuse.GetProperty("keysFile").GetString()} ({langfuse.GetProperty("publicKey").GetString()})");
        var stores = new ResultTable("store", "items", "on disk", "warnings");
        foreach (JsonElement store in status.GetProperty("stores").EnumerateArray())
        {
            stores.Add(
                store.GetProperty("signal").GetString()!, store.GetProperty("items").ToString(), SizeText.Format(store.GetProperty("diskBytes").GetInt64()),
                string.Join("; ", store.GetProperty("warnings").EnumerateArray().Select(w => w.GetString())));
        }

        stores.WriteTable(console);
        var forwarding = new ResultTable("forwarded to", "waiting", "on disk", "oldest", "sent", "refused", "dropped", "last error");
        foreach (JsonElement receiver in status.GetProperty("forwarding").EnumerateArray())
        {
            forwarding.Add(
                receiver.GetProperty("url").ToString(), receiver.GetProperty("waiting").ToString(), SizeText.Format(receiver.GetProperty("waitingBytes").GetInt64()),
                DurationText.Format(1e3 * receiver.GetProperty("oldestSeconds").GetDouble()),
                receiver.GetProperty("sent").ToString(), receiver.GetProperty("refused").ToString(), receiver.GetProperty("dropped").ToString(),
                receiver.GetProperty("lastError").ToString());
        }

        if (forwarding.RowCount > 0)
        {
            forwarding.WriteTable(console);
        }

        var targets = new ResultTable("job", "target", "health", "last error");
        foreach (JsonElement target in status.GetProperty("targets").EnumerateArray())
        {
            targets.Add(
                target.GetProperty("job").ToString(), target.GetProperty("url").ToString(), target.GetProperty("health").ToString(),
                target.GetProperty("lastError").ToString());
        }

        if (targets.RowCount > 0)
        {
            targets.WriteTable(console);
        }
    }
}
