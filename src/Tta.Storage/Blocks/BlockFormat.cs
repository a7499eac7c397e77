// Spec: docs/formats/blocks.md, format version 1.
using System.Buffers.Binary;

namespace Tta.Storage.Blocks;

/// <summary>Header, trailer and names of block files. All numbers are little-endian.</summary>
internal static class BlockFormat
{

    public const int HeaderBytes = StoreFileHeader.SizeBytes;

    /// <summary>Footer: offset 8, stored length 4, plain length 4, CRC-32C 4; CRC-32C of all that 4; magic 8.</summary>
    public const int TrailerBytes = 32;

    public const string Extension = ".block";

    /// <summary>A file under construction; deleted at the next start.</summary>
    public const string TemporaryExtension = ".tmp";

    private static ReadOnlySpan<byte> Magic => "TTABLK\r\n"u8;

    private static ReadOnlySpan<byte> EndMagic => "\r\nTTAEND"u8;

    /// <summary>The version that is written; all up to it are read.</summary>
    public static ushort VersionOf(Signal signal) => signal == Signal.Traces ? (ushort)2 : (ushort)1;

    public static string FileName(long number) => StoreFileHeader.FileName(number, Extension);

    public static bool TryParseFileName(string name, out long number) => StoreFileHeader.TryParseFileName(name, Extension, out number);

    public static void WriteHeader(Span<byte> target, Signal signal, long createdMs, long number) =>
        new StoreFileHeader(VersionOf(signal), signal, createdMs, number).WriteTo(target, Magic);

    /// <summary>False when the bytes are damaged or of another block.</summary>
    /// <exception cref="NotSupportedException">They are sound, but of a later version or another signal: not ours to touch.</exception>
    public static bool IsHeader(ReadOnlySpan<byte> bytes, Signal signal, long number, string path, out ushort version)
    {
        version = 0;
        if (!StoreFileHeader.TryRead(bytes, Magic, out StoreFileHeader header))
        {
            return false;
        }

        if (header.Signal != signal)
        {
            throw new NotSupportedException($"cannot open {path}: it is a block of {header.Signal}, not of {signal}; move it back where it belongs");
        }

        version = header.Version;
        if (version == 0 || version > VersionOf(signal))
        {
            throw new NotSupportedException(
                $"cannot open {path}: its format version is {version}, this program reads versions up to {VersionOf(signal)}; use a newer tta");
        }

        return header.Number == number;
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
