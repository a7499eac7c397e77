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
