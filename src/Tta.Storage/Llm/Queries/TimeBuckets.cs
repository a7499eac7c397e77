using Tta.Model;

namespace Tta.Storage.Llm.Queries;

/// <summary>Starts of time buckets, UTC.</summary>
internal static class TimeBuckets
{
    private const long MinuteNs = 60_000_000_000;
    private const long HourNs = 60 * MinuteNs;
    private const long DayNs = 24 * HourNs;
    private const long ThursdayToMonday = 3; // The epoch was a Thursday.

    public static long StartNs(LlmBucket bucket, long timeNs) => bucket switch
    {
        LlmBucket.None => 0,
        LlmBucket.Minute => Floor(timeNs, MinuteNs),
        LlmBucket.Hour => Floor(timeNs, HourNs),
        LlmBucket.Day => Floor(timeNs, DayNs),
        LlmBucket.Week => Floor(timeNs + (ThursdayToMonday * DayNs), 7 * DayNs) - (ThursdayToMonday * DayNs),
        _ => MonthStartNs(timeNs),
    };

    private static long Floor(long value, long unit) => value - (((value % unit) + unit) % unit);

    private static long MonthStartNs(long timeNs)
    {
        DateTime day = DateTime.UnixEpoch.AddDays(Math.Floor((double)timeNs / DayNs));
        return (new DateTime(day.Year, day.Month, 1, 0, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).Days * DayNs;
    }
}
