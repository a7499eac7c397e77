using System.Globalization;
using System.Text;

namespace Tta.Query;

/// <summary>Texts and numbers in the notation of Go, where clients and corpora compare them letter by letter.</summary>
internal static class GoText
{
    /// <summary>A quoted text, as <c>%q</c> and <c>strconv.Quote</c> write it.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (Rune rune in text.EnumerateRunes())
        {
            AppendEscaped(quoted, rune, '"');
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>A quoted character, as <c>%q</c> writes it.</summary>
    public static string QuoteRune(Rune rune)
    {
        var quoted = new StringBuilder("'");
        AppendEscaped(quoted, rune, '\'');
        return quoted.Append('\'').ToString();
    }

    /// <summary>The shortest decimal number that reads back as the same value, without an exponent: format 'f', precision -1.</summary>
    public static string Fixed(double value)
    {
        if (TryFormatSpecial(value, out string special))
        {
            return special;
        }

        (string digits, int exponent) = Decompose(value);
        string sign = double.IsNegative(value) ? "-" : "";
        if (exponent <= 0)
        {
            return sign + (digits == "0" ? "0" : "0." + new string('0', -exponent) + digits);
        }

        return digits.Length <= exponent
            ? sign + digits + new string('0', exponent - digits.Length)
            : $"{sign}{digits[..exponent]}.{digits[exponent..]}";
    }

    /// <summary>The shortest number, with an exponent when it is very large or small, as <c>%v</c> and <c>%g</c> write it.</summary>
    public static string Shortest(double value)
    {
        if (TryFormatSpecial(value, out string special))
        {
            return special;
        }

        (string digits, int exponent) = Decompose(value);
        if (value == 0 || exponent is > -4 and <= 6)
        {
            return Fixed(value);
        }

        int power = exponent - 1;
        string fraction = digits.Length > 1 ? "." + digits[1..] : "";
        string sign = double.IsNegative(value) ? "-" : "";
        return string.Create(
            CultureInfo.InvariantCulture, $"{sign}{digits[0]}{fraction}e{(power < 0 ? '-' : '+')}{Math.Abs(power):00}");
    }

    /// <summary>A number as a label value: the shortest form, with a fraction even when it is whole.</summary>
    public static string OpenMetrics(double value)
    {
        string text = Shortest(value);
        return double.IsFinite(value) && !text.Contains('.', StringComparison.Ordinal) && !text.Contains('e', StringComparison.Ordinal)
            ? text + ".0"
            : text;
    }

    /// <summary>Reads a number, infinities and NaN included, as <c>strconv.ParseFloat</c> does.</summary>
    public static bool TryParseFloat(string text, out double value)
    {
        ReadOnlySpan<char> digits = text.AsSpan(text.Length > 0 && text[0] is '+' or '-' ? 1 : 0);
        bool isInfinity = digits.Equals("inf", StringComparison.OrdinalIgnoreCase)
            || digits.Equals("infinity", StringComparison.OrdinalIgnoreCase);
        if (isInfinity || digits.Equals("nan", StringComparison.OrdinalIgnoreCase))
        {
            value = !isInfinity ? double.NaN : text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            bool isHex = TryParseHexFloat(digits[2..], out value);
            value = text[0] == '-' ? -value : value;
            return isHex;
        }

        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        value = 0;
        return digits.Length > 0 && (char.IsAsciiDigit(digits[0]) || digits[0] == '.')
            && double.TryParse(text, Style, CultureInfo.InvariantCulture, out value);
    }

    // Hexadecimal digits with at most one point, then p and a decimal power of two, which is not optional.
    private static bool TryParseHexFloat(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        int powerAt = text.IndexOfAny('p', 'P');
        if (powerAt < 1 || !int.TryParse(text[(powerAt + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int power))
        {
            return false;
        }

        ReadOnlySpan<char> mantissa = text[..powerAt];
        int point = mantissa.IndexOf('.');
        int fractionDigits = point < 0 ? 0 : mantissa.Length - point - 1;
        string digits = point < 0 ? mantissa.ToString() : string.Concat(mantissa[..point], mantissa[(point + 1)..]);
        foreach (char digit in digits)
        {
            if (!char.IsAsciiHexDigit(digit))
            {
                return false;
            }

            value = (value * 16) + (char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        value = Math.ScaleB(value, (int)Math.Clamp(power - (4L * fractionDigits), -5_000, 5_000));
        return digits.Length > 0;
    }

    private static bool TryFormatSpecial(double value, out string text)
    {
        text = double.IsNaN(value) ? "NaN" : double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : "";
        return text.Length > 0;
    }

    // Digits without leading or trailing zeros and the position of the decimal point relative to the first of them.
    private static (string Digits, int Exponent) Decompose(double value)
    {
        string text = Math.Abs(value).ToString("E16", CultureInfo.InvariantCulture);
        string shortest = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        int exponentAt = shortest.IndexOf('E', StringComparison.Ordinal);
        string mantissa = exponentAt < 0 ? shortest : shortest[..exponentAt];
        string digits = mantissa.Replace(".", "", StringComparison.Ordinal).TrimStart('0').TrimEnd('0');
        if (digits.Length == 0)
        {
            return ("0", 0);
        }

        int power = int.Parse(text.AsSpan(text.IndexOf('E', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);

        // E16 may round 9.99..e5 up to 1e6 where the shortest form does not.
        if (digits[0] == '9' && text[0] == '1')
        {
            power--;
        }

        return (digits, power + 1);
    }

    private static void AppendEscaped(StringBuilder target, Rune rune, char quote)
    {
        switch (rune.Value)
        {
            case '\n':
                target.Append("\\n");
                break;
            case '\r':
                target.Append("\\r");
                break;
            case '\t':
                target.Append("\\t");
                break;
            case '\\':
                target.Append("\\\\");
                break;
            case '\a':
                target.Append("\\a");
                break;
            case '\b':
                target.Append("\\b");
                break;
            case '\f':
                target.Append("\\f");
                break;
            case '\v':
                target.Append("\\v");
                break;
            case int c when c == quote:
                target.Append('\\').Append(quote);
                break;
            case < 0x20 or 0x7f:
                target.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}");
                break;
            default:
                target.Append(rune.ToString());
                break;
        }
    }
}
