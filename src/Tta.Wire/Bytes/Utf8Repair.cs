using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Tta.Model;

namespace Tta.Wire.Bytes;

/// <summary>Copies text that claims to be UTF-8; what is not becomes U+FFFD.</summary>
internal static class Utf8Repair
{
    public static ByteSlice Add(ByteArena arena, ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text))
        {
            return arena.Add(text);
        }

        int start = arena.Length;
        while (!text.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf8(text, out Rune rune, out int consumed);
            Span<byte> target = arena.Reserve(4);
            arena.Commit((status == OperationStatus.Done ? rune : Rune.ReplacementChar).EncodeToUtf8(target));
            text = text[consumed..];
        }

        return new ByteSlice(start, arena.Length - start);
    }
}
