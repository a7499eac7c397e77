using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Tta.Primitives.Testing;

/// <summary>One line of a recording: an output or an error.</summary>
internal sealed record RecordedAnswer(string InputHash, byte[]? Output, RecordedError? Error)
{
    public static RecordedAnswer Parse(string line)
    {
        using var json = JsonDocument.Parse(line);
        JsonElement root = json.RootElement;
        string input = root.GetProperty("input").GetString()!;
        return root.TryGetProperty("output", out JsonElement output)
            ? new RecordedAnswer(input, output.GetBytesFromBase64(), Error: null)
            : new RecordedAnswer(input, Output: null, ParseError(root));
    }

    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("input", InputHash);
            if (Output is not null)
            {
                writer.WriteBase64String("output", Output);
            }
            else
            {
                WriteError(writer, Error!);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static RecordedError ParseError(JsonElement root) => new(
        root.GetProperty("error").GetString() ?? "",
        root.GetProperty("message").GetString() ?? "",
        !root.TryGetProperty("transient", out JsonElement transient) || transient.GetBoolean(),
        root.TryGetProperty("retry_after_s", out JsonElement seconds) ? TimeSpan.FromSeconds(seconds.GetDouble()) : null);

    private static void WriteError(Utf8JsonWriter writer, RecordedError error)
    {
        writer.WriteString("error", error.Type);
        writer.WriteString("message", error.Message);
        if (!error.IsTransient)
        {
            writer.WriteBoolean("transient", false);
        }

        if (error.RetryAfter is { } retryAfter)
        {
            writer.WriteNumber("retry_after_s", retryAfter.TotalSeconds);
        }
    }
}
