using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Tta.Primitives;

/// <summary>How values become bytes and back, for what outlives the process: checkpoints, shared caches, recordings.</summary>
/// <typeparam name="T">The values.</typeparam>
public sealed class Codec<T>
{
    private readonly Func<T, byte[]> _encode;
    private readonly Func<ReadOnlyMemory<byte>, T> _decode;

    /// <summary>Pairs two functions that undo each other.</summary>
    /// <param name="encode">To bytes.</param>
    /// <param name="decode">From bytes; throws on bytes that it did not make.</param>
    public Codec(Func<T, byte[]> encode, Func<ReadOnlyMemory<byte>, T> decode)
    {
        ArgumentNullException.ThrowIfNull(encode);
        ArgumentNullException.ThrowIfNull(decode);
        _encode = encode;
        _decode = decode;
    }

    /// <summary>To bytes.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Its bytes.</returns>
    public byte[] Encode(T value) => _encode(value);

    /// <summary>From bytes.</summary>
    /// <param name="bytes">What <see cref="Encode"/> gave.</param>
    /// <returns>The value.</returns>
    public T Decode(ReadOnlyMemory<byte> bytes) => _decode(bytes);
}

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
