// Spec: Loki's detected_level (docs/sources/query, "log level detection"). Differences: words are searched in the first 4 KiB only.
using System.Text.Json;

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

    private static bool TryFromJson(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> level)
    {
        level = default;
        var reader = new Utf8JsonReader(line, isFinalBlock: false, state: default);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1 || !IsLevelName(reader.ValueSpan))
                {
                    continue;
                }

                if (reader.Read() && reader.TokenType == JsonTokenType.String && TryNormalize(reader.ValueSpan, out level))
                {
                    return true;
                }
            }
        }
        catch (JsonException)
        {
            // A line that only looks like JSON: its words decide.
        }

        return false;
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
