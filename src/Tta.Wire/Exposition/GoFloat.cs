using System.Globalization;

namespace Tta.Wire.Exposition;

/// <summary>Reads numbers as the exposition formats allow them: Go's decimal forms, no underscores, no hexadecimal.</summary>
internal static class GoFloat
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        if (TryParseShortInteger(text, out value))
        {
            return true;
        }

        if (text.IsEmpty)
        {
            return false;
        }

        ReadOnlySpan<byte> unsigned = text[0] is (byte)'+' or (byte)'-' ? text[1..] : text;
        if (unsigned.IsEmpty || unsigned[0] is not ((>= (byte)'0' and <= (byte)'9') or (byte)'.'))
        {
            return TryParseWord(text, unsigned, out value);
        }

        return double.TryParse(text, Style, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    // Most values of a page are counters below 10^15, which a double holds exactly.
    private static bool TryParseShortInteger(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        if (text.Length is 0 or > 15)
        {
            return false;
        }

        long number = 0;
        foreach (byte b in text)
        {
            if (b is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            number = (number * 10) + (b - '0');
        }

        value = number;
        return true;
    }

    private static bool TryParseWord(ReadOnlySpan<byte> text, ReadOnlySpan<byte> unsigned, out double value)
    {
        Span<byte> lower = stackalloc byte[8];
        value = double.NaN;
        if (unsigned.Length is not (3 or 8))
        {
            return false;
        }

        for (int i = 0; i < unsigned.Length; i++)
        {
            lower[i] = (byte)(unsigned[i] | 0x20);
        }

        if (lower[..3].SequenceEqual("nan"u8) && text.Length == 3)
        {
            return true;
        }

        value = text[0] == (byte)'-' ? double.NegativeInfinity : double.PositiveInfinity;
        lower = lower[..unsigned.Length];
        return lower.SequenceEqual("inf"u8) || lower.SequenceEqual("infinity"u8);
    }
}
