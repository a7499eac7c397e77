using System.Globalization;

namespace Tta.Server.Cli;

/// <summary>Durations as people type them: 30s, 15m, 1h30m, 2d.</summary>
internal static class DurationText
{
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsAsciiDigit(text[i]) || text[i] == '.')
            {
                continue;
            }

            int unitLength = text.AsSpan(i).StartsWith("ms") ? 2 : 1;
            if (UnitMs(text.AsSpan(i, unitLength)) is not { } unitMs
                || !double.TryParse(text.AsSpan(start, i - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double amount)
                || amount * unitMs > TimeSpan.MaxValue.TotalMilliseconds / 2)
            {
                return false;
            }

            duration += TimeSpan.FromMilliseconds(amount * unitMs);
            i += unitLength - 1;
            start = i + 1;
        }

        return start == text.Length && duration > TimeSpan.Zero;
    }

    /// <summary>A duration for reading: 850 µs, 12.3 ms, 4.56 s, 2 m 5 s.</summary>
    public static string Format(double milliseconds) => milliseconds switch
    {
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds * 1000:0} µs"),
        < 100 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0.0} ms"),
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0} ms"),
        < 60_000 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000:0.00} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(milliseconds / 60_000):0} m {milliseconds % 60_000 / 1000:0} s"),
    };

    private static double? UnitMs(ReadOnlySpan<char> unit) => unit switch
    {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        "w" => 604_800_000,
        _ => null,
    };
}
