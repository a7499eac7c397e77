// Spec: Prometheus durations: 1y2w3d4h5m6s7ms, units in this order, each at most once; "0".
using System.Globalization;
using System.Text;

namespace Tta.Agent.Configuration;

/// <summary>Durations as Prometheus writes them.</summary>
public static class PrometheusDuration
{
    private static readonly (string Unit, long Ms)[] s_units =
        [("y", 31_536_000_000), ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

    /// <summary>Reads a duration.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        if (text == "0")
        {
            return true;
        }

        decimal totalMs = 0;
        int nextUnit = 0;
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            int digits = 0;
            while (digits < rest.Length && char.IsAsciiDigit(rest[digits]))
            {
                digits++;
            }

            int letters = digits;
            while (letters < rest.Length && char.IsAsciiLetter(rest[letters]))
            {
                letters++;
            }

            string unit = rest[digits..letters].ToString();
            int index = Array.FindIndex(s_units, candidate => candidate.Unit == unit);
            if (index < nextUnit || !long.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            {
                return false;
            }

            totalMs += (decimal)number * s_units[index].Ms;
            nextUnit = index + 1;
            rest = rest[letters..];
        }

        bool fits = totalMs <= (decimal)TimeSpan.MaxValue.TotalMilliseconds - 1;
        duration = fits ? TimeSpan.FromMilliseconds((long)totalMs) : TimeSpan.Zero;
        return fits;
    }

    /// <summary>Writes a duration with the largest units that fit, without days and more, as Prometheus shows intervals.</summary>
    public static string ToText(TimeSpan duration)
    {
        long ms = (long)duration.TotalMilliseconds;
        if (ms == 0)
        {
            return "0s";
        }

        var text = new StringBuilder();
        foreach ((string unit, long unitMs) in s_units)
        {
            bool isExactOnly = unitMs >= 86_400_000;
            if (ms >= unitMs && (!isExactOnly || ms % unitMs == 0))
            {
                text.Append(CultureInfo.InvariantCulture, $"{ms / unitMs}{unit}");
                ms %= unitMs;
            }
        }

        return text.ToString();
    }
}
