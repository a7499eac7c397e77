using System.Globalization;
using System.Text;

namespace Tta.Query.PromQl;

/// <summary>String literals with the escapes of Go.</summary>
internal static class StringText
{
    /// <summary>Moves behind the escape sequence whose backslash was read already. Returns what is wrong with it, or null.</summary>
    public static string? SkipEscape(string text, ref int position, char quote)
    {
        if (position == text.Length)
        {
            return "escape sequence not terminated";
        }

        char c = text[position++];
        if (c == quote || c is 'a' or 'b' or 'f' or 'n' or 'r' or 't' or 'v' or '\\')
        {
            return null;
        }

        (int count, int radix) = c switch
        {
            >= '0' and <= '7' => (2, 8),
            'x' => (2, 16),
            'u' => (4, 16),
            'U' => (8, 16),
            _ => (0, 0),
        };
        if (count == 0)
        {
            Rune.TryGetRuneAt(text, position - 1, out Rune unknown);
            return string.Create(CultureInfo.InvariantCulture, $"unknown escape sequence U+{unknown.Value:X4} {GoText.QuoteRune(unknown)}");
        }

        long value = radix == 8 ? c - '0' : 0;
        for (int i = 0; i < count; i++)
        {
            if (position == text.Length)
            {
                return "escape sequence not terminated";
            }

            char digit = text[position];
            int number = char.IsAsciiHexDigit(digit) ? Convert.ToInt32(digit.ToString(), 16) : int.MaxValue;
            if (number >= radix)
            {
                Rune.TryGetRuneAt(text, position, out Rune illegal);
                return string.Create(
                    CultureInfo.InvariantCulture, $"illegal character U+{illegal.Value:X4} {GoText.QuoteRune(illegal)} in escape sequence");
            }

            value = (value * radix) + number;
            position++;
        }

        bool isByte = c is 'x' or (>= '0' and <= '7');
        return (isByte && value > 255) || (!isByte && !Rune.IsValid(value > int.MaxValue ? -1 : (int)value))
            ? "escape sequence is an invalid Unicode code point"
            : null;
    }

    /// <summary>The text of a string token, quotes included, whose escapes the lexer has checked.</summary>
    public static string Unquote(string token)
    {
        ReadOnlySpan<char> body = token.AsSpan(1, token.Length - 2);
        if (token[0] == '`')
        {
            return body.ToString();
        }

        if (!body.Contains('\\'))
        {
            return body.ToString();
        }

        // Escapes may write single bytes, which only together form characters.
        var bytes = new List<byte>(body.Length);
        Span<byte> utf8 = stackalloc byte[4];
        for (int i = 0; i < body.Length;)
        {
            if (body[i] != '\\')
            {
                Rune.DecodeFromUtf16(body[i..], out Rune rune, out int consumed);
                bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
                i += consumed;
                continue;
            }

            char c = body[i + 1];
            int digits = c switch { 'x' => 2, 'u' => 4, 'U' => 8, >= '0' and <= '7' => 2, _ => 0 };
            ReadOnlySpan<char> escape = body.Slice(i + 1, 1 + digits);
            i += 2 + digits;
            switch (c)
            {
                case 'x':
                    bytes.Add(byte.Parse(escape[1..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                    break;
                case 'u' or 'U':
                    var coded = new Rune(int.Parse(escape[1..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                    bytes.AddRange(utf8[..coded.EncodeToUtf8(utf8)]);
                    break;
                case >= '0' and <= '7':
                    bytes.Add((byte)(((escape[0] - '0') << 6) | ((escape[1] - '0') << 3) | (escape[2] - '0')));
                    break;
                default:
                    bytes.Add(SimpleEscape(c));
                    break;
            }
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static byte SimpleEscape(char c) => c switch
    {
        'a' => 7,
        'b' => 8,
        'f' => 12,
        'n' => 10,
        'r' => 13,
        't' => 9,
        'v' => 11,
        _ => (byte)c,
    };
}
