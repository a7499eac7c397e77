using System.Globalization;

namespace Tta.Server.Http;

/// <summary>Durations as people write them in URLs and on the command line.</summary>
internal static class Durations
{
    private static readonly (string Unit, double Ns)[] s_goUnits =
        [("ns", 1), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9)];

    private static readonly (string Unit, double Ns)[] s_prometheusUnits =
        [("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9), ("d", 86_400e9), ("w", 604_800e9), ("y", 31_536_000e9)];

    /// <summary>Go's notation, used by Jaeger and Loki: decimal numbers with units ns us ms s m h, such as 1.5s or 1h30m.</summary>
    public static bool TryParseGo(string text, out long ns) => TryParse(text, s_goUnits, fractions: true, out ns);

    /// <summary>Prometheus' notation: whole numbers with units ms s m h d w y, such as 1h30m.</summary>
    public static bool TryParsePrometheus(string text, out long ns) => TryParse(text, s_prometheusUnits, fractions: false, out ns);

    private static bool TryParse(string text, (string Unit, double Ns)[] units, bool fractions, out long ns)
    {
        ns = 0;
        double total = 0;
        ReadOnlySpan<char> rest = text;
        if (rest is "0")
        {
            return true;
        }

        if (rest.IsEmpty)
        {
            return false;
        }

        while (!rest.IsEmpty)
        {
            int digits = 0;
            while (digits < rest.Length && (char.IsAsciiDigit(rest[digits]) || (fractions && rest[digits] == '.')))
            {
                digits++;
            }

            if (!double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
                || !TryTakeUnit(rest = rest[digits..], units, out int length, out double unitNs))
            {
                return false;
            }

            total += number * unitNs;
            rest = rest[length..];
        }

        if (total >= long.MaxValue)
        {
            return false;
        }

        ns = (long)total;
        return true;
    }

    private static bool TryTakeUnit(ReadOnlySpan<char> text, (string Unit, double Ns)[] units, out int length, out double unitNs)
    {
        int end = 0;
        while (end < text.Length && !char.IsAsciiDigit(text[end]) && text[end] != '.')
        {
            end++;
        }

        foreach ((string unit, double ns) in units)
        {
            if (text[..end].SequenceEqual(unit))
            {
                length = end;
                unitNs = ns;
                return true;
            }
        }

        length = 0;
        unitNs = 0;
        return false;
    }
}
