using System.Globalization;

namespace Tta.Query.LogQl;

/// <summary>Sizes such as <c>5KB</c> (1,000 bytes each) and <c>5KiB</c> (1,024 bytes each); letter case does not matter.</summary>
internal static class ByteSize
{
    private static readonly (string Unit, double Bytes)[] s_units =
    [
        ("b", 1), ("kib", 1024), ("mib", 1L << 20), ("gib", 1L << 30), ("tib", 1L << 40), ("pib", 1L << 50), ("eib", 1L << 60),
        ("kb", 1e3), ("mb", 1e6), ("gb", 1e9), ("tb", 1e12), ("pb", 1e15), ("eb", 1e18),
        ("ki", 1024), ("mi", 1L << 20), ("gi", 1L << 30), ("ti", 1L << 40), ("pi", 1L << 50), ("ei", 1L << 60),
        ("k", 1e3), ("m", 1e6), ("g", 1e9), ("t", 1e12), ("p", 1e15), ("e", 1e18), ("", 1),
    ];

    public static bool TryParse(string text, out double bytes)
    {
        string digits = DigitsOf(text);
        ReadOnlySpan<char> unit = text.AsSpan(digits.Length).Trim();
        string number = digits.Replace(",", "", StringComparison.Ordinal);
        if (double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count))
        {
            foreach ((string name, double unitBytes) in s_units)
            {
                if (unit.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    bytes = Math.Truncate(count * unitBytes);
                    return true;
                }
            }
        }

        bytes = 0;
        return false;
    }

    /// <summary>The number in front of the unit.</summary>
    public static string DigitsOf(string text)
    {
        int digits = 0;
        while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] is '.' or ','))
        {
            digits++;
        }

        return text[..digits];
    }
}
