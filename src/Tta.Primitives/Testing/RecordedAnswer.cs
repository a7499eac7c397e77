using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Tta.Primitives.Testing;

/// <summary>One line of a recording.</summary>
internal sealed record RecordedAnswer(string InputHash, byte[]? Output, string? ErrorType, string? ErrorMessage)
{
    public static RecordedAnswer Parse(string line)
    {
        using var json = JsonDocument.Parse(line);
        JsonElement root = json.RootElement;
        string input = root.GetProperty("input").GetString()!;
        return root.TryGetProperty("output", out JsonElement output)
            ? new RecordedAnswer(input, output.GetBytesFromBase64(), null, null)
            : new RecordedAnswer(input, null, root.GetProperty("error").GetString(), root.GetProperty("message").GetString());
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
                writer.WriteString("error", ErrorType);
                writer.WriteString("message", ErrorMessage);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
