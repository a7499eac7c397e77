// Spec: Langfuse public API, answers: {data, meta, _deprecation}.
using System.Text.Json;
using Tta.Model;
using Tta.Server.Http;

namespace Tta.Server.Langfuse.Reads;

/// <summary>What the answers have in common.</summary>
internal static class LangfuseWriter
{
    /// <summary>Writes a list with the page it is.</summary>
    public static Task WritePageAsync<T>(
        HttpContext context, LlmPage<T> found, (int Page, int Limit) page, Deprecation deprecation, Action<Utf8JsonWriter, T> write) =>
        JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            WriteData(writer, found.Items, write);
            writer.WritePageMeta(page.Page, page.Limit, found.TotalCount);
            deprecation.Write(writer);
            writer.WriteEndObject();
        });

    public static void WriteData<T>(Utf8JsonWriter writer, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray("data"u8);
        foreach (T item in items)
        {
            writer.WriteStartObject();
            write(writer, item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public static void WriteTime(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, long? ns)
    {
        if (ns is { } time and not 0)
        {
            writer.WriteString(name, Times.Format(time));
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    public static void WriteSeconds(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, long? ns)
    {
        if (ns is { } duration)
        {
            writer.WriteNumber(name, Math.Round(duration / 1e9, 6));
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    public static void WriteMoney(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, decimal? usd)
    {
        if (usd is { } money)
        {
            writer.WriteNumber(name, Shortest(money));
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    public static void WriteWhole(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, long? number)
    {
        if (number is { } whole)
        {
            writer.WriteNumber(name, whole);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    /// <summary>Stored content: JSON as JSON, other text as text; null when absent.</summary>
    public static void WriteContent(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? content)
    {
        writer.WritePropertyName(name);
        if (content is null)
        {
            writer.WriteNullValue();
            return;
        }

        // Most plain text is known by its first character; only what may be JSON costs a parser.
        if (content.AsSpan().TrimStart() is not ['{' or '[' or '"' or '-' or (>= '0' and <= '9') or 't' or 'f' or 'n', ..])
        {
            writer.WriteStringValue(content);
            return;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = 256 });
            document.RootElement.WriteTo(writer);
        }
        catch (JsonException)
        {
            writer.WriteStringValue(content);
        }
    }

    /// <summary>A stored object; an empty one when absent.</summary>
    public static void WriteObject(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? json)
    {
        if (json is null)
        {
            writer.WriteStartObject(name);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteContent(name, json);
        }
    }

    // Without the zeros that arithmetic leaves at the end.
    private static decimal Shortest(decimal money) => money / 1.0000000000000000000000000000m;

    public static void WriteUnits(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyDictionary<string, long> units)
    {
        writer.WriteStartObject(name);
        foreach ((string type, long count) in units)
        {
            writer.WriteNumber(type, count);
        }

        writer.WriteEndObject();
    }

    public static void WriteCosts(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyDictionary<string, decimal> costs)
    {
        writer.WriteStartObject(name);
        foreach ((string type, decimal cost) in costs)
        {
            writer.WriteNumber(type, Shortest(cost));
        }

        writer.WriteEndObject();
    }
}
