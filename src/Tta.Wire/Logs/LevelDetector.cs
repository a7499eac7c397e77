// Spec: Loki's detected_level (docs/sources/query, "log level detection"). Differences: words are searched in the first 4 KiB only.
namespace Tta.Wire.Logs;

/// <summary>Finds the level of a log entry and writes it in Loki's words. Pure and without allocation.</summary>
public static class LevelDetector
{
    private const int SearchedBytes = 4096;

    /// <summary>The answer when nothing was found.</summary>
    public static ReadOnlySpan<byte> Unknown => "unknown"u8;

    /// <summary>True for names of labels and fields that hold a level, such as level, severity or lvl.</summary>
    public static bool IsLevelName(ReadOnlySpan<byte> name) => name.Length switch
    {
        3 => name.SequenceEqual("lvl"u8) || name.SequenceEqual("LVL"u8) || name.SequenceEqual("Lvl"u8),
        5 => name.SequenceEqual("level"u8) || name.SequenceEqual("LEVEL"u8) || name.SequenceEqual("Level"u8),
        8 => name.SequenceEqual("severity"u8) || name.SequenceEqual("SEVERITY"u8) || name.SequenceEqual("Severity"u8),
        9 => name.SequenceEqual("log.level"u8) || name.SequenceEqual("log_level"u8),
        12 => name.SequenceEqual("SeverityText"u8),
        13 => name.SequenceEqual("severity_text"u8) || name.SequenceEqual("Severity_Text"u8) || name.SequenceEqual("SEVERITY_TEXT"u8),
        _ => false,
    };

    /// <summary>The level of a word of any case: "Information" gives info. False for words that are no level.</summary>
    public static bool TryNormalize(ReadOnlySpan<byte> word, out ReadOnlySpan<byte> level)
    {
        Span<byte> lower = stackalloc byte[12];
        level = default;
        if (word.Length is < 3 or > 11)
        {
            return false;
        }

        for (int i = 0; i < word.Length; i++)
        {
            lower[i] = (byte)(word[i] | 0x20);
        }

        level = Level(lower[..word.Length]);
        return !level.IsEmpty;
    }

    /// <summary>The level of an OTLP severity number; false for 0.</summary>
    public static bool TryFromSeverityNumber(long number, out ReadOnlySpan<byte> level)
    {
        level = number switch
        {
            >= 1 and <= 4 => "trace"u8,
            >= 5 and <= 8 => "debug"u8,
            >= 9 and <= 12 => "info"u8,
            >= 13 and <= 16 => "warn"u8,
            >= 17 and <= 20 => "error"u8,
            >= 21 and <= 24 => "fatal"u8,
            _ => default,
        };
        return !level.IsEmpty;
    }

    /// <summary>The level that the line itself tells: by a JSON or logfmt field, else by the first word that is a level.</summary>
    public static ReadOnlySpan<byte> FromLine(ReadOnlySpan<byte> line)
    {
        line = line[..Math.Min(line.Length, SearchedBytes)];
        ReadOnlySpan<byte> trimmed = line.TrimStart((byte)' ');
        if (trimmed.StartsWith("{"u8) && TryFromJson(trimmed, out ReadOnlySpan<byte> level))
        {
            return level;
        }

        return TryFromLogfmt(line, out level) || TryFromWords(line, out level) ? level : Unknown;
    }

    private static ReadOnlySpan<byte> Level(scoped ReadOnlySpan<byte> lower) => lower.Length switch
    {
        3 when lower.SequenceEqual("err"u8) => "error"u8,
        3 when lower.SequenceEqual("wrn"u8) => "warn"u8,
        3 when lower.SequenceEqual("inf"u8) => "info"u8,
        3 when lower.SequenceEqual("dbg"u8) => "debug"u8,
        3 when lower.SequenceEqual("trc"u8) => "trace"u8,
        4 when lower.SequenceEqual("info"u8) => "info"u8,
        4 when lower.SequenceEqual("warn"u8) => "warn"u8,
        5 when lower.SequenceEqual("error"u8) => "error"u8,
        5 when lower.SequenceEqual("debug"u8) => "debug"u8,
        5 when lower.SequenceEqual("trace"u8) => "trace"u8,
        5 when lower.SequenceEqual("fatal"u8) => "fatal"u8,
        7 when lower.SequenceEqual("warning"u8) => "warn"u8,
        8 when lower.SequenceEqual("critical"u8) => "critical"u8,
        11 when lower.SequenceEqual("information"u8) => "info"u8,
        _ => default,
    };

    // Looks for "level":"..." at the top of the object. Lines that only look like JSON are common, so nothing here is strict.
    private static bool TryFromJson(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> level)
    {
        level = default;
        int depth = 0;
        for (int i = 0; i < line.Length; i++)
        {
            switch (line[i])
            {
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                case (byte)'}' or (byte)']':
                    depth--;
                    break;
                case (byte)'"':
                    ReadOnlySpan<byte> text = StringAt(line, i);
                    i += text.Length + 1;
                    if (depth == 1 && IsLevelName(text) && TryReadValue(line[Math.Min(i + 1, line.Length)..], out ReadOnlySpan<byte> value)
                        && TryNormalize(value, out level))
                    {
                        return true;
                    }

                    break;
            }
        }

        return false;
    }

    private static bool TryReadValue(ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> value)
    {
        value = default;
        rest = rest.TrimStart((byte)' ');
        if (!rest.StartsWith(":"u8))
        {
            return false;
        }

        rest = rest[1..].TrimStart((byte)' ');
        if (!rest.StartsWith("\""u8))
        {
            return false;
        }

        value = StringAt(rest, 0);
        return true;
    }

    // What is between the quote at a position and the next one that is not escaped, or the end.
    private static ReadOnlySpan<byte> StringAt(ReadOnlySpan<byte> line, int quote)
    {
        int end = quote + 1;
        while (end < line.Length && line[end] != (byte)'"')
        {
            end += line[end] == (byte)'\\' ? 2 : 1;
        }

        return line[(quote + 1)..Math.Min(end, line.Length)];
    }

    private static bool TryFromLogfmt(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> level)
    {
        level = default;
        for (int equals = line.IndexOf((byte)'='); equals >= 0; equals = line.IndexOf((byte)'='))
        {
            ReadOnlySpan<byte> name = line[..equals];
            name = name[(name.LastIndexOfAny(" ,\t"u8) + 1)..];
            line = line[(equals + 1)..];
            if (IsLevelName(name))
            {
                ReadOnlySpan<byte> value = line.TrimStart((byte)'"');
                int end = value.IndexOfAny(" ,\t\""u8);
                if (TryNormalize(end < 0 ? value : value[..end], out level))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool TryFromWords(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> level)
    {
        level = default;
        int start = 0;
        for (int i = 0; i <= line.Length; i++)
        {
            if (i < line.Length && (char.IsAsciiLetterOrDigit((char)line[i]) || line[i] is (byte)'_' or >= 0x80))
            {
                continue;
            }

            if (TryNormalize(line[start..i], out level))
            {
                return true;
            }

            start = i + 1;
        }

        return false;
    }
}
