using System.Globalization;

namespace Tta.Query.PromQl;

/// <summary>Number literals: decimal, octal (leading 0), hexadecimal, with exponent, digits separated by single underscores.</summary>
internal static class NumberScanner
{
    /// <summary>Finds the end of the number at <paramref name="start"/>; 0 when there is none.</summary>
    /// <param name="reached">How far the text was looked at, for error messages.</param>
    public static int Scan(string text, int start, out int reached)
    {
        int i = start;
        bool hex = text[i] == '0' && i + 1 < text.Length && text[i + 1] is 'x' or 'X';
        if (hex)
        {
            i += 2;
        }

        bool dot = false;
        bool exponent = false;
        char previous = '\0';
        for (; i < text.Length; i++)
        {
            char c = text[i];
            bool ok = c switch
            {
                '.' => !hex && !dot && !exponent && previous is not '_',
                '_' => hex ? previous == '\0' || char.IsAsciiHexDigit(previous) : char.IsAsciiDigit(previous),
                'e' or 'E' when !hex => !exponent && (char.IsAsciiDigit(previous) || (previous == '.' && i > start + 1)),
                '+' or '-' when !hex && previous is 'e' or 'E' => true,
                _ => hex ? char.IsAsciiHexDigit(c) : char.IsAsciiDigit(c),
            };
            if (!ok)
            {
                break;
            }

            dot |= c == '.';
            exponent |= !hex && c is 'e' or 'E';
            previous = c;
        }

        reached = Math.Min(i + 1, text.Length);
        bool complete = char.IsAsciiHexDigit(previous) || previous == '.';
        bool endsInExponent = !hex && previous is 'e' or 'E';
        bool followed = i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] is '_' or '.');
        return complete && !endsInExponent && !followed && i > start ? i : 0;
    }

    /// <summary>The value of a number token. False when it is out of range.</summary>
    public static bool TryParse(string text, out double value)
    {
        string digits = text.Replace("_", "", StringComparison.Ordinal);
        if (digits.Equals("inf", StringComparison.OrdinalIgnoreCase))
        {
            value = double.PositiveInfinity;
            return true;
        }

        if (digits.Equals("nan", StringComparison.OrdinalIgnoreCase))
        {
            value = double.NaN;
            return true;
        }

        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            bool fits = ulong.TryParse(digits.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong hex);
            value = hex;
            return fits;
        }

        if (digits.Length > 1 && digits[0] == '0' && IsOctal(digits))
        {
            value = 0;
            foreach (char c in digits)
            {
                value = (value * 8) + (c - '0');
            }

            return true;
        }

        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    private static bool IsOctal(string digits)
    {
        foreach (char c in digits)
        {
            if (c is < '0' or > '7')
            {
                return false;
            }
        }

        return true;
    }
}
