// Spec: docs/formats/wal.md, section "Record"; Brotli, RFC 7932.
using System.IO.Compression;

namespace Tta.Storage.Wal;

/// <summary>
/// Compressed payloads: uvarint length of the plain payload, then a Brotli stream. Costs about a microsecond per span or line and
/// makes them three to six times smaller.
/// </summary>
internal static class RecordCompression
{
    /// <summary>Set in the type of a record whose payload is compressed.</summary>
    public const byte Flag = 0x80;

    /// <summary>No record is larger than this before compression; a greater length is damage.</summary>
    public const int MaxPlainBytes = 1 << 30;

    private const int SmallestPayloadBytes = 512;
    private const int Quality = 2; // Smaller than 1 on spans and lines, and decompresses twice as fast.
    private const int WindowBits = 22;

    /// <summary>Writes the record in its compressed form, unless that would not save an eighth.</summary>
    public static bool TryCompress(ReadOnlySpan<byte> record, ByteWriter into, int keepCapacityBytes)
    {
        ReadOnlySpan<byte> plain = record[WalFormat.RecordHeaderBytes..];
        if (plain.Length is < SmallestPayloadBytes or > MaxPlainBytes)
        {
            return false;
        }

        into.Reset(WalFormat.RecordHeaderBytes, keepCapacityBytes);
        into.WriteVarint((uint)plain.Length);
        Span<byte> target = into.Reserve(plain.Length)[..(plain.Length - (plain.Length / 8))];
        if (!BrotliEncoder.TryCompress(plain, target, out int written, Quality, WindowBits))
        {
            return false;
        }

        into.Advance(written);
        return true;
    }

    /// <summary>Length of the plain payload and place of the Brotli stream.</summary>
    /// <exception cref="InvalidDataException">The payload is damaged.</exception>
    public static int PlainLength(ReadOnlySpan<byte> payload, out int streamOffset)
    {
        streamOffset = 0;
        return Varint.TryRead(payload, ref streamOffset, out ulong length) && length <= MaxPlainBytes
            ? (int)length
            : throw new InvalidDataException("the length of a compressed record is damaged");
    }

    /// <summary>Fills the target, which has the length of the plain payload.</summary>
    /// <exception cref="InvalidDataException">The payload is damaged.</exception>
    public static void Decompress(ReadOnlySpan<byte> stream, Span<byte> target)
    {
        if (!BrotliDecoder.TryDecompress(stream, target, out int written) || written != target.Length)
        {
            throw new InvalidDataException($"a compressed record gives {written} bytes instead of {target.Length}");
        }
    }
}
