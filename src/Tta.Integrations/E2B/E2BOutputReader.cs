// Output of the code interpreter: one JSON object per line, "type" stdout, stderr, result, error, number_of_executions, end_of_execution.

using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Tta.Integrations;

/// <summary>Reads the output of a run of code as it comes.</summary>
internal static class E2BOutputReader
{
    private static readonly string[] s_notForms = ["type", "is_main_result", "extra"];

    public static async IAsyncEnumerable<E2BOutput> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using StreamReader reader = new(stream);
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line.Length > 0 && Parse(line) is { } output)
            {
                yield return output;
            }
        }
    }

    private static E2BOutput? Parse(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            return Text(root, "type") switch
            {
                "stdout" => new E2BOutput(E2BOutputKind.StandardOutput, Text(root, "text") ?? ""),
                "stderr" => new E2BOutput(E2BOutputKind.StandardError, Text(root, "text") ?? ""),
                "result" => new E2BOutput(E2BOutputKind.Result, Text(root, "text") ?? "") { Forms = Forms(root) },
                "error" => new E2BOutput(E2BOutputKind.Error, Text(root, "value") ?? "")
                {
                    ErrorName = Text(root, "name"),
                    Traceback = Text(root, "traceback"),
                },
                _ => null,
            };
        }
        catch (JsonException e)
        {
            throw new ServiceException("invalid_answer", $"cannot read the output of E2B: {e.Message}", e);
        }
    }

    private static Dictionary<string, string> Forms(JsonElement result)
        => result.EnumerateObject()
            .Where(member => Array.IndexOf(s_notForms, member.Name) < 0 && member.Value.ValueKind != JsonValueKind.Null)
            .ToDictionary(member => member.Name, member => member.Value.ToString());

    private static string? Text(JsonElement element, string name)
        => element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : null;
}
