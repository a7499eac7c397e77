using System.Buffers.Binary;
using System.Numerics;

namespace Tta.Storage.Llm.Reports;

/// <summary>Tells equal inputs apart from others, mostly; stored.</summary>
internal static class InputChecksum
{
    /// <summary>CRC-32C, but 1 instead of 0, which means none.</summary>
    public static uint Of(ReadOnlySpan<byte> input)
    {
        uint crc = uint.MaxValue;
        for (; input.Length >= sizeof(ulong); input = input[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(input));
        }

        foreach (byte b in input)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return crc == uint.MaxValue ? 1 : ~crc;
    }
}
