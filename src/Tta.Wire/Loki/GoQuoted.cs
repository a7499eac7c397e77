// Spec: Go string literals (strconv.Quote), which Loki uses for label values in stream labels.
using System.Globalization;
using System.Text;
using Tta.Model;

namespace Tta.Wire.Loki;

/// <summary>Takes the escapes out of Go string literals.</summary>
internal static class GoQuoted
{
    /// <summary>Appends the text of a literal without its quotes. False for an unknown or incomplete escape.</summary>
    public static bool TryAdd(ByteArena target, ReadOnlySpan<byte> literal, out ByteSlice text)
    {
        int start = target.Length;
        bool ok = true;
        while (ok && !literal.IsEmpty)
        {
            int escape = literal.IndexOf((byte)'\\');
            if (escape != 0)
            {
                int plain = escape < 0 ? literal.Length : escape;
                target.Add(literal[..plain]);
                literal = literal[plain..];
                continue;
            }

            ok = TryAddEscape(target, literal, out int size);
            literal = literal[size..];
        }

        text = new ByteSlice(start, target.Length - start);
        return ok;
    }

    private static bool TryAddEscape(ByteArena target, ReadOnlySpan<byte> escape, out int size)
    {
        size = Math.Min(2, escape.Length);
        byte kind = escape.Length > 1 ? escape[1] : (byte)0;
        int digits = kind switch { (byte)'x' => 2, (byte)'u' => 4, (byte)'U' => 8, _ => 0 };
        if (digits > 0)
        {
            size = Math.Min(2 + digits, escape.Length);
            bool ok = uint.TryParse(escape[2..size], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value) && size == 2 + digits;
            if (digits == 2)
            {
                target.Add([(byte)value]);
            }
            else if (ok && Rune.TryCreate(value, out Rune rune))
            {
                target.Commit(rune.EncodeToUtf8(target.Reserve(4)));
            }

            return ok;
        }

        int plain = kind switch
        {
            (byte)'n' => '\n', (byte)'t' => '\t', (byte)'r' => '\r', (byte)'a' => '\a', (byte)'b' => '\b', (byte)'f' => '\f', (byte)'v' => '\v',
            (byte)'\\' or (byte)'"' or (byte)'\'' => kind,
            _ => -1,
        };
        if (plain >= 0)
        {
            target.Add([(byte)plain]);
        }

        return plain >= 0;
    }
}
