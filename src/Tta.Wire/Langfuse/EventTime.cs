using System.Globalization;

namespace Tta.Wire.Langfuse;

/// <summary>Times of events: ISO 8601 texts.</summary>
internal static class EventTime
{
    /// <summary>Unix nanoseconds; null for a text that is no time. Without an offset it is UTC.</summary>
    public static long? Parse(string? text)
    {
        if (text is null || !DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time))
        {
            return null;
        }

        long ticks = time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        return Math.Abs(ticks) < long.MaxValue / 100 ? ticks * 100 : null;
    }
}
