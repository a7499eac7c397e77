// Spec: Protocol Buffers JSON mapping (64-bit numbers may come as text or number) as used by OTLP/JSON.
using System.Buffers.Text;
using System.Text.Json;

namespace Tta.Wire.Json;

/// <summary>Numbers that may be written as JSON numbers or as text.</summary>
internal static class JsonNumber
{
    public static bool TryReadInt64(in Utf8JsonReader reader, out long value)
    {
        ReadOnlySpan<byte> text = reader.ValueSpan;
        if (IsNumberOrText(reader) && Utf8Parser.TryParse(text, out value, out int used) && used == text.Length)
        {
            return true;
        }

        // 1e3 and 2.0 are whole numbers too.
        if (TryReadDouble(reader, out double number) && double.IsInteger(number) && Math.Abs(number) < 9.2e18)
        {
            value = (long)number;
            return true;
        }

        value = 0;
        return false;
    }

    public static bool TryReadUInt64(in Utf8JsonReader reader, out ulong value)
    {
        ReadOnlySpan<byte> text = reader.ValueSpan;
        if (IsNumberOrText(reader) && Utf8Parser.TryParse(text, out value, out int used) && used == text.Length)
        {
            return true;
        }

        bool ok = TryReadInt64(reader, out long signed) && signed >= 0;
        value = ok ? (ulong)signed : 0;
        return ok;
    }

    public static bool TryReadDouble(in Utf8JsonReader reader, out double value)
    {
        ReadOnlySpan<byte> text = reader.ValueSpan;
        value = 0;
        if (!IsNumberOrText(reader))
        {
            return false;
        }

        if (reader.TokenType == JsonTokenType.String && TryReadName(text, out value))
        {
            return true;
        }

        return Utf8Parser.TryParse(text, out value, out int used) && used == text.Length && double.IsFinite(value);
    }

    private static bool IsNumberOrText(in Utf8JsonReader reader) => reader.TokenType is JsonTokenType.Number or JsonTokenType.String;

    private static bool TryReadName(ReadOnlySpan<byte> text, out double value)
    {
        value = text.SequenceEqual("NaN"u8) ? double.NaN
            : text.SequenceEqual("Infinity"u8) ? double.PositiveInfinity
            : text.SequenceEqual("-Infinity"u8) ? double.NegativeInfinity
            : 0;
        return value != 0;
    }
}
