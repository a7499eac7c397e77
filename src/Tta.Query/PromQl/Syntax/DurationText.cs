using System.Globalization;
using System.Text;

namespace Tta.Query.PromQl;

/// <summary>Durations as text: <c>1h30m</c>; units y w d h m s ms, longest first, each at most once.</summary>
internal static class DurationText
{
    private static readonly (string Unit, long Ms)[] s_units =
    [
        ("y", 365L * 86_400_000), ("w", 7L * 86_400_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ];

    /// <summary>Finds the end of the digits and units at <paramref name="start"/>; 0 when they do not form a duration.</summary>
    /// <param name="reached">How far the text was looked at, for error messages.</param>
    public static int Scan(string text, int start, out int reached)
    {
        int i = start;
        while (i < text.Length && char.IsAsciiDigit(text[i]))
        {
            while (i < text.Length && char.IsAsciiDigit(text[i]))
            {
                i++;
            }

            if (i == text.Length || text[i] is not ('s' or 'm' or 'h' or 'd' or 'w' or 'y'))
            {
                reached = Math.Min(i, text.Length);
                return 0;
            }

            i += text[i] == 'm' && i + 1 < text.Length && text[i + 1] == 's' ? 2 : 1;
        }

        bool followed = i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] == '_');
        reached = followed ? i + 1 : i;
        return followed || i == start ? 0 : i;
    }

    /// <summary>The value of a duration. False when units repeat, are out of order, or the sum is too large.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long ms)
    {
        ms = 0;
        int unitIndex = 0;
        while (!text.IsEmpty)
        {
            int digits = 0;
            while (digits < text.Length && char.IsAsciiDigit(text[digits]))
            {
                digits++;
            }

            int letters = 0;
            while (digits + letters < text.Length && char.IsAsciiLetter(text[digits + letters]))
            {
                letters++;
            }

            ReadOnlySpan<char> unit = text.Slice(digits, letters);
            while (unitIndex < s_units.Length && !unit.SequenceEqual(s_units[unitIndex].Unit))
            {
                unitIndex++;
            }

            if (unitIndex == s_units.Length
                || !long.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out long count)
                || count > (long.MaxValue / 1_000_000 - ms) / s_units[unitIndex].Ms)
            {
                return false;
            }

            ms += count * s_units[unitIndex++].Ms;
            text = text[(digits + letters)..];
        }

        return unitIndex > 0;
    }

    /// <summary>The canonical text: weeks and years only when nothing is left over, as Prometheus writes it.</summary>
    public static string Format(long ms)
    {
        if (ms == 0)
        {
            return "0s";
        }

        var text = new StringBuilder(ms < 0 ? "-" : "");
        ms = Math.Abs(ms);
        foreach ((string unit, long unitMs) in s_units)
        {
            bool exactOnly = unit is "y" or "w";
            if (ms >= unitMs && (!exactOnly || ms % unitMs == 0))
            {
                text.Append(CultureInfo.InvariantCulture, $"{ms / unitMs}{unit}");
                ms %= unitMs;
            }
        }

        return text.ToString();
    }
}
