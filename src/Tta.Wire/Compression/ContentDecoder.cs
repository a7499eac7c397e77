// Spec: RFC 9110 section 8.4 (content codings), RFC 1952 (gzip), RFC 1950 (zlib, which HTTP calls deflate). Differences: several gzip
// members in one body are refused, because the length at its end is what tells a complete body from a truncated one.
using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using Tta.Model;

namespace Tta.Wire.Compression;

/// <summary>
/// Decompresses request bodies, bounded by size and by ratio, so that a small request cannot fill the memory. Thread-safe.
/// </summary>
public static class ContentDecoder
{
    // Below this size a high ratio is harmless, and small repetitive bodies do compress that well.
    private const int RatioCheckedFromBytes = 1 << 20;

    /// <summary>True for the content codings that <see cref="TryDecompress"/> knows; null, empty and identity included.</summary>
    public static bool IsKnown(string? encoding) => IsIdentity(encoding) || IsGzip(encoding) || IsDeflate(encoding);

    /// <summary>Decompresses a body into a rented array.</summary>
    /// <param name="encoding">Value of Content-Encoding; null, empty or identity copies.</param>
    /// <param name="body">The body as received.</param>
    /// <param name="limits"><see cref="Limits.MaxDecompressedBytes"/> and <see cref="Limits.MaxCompressionRatio"/> apply.</param>
    /// <param name="bytes">The result; the caller disposes it.</param>
    /// <param name="error">
    /// <see cref="RejectReason.TooLarge"/> beyond a limit, <see cref="RejectReason.Malformed"/> for damaged data,
    /// <see cref="RejectReason.Unsupported"/> for another coding.
    /// </param>
    public static bool TryDecompress(
        string? encoding, ReadOnlySequence<byte> body, Limits limits, [NotNullWhen(true)] out PooledBytes? bytes, out WireError error)
    {
        bytes = null;
        if (!IsKnown(encoding))
        {
            error = new WireError(RejectReason.Unsupported, 0, $"content encoding \"{encoding}\" is not supported; use gzip, deflate or none");
            return false;
        }

        using var source = new SequenceStream(body);
        using Stream stream = IsGzip(encoding) ? new GZipStream(source, CompressionMode.Decompress)
            : IsDeflate(encoding) ? new ZLibStream(source, CompressionMode.Decompress)
            : source;
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(limits.MaxDecompressedBytes, Math.Max(256, body.Length * 4)));
        int size = 0;
        try
        {
            error = Fill(stream, ref buffer, ref size, body.Length, IsIdentity(encoding) ? double.PositiveInfinity : limits.MaxCompressionRatio, limits);
        }
        catch (InvalidDataException e)
        {
            error = new WireError(RejectReason.Malformed, (int)(body.Length - source.Remaining), $"the {encoding} data is damaged: {e.Message}");
        }

        if (!error.IsError && IsGzip(encoding) && body.Length > 0 && LengthAtEnd(body) != (uint)size)
        {
            error = new WireError(RejectReason.Malformed, (int)body.Length, "the gzip data is damaged: it is truncated");
        }

        if (error.IsError)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            return false;
        }

        bytes = new PooledBytes(buffer, size);
        return true;
    }

    private static WireError Fill(Stream stream, ref byte[] buffer, ref int size, long compressedBytes, double maxRatio, Limits limits)
    {
        while (true)
        {
            if (size == buffer.Length)
            {
                byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(limits.MaxDecompressedBytes + 1L, buffer.Length * 2L));
                buffer.CopyTo(larger, 0);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }

            int read = stream.Read(buffer, size, buffer.Length - size);
            size += read;
            if (size > limits.MaxDecompressedBytes)
            {
                return new WireError(
                    RejectReason.TooLarge, -1, $"the decompressed body is larger than {limits.MaxDecompressedBytes} bytes (limits.max_decompressed_bytes)");
            }

            if (size > RatioCheckedFromBytes && size > compressedBytes * maxRatio)
            {
                return new WireError(
                    RejectReason.TooLarge, -1, $"the body expands more than {limits.MaxCompressionRatio} times (limits.max_compression_ratio)");
            }

            if (read == 0)
            {
                return WireError.None;
            }
        }
    }

    private static uint LengthAtEnd(ReadOnlySequence<byte> gzip)
    {
        Span<byte> trailer = stackalloc byte[sizeof(uint)];
        if (gzip.Length < trailer.Length)
        {
            return uint.MaxValue;
        }

        gzip.Slice(gzip.Length - trailer.Length).CopyTo(trailer);
        return BinaryPrimitives.ReadUInt32LittleEndian(trailer);
    }

    private static bool IsIdentity(string? encoding) =>
        string.IsNullOrEmpty(encoding) || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase) || encoding.Equals("none", StringComparison.OrdinalIgnoreCase);

    private static bool IsGzip(string? encoding) =>
        string.Equals(encoding, "gzip", StringComparison.OrdinalIgnoreCase) || string.Equals(encoding, "x-gzip", StringComparison.OrdinalIgnoreCase);

    private static bool IsDeflate(string? encoding) => string.Equals(encoding, "deflate", StringComparison.OrdinalIgnoreCase);
}
