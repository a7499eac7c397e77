using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Tta.Server.Cli;

/// <summary><c>tta prices</c>: price lists beside the one that is shipped.</summary>
internal static class PricesCommand
{
    private const string Path = "/api/tta/v1/price-lists";

    public static Command Create() => new("prices", "Price lists that a running server uses before the one that is shipped") { Import(), List(), Remove() };

    private static Command Import()
    {
        var file = new Argument<FileInfo>("file") { Description = "model_prices_and_context_window.json of LiteLLM, or a list in the form of Langfuse's default-model-prices.json" };
        var name = new Option<string?>("--name") { Description = "Name of the list; one of the same name is replaced (default: the name of the file)", HelpName = "NAME" };
        return Create("import", "Import a price list; it prices the calls that arrive from then on", async (api, parsed, cancellationToken) =>
        {
            FileInfo source = parsed.GetRequiredValue(file);
            byte[] list;
            try
            {
                list = await File.ReadAllBytesAsync(source.FullName, cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ApiException($"cannot read {source.FullName}: {e.Message}", null);
            }

            // LiteLLM's list is an object of models, Langfuse's an array.
            string format = list.AsSpan().TrimStart(" \t\r\n\uFEFF"u8) is [(byte)'[', ..] ? "langfuse" : "litellm";
            string target = $"{Path}/{Uri.EscapeDataString(parsed.GetValue(name) ?? source.Name)}?format={format}";
            using JsonDocument imported = await api.SendAsync(HttpMethod.Put, target, list, cancellationToken);
            Console.Out.WriteLine($"{imported.RootElement.GetProperty("modelCount")} models priced by {TerminalText.Safe(imported.RootElement.GetProperty("name").GetString()!)}");
        }, file, name);
    }

    private static Command List() => Create("list", "Show the imported price lists", async (api, _, cancellationToken) =>
    {
        using JsonDocument lists = await api.GetAsync(Path, [], cancellationToken);
        var table = new ResultTable("name", "format", "models", "imported");
        foreach (JsonElement list in lists.RootElement.GetProperty("lists").EnumerateArray())
        {
            DateTimeOffset imported = DateTimeOffset.FromUnixTimeMilliseconds(list.GetProperty("importedMs").GetInt64());
            table.Add(
                list.GetProperty("name").GetString()!, list.GetProperty("format").GetString()!, list.GetProperty("modelCount").ToString(),
                imported.ToString("u", CultureInfo.InvariantCulture));
        }

        table.WriteTable(Terminal.Create());
    });

    private static Command Remove()
    {
        var name = new Argument<string>("name") { Description = "Name of the list" };
        return Create("remove", "Remove an imported price list; calls that it priced keep their cost", async (api, parsed, cancellationToken) =>
        {
            string removed = parsed.GetRequiredValue(name);
            using JsonDocument answer = await api.SendAsync(HttpMethod.Delete, $"{Path}/{Uri.EscapeDataString(removed)}", null, cancellationToken);
            Console.Out.WriteLine($"removed {TerminalText.Safe(removed)}");
        }, name);
    }

    private static Command Create(
        string name, string description, Func<ApiClient, ParseResult, CancellationToken, Task> run, params ReadOnlySpan<Symbol> symbols)
    {
        var client = new ClientArguments();
        var command = new Command(name, description);
        foreach (Symbol symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                command.Arguments.Add(argument);
            }
            else
            {
                command.Options.Add((Option)symbol);
            }
        }

        client.AddTo(command);
        command.SetAction((parsed, cancellationToken) => CommandLine.GuardAsync(async () =>
        {
            using ApiClient api = client.Connect(parsed);
            await run(api, parsed, cancellationToken);
            return 0;
        }));
        return command;
    }
}
