// Spec: OTLP to Prometheus translation of label names (prometheus/otlptranslator, label_namer).
using System.Text;
using Tta.Model;

namespace Tta.Wire.Prometheus;

/// <summary>Prometheus label names for OTLP attribute names. Other characters become "_", one for each character.</summary>
/// <param name="KeepUtf8">Names stay as they are.</param>
/// <param name="KeepMultipleUnderscores">"__" stays; else it becomes "_", except around names like __reserved__.</param>
/// <param name="PrefixUnderscore">A name that starts with a single "_" gets "key" in front.</param>
internal readonly record struct LabelNamer(bool KeepUtf8, bool KeepMultipleUnderscores, bool PrefixUnderscore)
{
    /// <summary>The defaults of Prometheus and Loki.</summary>
    public static LabelNamer Default { get; } = new(false, true, true);

    /// <summary>Appends the label name. False when nothing but underscores is left; the bytes are there all the same.</summary>
    public bool TryAdd(ByteArena arena, ReadOnlySpan<byte> name, out ByteSlice result)
    {
        if (KeepUtf8)
        {
            result = Bytes.Utf8Repair.Add(arena, name);
        }
        else
        {
            int start = arena.Length;
            Write(arena, name);
            result = new ByteSlice(start, arena.Length - start);
        }

        return arena.Get(result).IndexOfAnyExcept((byte)'_') >= 0;
    }

    private void Write(ByteArena arena, ReadOnlySpan<byte> name)
    {
        // Every character is one byte or becomes one; "key_" may come in front.
        Span<byte> target = arena.Reserve(name.Length + 4)[..(name.Length + 4)];
        bool isReserved = name.Length >= 4 && name.StartsWith("__"u8) && name.EndsWith("__"u8);
        Span<byte> written = target[4..];
        int size = 0;
        for (ReadOnlySpan<byte> rest = name; !rest.IsEmpty;)
        {
            byte c = rest[0];
            int width = 1;
            if (!char.IsAsciiLetterOrDigit((char)c))
            {
                Rune.DecodeFromUtf8(rest, out _, out width);
                c = (byte)'_';
            }

            int position = name.Length - rest.Length;
            bool isEdge = isReserved && (position < 2 || position >= name.Length - 2);
            if (c != '_' || KeepMultipleUnderscores || isEdge || size == 0 || written[size - 1] != '_')
            {
                written[size++] = c;
            }

            rest = rest[width..];
        }

        int prefix = PrefixOf(written[..size], "key_"u8, out ReadOnlySpan<byte> text);
        text.CopyTo(target);
        written[..size].CopyTo(target[prefix..]);
        arena.Commit(prefix + size);
    }

    private int PrefixOf(ReadOnlySpan<byte> name, ReadOnlySpan<byte> key, out ReadOnlySpan<byte> prefix)
    {
        prefix = default;
        if (name.Length > 0 && char.IsAsciiDigit((char)name[0]))
        {
            prefix = key;
        }
        else if (PrefixUnderscore && name.StartsWith("_"u8) && !name.StartsWith("__"u8))
        {
            prefix = key[..3];
        }

        return prefix.Length;
    }
}
