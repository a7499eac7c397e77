// Spec: docs/formats/blocks.md, format version 1.
using System.Buffers.Binary;
using System.Globalization;

namespace Tta.Storage.Blocks;

/// <summary>Header, trailer and names of block files. All numbers are little-endian.</summary>
internal static class BlockFormat
{
    public const ushort Version = 1;

    /// <summary>Magic 8, version 2, signal 1, zero 1, created (Unix ms) 8, block number 8, CRC-32C of all that 4.</summary>
    public const int HeaderBytes = 32;

    /// <summary>Footer: offset 8, stored length 4, plain length 4, CRC-32C 4; CRC-32C of all that 4; magic 8.</summary>
    public const int TrailerBytes = 32;

    public const string Extension = ".block";

    /// <summary>A file under construction; deleted at the next start.</summary>
    public const string TemporaryExtension = ".tmp";

    private static ReadOnlySpan<byte> Magic => "TTABLK\r\n"u8;

    private static ReadOnlySpan<byte> EndMagic => "\r\nTTAEND"u8;

    public static string FileName(long number) => number.ToString("d8", CultureInfo.InvariantCulture) + Extension;

    public static bool TryParseFileName(string name, out long number)
    {
        number = 0;
        return name.EndsWith(Extension, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(0, name.Length - Extension.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && string.Equals(name, FileName(number), StringComparison.Ordinal);
    }

    public static void WriteHeader(Span<byte> target, Signal signal, long createdMs, long number)
    {
        Magic.CopyTo(target);
        BinaryPrimitives.WriteUInt16LittleEndian(target[8..], Version);
        target[10] = (byte)signal;
        target[11] = 0;
        BinaryPrimitives.WriteInt64LittleEndian(target[12..], createdMs);
        BinaryPrimitives.WriteInt64LittleEndian(target[20..], number);
        BinaryPrimitives.WriteUInt32LittleEndian(target[28..], Crc32C.Of(target[..28]));
    }

    /// <summary>False when the bytes are damaged or of another block.</summary>
    /// <exception cref="NotSupportedException">They are sound, but of a later version or another signal: not ours to touch.</exception>
    public static bool IsHeader(ReadOnlySpan<byte> header, Signal signal, long number, string path)
    {
        if (header.Length < HeaderBytes
            || !header.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(header[28..]) != Crc32C.Of(header[..28]))
        {
            return false;
        }

        ushort version = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]);
        if (version != Version)
        {
            throw new NotSupportedException(
                $"cannot open {path}: its format version is {version}, this program reads version {Version}; use a newer tta");
        }

        if (header[10] != (byte)signal)
        {
            throw new NotSupportedException(
                $"cannot open {path}: it is a block of {(Signal)header[10]}, not of {signal}; move it back where it belongs");
        }

        return BinaryPrimitives.ReadInt64LittleEndian(header[20..]) == number;
    }

    public static void WriteTrailer(Span<byte> target, BlockSection footer)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target, footer.Offset);
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], footer.StoredBytes);
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], footer.PlainBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(target[16..], footer.Checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(target[20..], Crc32C.Of(target[..20]));
        EndMagic.CopyTo(target[24..]);
    }

    /// <summary>False when the trailer is damaged or absent.</summary>
    public static bool TryReadTrailer(ReadOnlySpan<byte> trailer, out BlockSection footer)
    {
        footer = default;
        if (trailer.Length < TrailerBytes
            || !trailer[24..].SequenceEqual(EndMagic)
            || BinaryPrimitives.ReadUInt32LittleEndian(trailer[20..]) != Crc32C.Of(trailer[..20]))
        {
            return false;
        }

        footer = new BlockSection(
            BinaryPrimitives.ReadInt64LittleEndian(trailer), BinaryPrimitives.ReadInt32LittleEndian(trailer[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(trailer[12..]), BinaryPrimitives.ReadUInt32LittleEndian(trailer[16..]));
        return true;
    }
}
