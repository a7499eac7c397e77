// Spec: docs/formats/samples.md, section "Values".
using System.Buffers.Binary;
using System.Numerics;

namespace Tta.Storage.Metrics;

/// <summary>
/// A value as the difference to the previous one of its series: as integers at a decimal scale where that is exact, else as the
/// XOR of the bits. The code (0 to 62) says which of seven modes and how many bytes follow (0 to 8). Bit-exact for every double.
/// </summary>
internal static class ValueCodec
{
    public const int MaxBytes = 8;

    /// <summary>Hint of a series whose values were not seen yet.</summary>
    public const byte NoHint = FirstScaledMode;

    private const int ModeXorLow = 0;
    private const int ModeXorHigh = 1;
    private const byte FirstScaledMode = 2;
    private const int ModeCount = 7;
    private const int CountsPerMode = MaxBytes + 1;
    private const double ExactIntegers = 1L << 51;

    private static readonly double[] s_scales = [1, 10, 100, 1_000, 10_000];

    /// <summary>Number of codes; a greater one is damage.</summary>
    public static int CodeCount => ModeCount * CountsPerMode;

    /// <summary>Bytes that follow a code.</summary>
    public static int PayloadBytes(int code) => code % CountsPerMode;

    /// <summary>Encodes a value and moves the hint to the mode that worked.</summary>
    public static int Encode(double value, double previous, ref byte hint, out ulong payload)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        ulong xor = bits ^ BitConverter.DoubleToUInt64Bits(previous);
        payload = 0;
        if (xor == 0)
        {
            return 0;
        }

        if (hint >= FirstScaledMode)
        {
            for (int mode = hint; mode < ModeCount; mode++)
            {
                if (TryScaled(value, previous, s_scales[mode - FirstScaledMode], out payload))
                {
                    hint = (byte)mode;
                    return (mode * CountsPerMode) + BytesOf(payload);
                }
            }

            if (double.IsFinite(value) && double.IsFinite(previous))
            {
                hint = ModeXorLow; // Not a decimal series: do not try again for every sample.
            }
        }

        int low = BytesOf(xor);
        int high = MaxBytes - (BitOperations.TrailingZeroCount(xor) / 8);
        payload = low <= high ? xor : xor >> (64 - (8 * high));
        return low <= high ? (ModeXorLow * CountsPerMode) + low : (ModeXorHigh * CountsPerMode) + high;
    }

    public static double Decode(int code, ulong payload, double previous)
    {
        int mode = code / CountsPerMode;
        if (mode >= FirstScaledMode)
        {
            double scale = s_scales[mode - FirstScaledMode];
            long delta = (long)(payload >> 1) ^ -(long)(payload & 1);
            return ((long)Math.Round(previous * scale) + delta) / scale;
        }

        int count = code % CountsPerMode;
        ulong xor = mode == ModeXorHigh && count > 0 ? payload << (64 - (8 * count)) : payload;
        return BitConverter.UInt64BitsToDouble(BitConverter.DoubleToUInt64Bits(previous) ^ xor);
    }

    /// <summary>Reads a little-endian payload of 0 to 8 bytes.</summary>
    public static ulong ReadPayload(ReadOnlySpan<byte> source, int offset, int count)
    {
        if (offset + 8 <= source.Length)
        {
            ulong value = BinaryPrimitives.ReadUInt64LittleEndian(source[offset..]);
            return count == 8 ? value : value & ((1UL << (8 * count)) - 1);
        }

        ulong tail = 0;
        for (int i = count - 1; i >= 0; i--)
        {
            tail = (tail << 8) | source[offset + i];
        }

        return tail;
    }

    private static int BytesOf(ulong value) => MaxBytes - (BitOperations.LeadingZeroCount(value) / 8);

    /// <summary>
    /// The difference as zigzag integer, if the value is an exact decimal at the scale. The previous value need not be exact: both
    /// sides round it in the same way.
    /// </summary>
    private static bool TryScaled(double value, double previous, double scale, out ulong zigzag)
    {
        zigzag = 0;
        double scaled = Math.Round(value * scale);
        double scaledPrevious = Math.Round(previous * scale);
        if (!(Math.Abs(scaled) < ExactIntegers) || !(Math.Abs(scaledPrevious) < ExactIntegers))
        {
            return false;
        }

        long delta = (long)scaled - (long)scaledPrevious;
        zigzag = (ulong)(delta << 1) ^ (ulong)(delta >> 63);
        double back = ((long)scaledPrevious + delta) / scale;
        return BitConverter.DoubleToInt64Bits(back) == BitConverter.DoubleToInt64Bits(value);
    }
}
