using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Tta.Primitives;

/// <summary>Ready-made codecs.</summary>
public static class Codec
{
    /// <summary>UTF-8 text.</summary>
    public static Codec<string> Text { get; } =
        new(static text => Encoding.UTF8.GetBytes(text), static bytes => Encoding.UTF8.GetString(bytes.Span));

    /// <summary>JSON by source-generated metadata: <c>Codec.Json(MyJsonContext.Default.Report)</c>.</summary>
    /// <typeparam name="T">The values.</typeparam>
    /// <param name="type">Generated metadata of the type.</param>
    /// <returns>The codec.</returns>
    public static Codec<T> Json<T>(JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return new(
            value => JsonSerializer.SerializeToUtf8Bytes(value, type),
            bytes => JsonSerializer.Deserialize(bytes.Span, type)!);
    }
}
