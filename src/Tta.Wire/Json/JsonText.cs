// Spec: RFC 8259 section 7 (strings).
using System.Globalization;
using System.Text;
using System.Text.Json;
using Tta.Model;
using Tta.Wire.Bytes;

namespace Tta.Wire.Json;

/// <summary>
/// Copies JSON strings as UTF-8. Unlike the reader's own method, a lone surrogate or a byte that is not UTF-8 becomes U+FFFD instead
/// of an exception: senders cut long values in the middle of a character.
/// </summary>
internal static class JsonText
{
    /// <summary>Appends the value of the string token that the reader stands on.</summary>
    public static ByteSlice Add(ByteArena arena, in Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> raw = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            return Utf8Repair.Add(arena, raw);
        }

        int start = arena.Length;
        while (!raw.IsEmpty)
        {
            int escape = raw.IndexOf((byte)'\\');
            if (escape < 0)
            {
                Utf8Repair.Add(arena, raw);
                break;
            }

            Utf8Repair.Add(arena, raw[..escape]);
            raw = raw[escape..];
            raw = raw[AddEscape(arena, raw)..];
        }

        return new ByteSlice(start, arena.Length - start);
    }

    // The reader has checked that the escape is complete. Answers how many bytes it took.
    private static int AddEscape(ByteArena arena, ReadOnlySpan<byte> raw)
    {
        if (raw[1] == (byte)'u')
        {
            return AddUnicode(arena, raw);
        }

        byte plain = raw[1] switch
        {
            (byte)'n' => (byte)'\n',
            (byte)'t' => (byte)'\t',
            (byte)'r' => (byte)'\r',
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            byte other => other,
        };
        arena.Add([plain]);
        return 2;
    }

    private static int AddUnicode(ByteArena arena, ReadOnlySpan<byte> raw)
    {
        char first = CodeUnit(raw);
        int size = 6;
        Rune rune = Rune.ReplacementChar;
        if (char.IsHighSurrogate(first) && raw.Length >= 12 && raw[6] == (byte)'\\' && raw[7] == (byte)'u')
        {
            char second = CodeUnit(raw[6..]);
            if (Rune.TryCreate(first, second, out rune))
            {
                size = 12;
            }
            else
            {
                rune = Rune.ReplacementChar;
            }
        }
        else if (!Rune.TryCreate(first, out rune))
        {
            rune = Rune.ReplacementChar;
        }

        arena.Commit(rune.EncodeToUtf8(arena.Reserve(4)));
        return size;
    }

    private static char CodeUnit(ReadOnlySpan<byte> escape) =>
        (char)ushort.Parse(escape.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
