using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tta.Wire.Langfuse;

/// <summary>The JSON of one event after the other; what is null is not written. Not thread-safe.</summary>
internal sealed class EventJson(Func<Guid> newId) : IDisposable
{
    private const int MaxDepth = 512;

    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private Utf8JsonWriter? _writer;

    public Utf8JsonWriter Writer => _writer ??= new Utf8JsonWriter(_bytes, s_options);

    /// <summary>The event that was ended last.</summary>
    public ReadOnlySpan<byte> Event => _bytes.WrittenSpan;

    public void Begin(string type, long eventNs)
    {
        _bytes.ResetWrittenCount();
        Writer.Reset(_bytes);
        Writer.WriteStartObject();
        Writer.WriteString("id"u8, newId());
        Writer.WriteString("type"u8, type);
        Time("timestamp"u8, eventNs);
        Writer.WriteStartObject("body"u8);
    }

    public void End()
    {
        Writer.WriteEndObject();
        Writer.WriteEndObject();
        Writer.Flush();
    }

    public void Text(ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            Writer.WriteString(name, text);
        }
    }

    public void Time(ReadOnlySpan<byte> name, long? ns)
    {
        if (ns is { } time)
        {
            Writer.WriteString(name, EventTime.Text(time));
        }
    }

    public void Numbers<T>(ReadOnlySpan<byte> name, IReadOnlyDictionary<string, T>? numbers, Action<Utf8JsonWriter, string, T> write)
    {
        if (numbers is null)
        {
            return;
        }

        Writer.WriteStartObject(name);
        foreach ((string key, T number) in numbers)
        {
            write(Writer, key, number);
        }

        Writer.WriteEndObject();
    }

    /// <summary>A JSON document, on one line; text where it is none.</summary>
    public void Json(ReadOnlySpan<byte> name, string? json)
    {
        if (json is null)
        {
            return;
        }

        Writer.WritePropertyName(name);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            document.RootElement.WriteTo(Writer);
        }
        catch (JsonException)
        {
            Writer.WriteStringValue(json); // Nothing of it was written yet: the parser reads to the end first.
        }
    }

    public void Dispose() => _writer?.Dispose();
}
