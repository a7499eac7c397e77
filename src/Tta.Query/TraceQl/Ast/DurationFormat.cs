// Spec: time.Duration of Go (String, ParseDuration) and the durations of Prometheus.
using System.Globalization;
using Tta.Query.LogQl;
using Tta.Query.PromQl;

namespace Tta.Query.TraceQl;

/// <summary>Durations as text: <c>1m30s</c>, <c>1.5s</c>, <c>200ms</c>.</summary>
internal static class DurationFormat
{
    private const long NsPerSecond = 1_000_000_000;

    /// <summary>Reads a duration in the notation of Prometheus (<c>1d12h</c>) or of Go (<c>1.5h</c>).</summary>
    public static bool TryParse(string text, out long ns)
    {
        if (DurationText.TryParse(text, out long ms))
        {
            ns = ms * 1_000_000;
            return true;
        }

        bool ok = GoDuration.TryParse(text, out double exact, out _, withDays: false) && Math.Abs(exact) < 9.2e18;
        ns = ok ? (long)exact : 0;
        return ok;
    }

    /// <summary>The text as Go writes it.</summary>
    public static string Format(long ns)
    {
        string sign = ns < 0 ? "-" : "";
        ulong rest = ns < 0 ? (ulong)-(ns + 1) + 1 : (ulong)ns;
        if (rest < NsPerSecond)
        {
            return rest switch
            {
                0 => "0s",
                < 1_000 => Text(sign, rest, 1, "ns"),
                < 1_000_000 => Text(sign, rest, 1_000, "\u00b5s"),
                _ => Text(sign, rest, 1_000_000, "ms"),
            };
        }

        ulong minutes = rest / (60 * NsPerSecond);
        string seconds = Text("", rest % (60 * NsPerSecond), NsPerSecond, "s");
        return minutes switch
        {
            0 => sign + seconds,
            < 60 => string.Create(CultureInfo.InvariantCulture, $"{sign}{minutes}m{seconds}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{sign}{minutes / 60}h{minutes % 60}m{seconds}"),
        };
    }

    private static string Text(string sign, ulong value, ulong unit, string name)
    {
        string fraction = (value % unit).ToString(CultureInfo.InvariantCulture)
            .PadLeft(unit.ToString(CultureInfo.InvariantCulture).Length - 1, '0')
            .TrimEnd('0');
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{value / unit}{(unit == 1 || fraction.Length == 0 ? "" : "." + fraction)}{name}");
    }
}
