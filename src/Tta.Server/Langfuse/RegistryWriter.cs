using System.Globalization;
using System.Text.Json;

namespace Tta.Server.Langfuse;

/// <summary>Values as Langfuse writes them.</summary>
internal static class RegistryWriter
{
    public static string Time(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static void WriteTime(Utf8JsonWriter writer, ReadOnlySpan<byte> name, long? ms)
    {
        if (ms is { } time)
        {
            writer.WriteString(name, Time(time));
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    public static void WriteNumber(Utf8JsonWriter writer, ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    /// <summary>Writes which page of how many a list is.</summary>
    public static void WritePageMeta(this Utf8JsonWriter writer, int page, int limit, long totalItems)
    {
        writer.WriteStartObject("meta"u8);
        writer.WriteNumber("page"u8, page);
        writer.WriteNumber("limit"u8, limit);
        writer.WriteNumber("totalItems"u8, totalItems);
        writer.WriteNumber("totalPages"u8, (totalItems + limit - 1) / limit);
        writer.WriteEndObject();
    }

    /// <summary>Writes stored JSON as it is.</summary>
    public static void WriteJson(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? json)
    {
        writer.WritePropertyName(name);
        if (json is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            writer.WriteRawValue(json, skipInputValidation: true);
        }
    }

    public static void WriteTexts(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
