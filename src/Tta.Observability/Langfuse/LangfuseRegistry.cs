// Spec: Langfuse public API, prompts and datasets.
using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tta.Observability;

/// <summary>Questions and changes about what is kept in Langfuse. Nothing throws but on cancellation: what fails is a problem and null. Thread-safe.</summary>
internal sealed class LangfuseRegistry(LangfuseHttp http, Redactor redactor, ProblemLog problems)
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public Redactor Redactor => redactor;

    /// <summary>Gets an answer read.</summary>
    /// <param name="what">What is asked for, for the problem: "prompt greeting".</param>
    /// <param name="method">The method.</param>
    /// <param name="path">The route below <c>/api/public</c>.</param>
    /// <param name="write">Writes the properties of the body; null sends none.</param>
    /// <param name="read">Reads the answer.</param>
    /// <param name="isUrgent">Whether there is no time for a second attempt.</param>
    /// <param name="cancel">Ends the attempts.</param>
    public async Task<T?> AskAsync<T>(
        string what, HttpMethod method, string path, Action<Utf8JsonWriter>? write, Func<JsonElement, T> read, bool isUrgent, CancellationToken cancel)
        where T : class
    {
        (LangfuseOutcome outcome, JsonElement? answer) =
            await http.AskAsync(method, path, write is null ? null : Body(write), isUrgent, cancel).ConfigureAwait(false);
        if (!outcome.IsSuccess || answer is not { } json)
        {
            Report(what, path, outcome.IsSuccess ? "it answers no JSON" : outcome.Reason);
            return null;
        }

        try
        {
            return read(json);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or InvalidDataException)
        {
            Report(what, path, $"the answer is not of the expected form: {e.Message}");
            return null;
        }
    }

    /// <summary>Makes a change that has no answer worth reading; false when it failed.</summary>
    public async Task<bool> ChangeAsync(string what, HttpMethod method, string path, Action<Utf8JsonWriter>? write, CancellationToken cancel)
    {
        (LangfuseOutcome outcome, _) =
            await http.AskAsync(method, path, write is null ? null : Body(write), isLastChance: false, cancel).ConfigureAwait(false);
        if (!outcome.IsSuccess)
        {
            Report(what, path, outcome.Reason);
        }

        return outcome.IsSuccess;
    }

    /// <summary>Writes JSON of the application with secrets hidden in all its texts.</summary>
    /// <exception cref="ArgumentException">It is no JSON.</exception>
    public void WriteJson(Utf8JsonWriter writer, string name, string? json)
    {
        if (json is null)
        {
            return;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 512 });
            writer.WritePropertyName(name);
            Write(writer, document.RootElement);
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"{name} is no JSON: {e.Message}", e);
        }
    }

    private void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                writer.WriteStringValue(redactor.Text(value.GetString()!));
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement each in value.EnumerateArray())
                {
                    Write(writer, each);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty each in value.EnumerateObject())
                {
                    writer.WritePropertyName(each.Name);
                    Write(writer, each.Value);
                }

                writer.WriteEndObject();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static byte[] Body(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, s_options))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void Report(string what, string path, string reason) =>
        problems.Report("langfuse-registry", $"{what} at {http.Route(path)}: {reason}");
}
