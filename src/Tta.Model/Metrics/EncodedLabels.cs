using System.Text;

namespace Tta.Model;

/// <summary>
/// The byte form of a label set, used as series key in batches, indexes and logs on disk: for each label, sorted by name (as
/// bytes), uvarint length + UTF-8 name, uvarint length + UTF-8 value. Names are unique; only metadata of log lines has empty values. Equal label sets have
/// equal bytes.
/// </summary>
public static class EncodedLabels
{
    /// <summary>Appends the byte form of a label set to an arena.</summary>
    public static ByteSlice Write(ByteArena arena, Labels labels)
    {
        int start = arena.Length;
        foreach (Label label in labels.Span)
        {
            WriteText(arena, label.Name);
            WriteText(arena, label.Value);
        }

        return new ByteSlice(start, arena.Length - start);
    }

    /// <summary>Appends one label; the caller keeps the order and leaves empty values out.</summary>
    public static void WriteLabel(ByteArena arena, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        WriteLength(arena, name.Length);
        arena.Add(name);
        WriteLength(arena, value.Length);
        arena.Add(value);
    }

    /// <summary>Reads the next label and moves <paramref name="encoded"/> behind it. False at the end.</summary>
    /// <exception cref="InvalidDataException">The bytes are not this encoding.</exception>
    public static bool TryRead(scoped ref ReadOnlySpan<byte> encoded, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        if (encoded.IsEmpty)
        {
            name = value = default;
            return false;
        }

        var reader = new ProtoReader(encoded);
        if (!reader.TryReadBytes(out name) || !reader.TryReadBytes(out value))
        {
            throw new InvalidDataException($"malformed label set at byte {reader.Position} of {encoded.Length}");
        }

        encoded = encoded[reader.Position..];
        return true;
    }

    /// <summary>Finds the value of a label.</summary>
    public static bool TryGet(ReadOnlySpan<byte> encoded, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        while (TryRead(ref encoded, out ReadOnlySpan<byte> candidate, out value))
        {
            if (candidate.SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The label set in its object form.</summary>
    /// <exception cref="InvalidDataException">The bytes are not this encoding.</exception>
    public static Labels Read(ReadOnlySpan<byte> encoded)
    {
        var builder = new LabelsBuilder();
        while (TryRead(ref encoded, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value))
        {
            builder.SetEvenEmpty(Encoding.UTF8.GetString(name), Encoding.UTF8.GetString(value));
        }

        return builder.Build();
    }

    private static void WriteText(ByteArena arena, string text)
    {
        WriteLength(arena, Encoding.UTF8.GetByteCount(text));
        arena.Add(text);
    }

    private static void WriteLength(ByteArena arena, int length)
    {
        Span<byte> target = arena.Reserve(5);
        int size = 0;
        for (uint rest = (uint)length; ; rest >>= 7)
        {
            target[size++] = (byte)(rest > 0x7f ? rest | 0x80 : rest);
            if (rest <= 0x7f)
            {
                break;
            }
        }

        arena.Commit(size);
    }
}
