// Spec: time.ParseDuration of Go, with the day, week and year of Prometheus.
using System.Globalization;

namespace Tta.Query.LogQl;

/// <summary>Durations in labels and queries: <c>1.5h</c>, <c>250ms</c>, <c>1h30m</c>, <c>5d</c>.</summary>
internal static class GoDuration
{
    private static readonly (string Unit, double Ns)[] s_units =
    [
        ("ns", 1), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9), ("d", 86400e9),
        ("w", 7 * 86400e9), ("y", 365 * 86400e9),
    ];

    /// <summary>Reads a duration into nanoseconds.</summary>
    /// <param name="withDays">False refuses days, weeks and years, which queries know but values do not.</param>
    public static bool TryParse(string text, out double ns, out string problem, bool withDays = true)
    {
        ns = 0;
        problem = $"not a valid duration string: {GoText.Quote(text)}";
        bool negative = text.StartsWith('-');
        ReadOnlySpan<char> rest = text.AsSpan(negative || text.StartsWith('+') ? 1 : 0);
        if (rest.SequenceEqual("0"))
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
            while (digits < rest.Length && (char.IsAsciiDigit(rest[digits]) || rest[digits] == '.'))
            {
                digits++;
            }

            int letters = 0;
            while (digits + letters < rest.Length && !char.IsAsciiDigit(rest[digits + letters]) && rest[digits + letters] != '.')
            {
                letters++;
            }

            ReadOnlySpan<char> unit = rest.Slice(digits, letters);
            if (!double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count))
            {
                return false;
            }

            if (!TryGetUnit(unit, out double unitNs) || (!withDays && unit is "d" or "w" or "y"))
            {
                problem = unit.IsEmpty
                    ? $"missing unit in duration {GoText.Quote(text)}"
                    : $"unknown unit {GoText.Quote(unit.ToString())} in duration {GoText.Quote(text)}";
                return false;
            }

            ns += count * unitNs;
            rest = rest[(digits + letters)..];
        }

        ns = negative ? -ns : ns;
        return true;
    }

    private static bool TryGetUnit(ReadOnlySpan<char> text, out double ns)
    {
        foreach ((string unit, double unitNs) in s_units)
        {
            if (text.SequenceEqual(unit))
            {
                ns = unitNs;
                return true;
            }
        }

        ns = 0;
        return false;
    }
}
