// Spec: docs/formats/wal.md, format versions 1 and 2.
using System.Buffers.Binary;
using System.Globalization;
using Tta.Storage.Blocks;

namespace Tta.Storage.Wal;

/// <summary>Layout of segments and records. All numbers are little-endian.</summary>
internal static class WalFormat
{
    /// <summary>Magic 8, version 2, signal 1, zero 1, created (Unix ms) 8, segment number 8, CRC-32C of all that 4.</summary>
    public const int SegmentHeaderBytes = 32;

    /// <summary>Payload length 4, CRC-32C of length, type and payload 4, type 1.</summary>
    public const int RecordHeaderBytes = 9;

    private const string Extension = ".wal";

    private static ReadOnlySpan<byte> Magic => "TTAWAL\r\n"u8;

    public static string FileName(long number) => number.ToString("d8", CultureInfo.InvariantCulture) + Extension;

    public static bool TryParseFileName(string name, out long number)
    {
        number = 0;
        return name.EndsWith(Extension, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(0, name.Length - Extension.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && string.Equals(name, FileName(number), StringComparison.Ordinal);
    }

    /// <summary>Version of new segments; the log of model calls had other records before.</summary>
    public static ushort VersionOf(Signal signal) => signal == Signal.Llm ? (ushort)2 : (ushort)1;

    public static void WriteSegmentHeader(Span<byte> target, Signal signal, long createdMs, long number)
    {
        Magic.CopyTo(target);
        BinaryPrimitives.WriteUInt16LittleEndian(target[8..], VersionOf(signal));
        target[10] = (byte)signal;
        target[11] = 0;
        BinaryPrimitives.WriteInt64LittleEndian(target[12..], createdMs);
        BinaryPrimitives.WriteInt64LittleEndian(target[20..], number);
        BinaryPrimitives.WriteUInt32LittleEndian(target[28..], Crc32C.Of(target[..28]));
    }

    /// <summary>False when the bytes are damaged.</summary>
    /// <param name="header">The bytes.</param>
    /// <param name="signal">What the log holds.</param>
    /// <param name="path">Its file.</param>
    /// <param name="createdMs">When it was begun, Unix ms.</param>
    /// <param name="isOlder">True for an older version than new segments have: an older program would take what is written to it for its own.</param>
    /// <exception cref="InvalidDataException">They are sound, but of another signal or a later version: not ours to touch.</exception>
    public static bool TryReadSegmentHeader(ReadOnlySpan<byte> header, Signal signal, string path, out long createdMs, out bool isOlder)
    {
        createdMs = 0;
        isOlder = false;
        if (header.Length < SegmentHeaderBytes
            || !header.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(header[28..]) != Crc32C.Of(header[..28]))
        {
            return false;
        }

        ushort version = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]);
        if (header[10] != (byte)signal)
        {
            throw new InvalidDataException(
                $"cannot open {path}: it is a log of {(Signal)header[10]}, not of {signal}; move it back where it belongs");
        }

        if (version is 0 || version > VersionOf(signal))
        {
            throw new InvalidDataException(
                $"cannot open {path}: its format version is {version}, this program reads up to version {VersionOf(signal)}; use a newer tta");
        }

        isOlder = version < VersionOf(signal);
        createdMs = BinaryPrimitives.ReadInt64LittleEndian(header[12..]);
        return true;
    }

    /// <summary>Fills in the header of a record whose payload stands behind the header's place.</summary>
    public static void WriteRecordHeader(Span<byte> record, byte type)
    {
        BinaryPrimitives.WriteInt32LittleEndian(record, record.Length - RecordHeaderBytes);
        record[8] = type;
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], RecordChecksum(record));
    }

    public static int PayloadLength(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadInt32LittleEndian(header);

    public static bool IsIntact(ReadOnlySpan<byte> record) =>
        BinaryPrimitives.ReadUInt32LittleEndian(record[4..]) == RecordChecksum(record);

    private static uint RecordChecksum(ReadOnlySpan<byte> record) =>
        Crc32C.Finish(Crc32C.Append(Crc32C.Append(Crc32C.Start, record[..4]), record[8..]));
}
