using System.Globalization;
using Tta.Server.Http;

namespace Tta.Server.Prometheus;

/// <summary>Times and durations in the parameters of the Prometheus API: RFC 3339 or Unix seconds; 5m or seconds.</summary>
internal static class PrometheusTime
{
    // As in Prometheus: the times that fit into its own clock arithmetic.
    private const double MaxSeconds = 9.2e15;

    /// <summary>Reads a time as Unix milliseconds; an absent one is the default.</summary>
    /// <exception cref="ParameterException">Not a time.</exception>
    public static long Read(RequestParameters parameters, string name, long? defaultMs)
    {
        string text = parameters[name];
        if (text.Length == 0 && defaultMs is { } absent)
        {
            return absent;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && Math.Abs(seconds) < MaxSeconds)
        {
            return (long)Math.Round(seconds * 1000);
        }

        const DateTimeStyles Styles = DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal;
        if (text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Styles, out DateTimeOffset time))
        {
            return time.ToUnixTimeMilliseconds();
        }

        throw new ParameterException($"invalid parameter \"{name}\": cannot parse \"{text}\" to a valid timestamp");
    }

    /// <summary>Reads a duration as milliseconds.</summary>
    /// <exception cref="ParameterException">Not a duration.</exception>
    public static long ReadDuration(string name, string text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && Math.Abs(seconds) < MaxSeconds)
        {
            return (long)(seconds * 1000);
        }

        return Durations.TryParsePrometheus(text, out long ns)
            ? ns / 1_000_000
            : throw new ParameterException($"invalid parameter \"{name}\": cannot parse \"{text}\" to a valid duration");
    }
}
