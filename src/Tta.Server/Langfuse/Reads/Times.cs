using System.Globalization;
using Tta.Server.Http;

namespace Tta.Server.Langfuse.Reads;

/// <summary>Times in requests and answers: ISO 8601, milliseconds in answers.</summary>
internal static class Times
{
    /// <summary>Unix nanoseconds of a parameter.</summary>
    /// <exception cref="ParameterException">The text is no time.</exception>
    public static long Parse(string text, string name) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
        && time.Year is > 1700 and < 2200
            ? (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * 100
            : throw new ParameterException($"{name}: expected an ISO 8601 time, received \"{text}\"");

    /// <summary>A time with milliseconds, rounded down.</summary>
    public static string Format(long ns) =>
        DateTimeOffset.UnixEpoch.AddTicks(ns / 100).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
