// Spec: docs/formats/wal.md, format versions 1 and 2.
using System.Buffers.Binary;
using Tta.Storage.Blocks;

namespace Tta.Storage.Wal;

/// <summary>Layout of segments and records. All numbers are little-endian.</summary>
internal static class WalFormat
{
    public const int SegmentHeaderBytes = StoreFileHeader.SizeBytes;

    /// <summary>Payload length 4, CRC-32C of length, type and payload 4, type 1.</summary>
    public const int RecordHeaderBytes = 9;

    private const string Extension = ".wal";

    private static ReadOnlySpan<byte> Magic => "TTAWAL\r\n"u8;

    public static string FileName(long number) => StoreFileHeader.FileName(number, Extension);

    public static bool TryParseFileName(string name, out long number) => StoreFileHeader.TryParseFileName(name, Extension, out number);

    /// <summary>Version of new segments; the log of model calls had other records before.</summary>
    public static ushort VersionOf(Signal signal) => signal == Signal.Llm ? (ushort)2 : (ushort)1;

    public static void WriteSegmentHeader(Span<byte> target, Signal signal, long createdMs, long number) =>
        new StoreFileHeader(VersionOf(signal), signal, createdMs, number).WriteTo(target, Magic);

    /// <summary>False when the bytes are damaged.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="signal">What the log holds.</param>
    /// <param name="path">Its file.</param>
    /// <param name="createdMs">When it was begun, Unix ms.</param>
    /// <param name="isOlder">True for an older version than new segments have: an older program would take what is written to it for its own.</param>
    /// <exception cref="InvalidDataException">They are sound, but of another signal or a later version: not ours to touch.</exception>
    public static bool TryReadSegmentHeader(ReadOnlySpan<byte> bytes, Signal signal, string path, out long createdMs, out bool isOlder)
    {
        isOlder = false;
        bool isHeader = StoreFileHeader.TryRead(bytes, Magic, out StoreFileHeader header);
        createdMs = header.CreatedMs;
        if (!isHeader)
        {
            return false;
        }

        if (header.Signal != signal)
        {
            throw new InvalidDataException($"cannot open {path}: it is a log of {header.Signal}, not of {signal}; move it back where it belongs");
        }

        if (header.Version is 0 || header.Version > VersionOf(signal))
        {
            throw new InvalidDataException(
                $"cannot open {path}: its format version is {header.Version}, this program reads up to version {VersionOf(signal)}; use a newer tta");
        }

        isOlder = header.Version < VersionOf(signal);
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
