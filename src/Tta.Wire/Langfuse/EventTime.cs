using System.Globalization;

namespace Tta.Wire.Langfuse;

/// <summary>Times of events: ISO 8601 texts.</summary>
internal static class EventTime
{
    private const int DigitsOfTick = 7;

    /// <summary>Unix nanoseconds; null for a text that is no time. Without an offset it is UTC.</summary>
    public static long? Parse(string? text)
    {
        (string? ofTicks, long ns) = WithoutNanoseconds(text);
        if (ofTicks is null || !DateTimeOffset.TryParse(
            ofTicks, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time))
        {
            return null;
        }

        long ticks = time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        return Math.Abs(ticks) < long.MaxValue / 100 ? (ticks * 100) + ns : null;
    }

    /// <summary>The text of a time, in UTC, with milliseconds, or with nanoseconds where it has some.</summary>
    public static string Text(long ns)
    {
        (long ticks, long rest) = (Math.DivRem(ns, 100).Quotient, Math.DivRem(ns, 100).Remainder);
        if (rest < 0)
        {
            (ticks, rest) = (ticks - 1, rest + 100);
        }

        DateTimeOffset time = DateTimeOffset.UnixEpoch.AddTicks(ticks);
        return ns % 1_000_000 == 0
            ? time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{time:yyyy-MM-dd'T'HH:mm:ss.fffffff}{rest:00}Z");
    }

    // Times of the base class library end at the seventh digit and are rounded there.
    private static (string? OfTicks, long Ns) WithoutNanoseconds(string? text)
    {
        int digits = (text?.IndexOf('.', StringComparison.Ordinal) ?? -1) + 1;
        int end = digits;
        while (digits > 0 && end < text!.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        if (end - digits <= DigitsOfTick)
        {
            return (text, 0);
        }

        int cut = digits + DigitsOfTick;
        long ns = (text![cut] - '0') * 10 + (end - cut > 1 ? text[cut + 1] - '0' : 0);
        return (text.Remove(cut, end - cut), ns);
    }
}
