// Spec: docs/formats/README.md, wal.md and blocks.md.
using System.Buffers.Binary;
using System.Globalization;
using Tta.Storage.Blocks;

namespace Tta.Storage;

/// <summary>
/// What segments of logs and blocks begin with, and how they are named. Magic 8, version 2, signal 1, zero 1, created 8, number 8, CRC-32C of all
/// that 4; numbers are little-endian.
/// </summary>
/// <param name="Version">Version of the format.</param>
/// <param name="Signal">What the file holds.</param>
/// <param name="CreatedMs">When it was begun, Unix ms.</param>
/// <param name="Number">Its number among the files of its directory.</param>
internal readonly record struct StoreFileHeader(ushort Version, Signal Signal, long CreatedMs, long Number)
{
    public const int SizeBytes = 32;

    public static string FileName(long number, string extension) => number.ToString("d8", CultureInfo.InvariantCulture) + extension;

    public static bool TryParseFileName(string name, string extension, out long number)
    {
        number = 0;
        return name.EndsWith(extension, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(0, name.Length - extension.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && string.Equals(name, FileName(number, extension), StringComparison.Ordinal);
    }

    public void WriteTo(Span<byte> target, ReadOnlySpan<byte> magic)
    {
        magic.CopyTo(target);
        BinaryPrimitives.WriteUInt16LittleEndian(target[8..], Version);
        target[10] = (byte)Signal;
        target[11] = 0;
        BinaryPrimitives.WriteInt64LittleEndian(target[12..], CreatedMs);
        BinaryPrimitives.WriteInt64LittleEndian(target[20..], Number);
        BinaryPrimitives.WriteUInt32LittleEndian(target[28..], Crc32C.Of(target[..28]));
    }

    /// <summary>False when the bytes are damaged or those of another kind of file.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> magic, out StoreFileHeader header)
    {
        header = default;
        if (bytes.Length < SizeBytes
            || !bytes.StartsWith(magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[28..]) != Crc32C.Of(bytes[..28]))
        {
            return false;
        }

        header = new StoreFileHeader(
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]), (Signal)bytes[10], BinaryPrimitives.ReadInt64LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[20..]));
        return true;
    }
}
