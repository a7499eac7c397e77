using System.Globalization;
using Tta.Server.Http;

namespace Tta.Server.Loki;

/// <summary>Times in the parameters of the Loki API: Unix nanoseconds, Unix seconds with a fraction, or RFC 3339.</summary>
internal static class LokiTime
{
    // Integers of up to ten digits are seconds, longer ones nanoseconds: Loki's own rule.
    private const int MaxSecondsDigits = 10;

    public static long ReadNs(RequestParameters parameters, string name, long defaultNs)
    {
        string text = parameters[name];
        if (text.Length == 0)
        {
            return defaultNs;
        }

        if (text.Contains('.', StringComparison.Ordinal)
            && decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal seconds)
            && Math.Abs(seconds) < 9_000_000_000m)
        {
            return (long)(seconds * 1_000_000_000m);
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
        {
            return text.Length <= MaxSecondsDigits ? number * 1_000_000_000 : number;
        }

        const DateTimeStyles Styles = DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal;
        return text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Styles, out DateTimeOffset time)
            ? (time - DateTimeOffset.UnixEpoch).Ticks * 100
            : throw new ParameterException($"could not parse '{name}' parameter: cannot parse \"{text}\" to a valid timestamp");
    }

    /// <summary>The range of a request: start and end, or since before the end.</summary>
    public static (long StartNs, long EndNs) ReadRange(RequestParameters parameters, long nowNs, TimeSpan defaultLength)
    {
        long endNs = ReadNs(parameters, "end", nowNs);
        long lengthNs = defaultLength.Ticks * 100;
        if (parameters["since"] is { Length: > 0 } since && !Durations.TryParsePrometheus(since, out lengthNs))
        {
            throw new ParameterException($"could not parse 'since' parameter: \"{since}\" is not a valid duration");
        }

        long startNs = ReadNs(parameters, "start", Math.Min(endNs, nowNs) - lengthNs);
        return endNs < startNs
            ? throw new ParameterException("end timestamp must not be before or equal to start time")
            : (startNs, endNs);
    }
}
