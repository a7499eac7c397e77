using Tta.Model;

namespace Tta.Storage.Llm.Queries;

/// <summary>Starts of time buckets, UTC.</summary>
internal static class TimeBuckets
{
    private const long MinuteNs = 60_000_000_000;
    private const long HourNs = 60 * MinuteNs;
    private const long DayNs = 24 * HourNs;
    private const long ThursdayToMonday = 3; // The epoch was a Thursday.

    /// <summary>The bucket of a time, half-open.</summary>
    public static (long StartNs, long EndNs) Of(LlmAggregation aggregation, long timeNs) => aggregation.Bucket switch
    {
        _ when aggregation.BucketWidthNs > 0 => Floor(timeNs, aggregation.BucketWidthNs, 0),
        LlmBucket.None => (0, 0),
        LlmBucket.Minute => Floor(timeNs, MinuteNs, 0),
        LlmBucket.Hour => Floor(timeNs, HourNs, 0),
        LlmBucket.Day => Floor(timeNs, DayNs, 0),
        LlmBucket.Week => Floor(timeNs, 7 * DayNs, ThursdayToMonday * DayNs),
        _ => Month(timeNs),
    };

    private static (long StartNs, long EndNs) Floor(long timeNs, long unit, long shift)
    {
        long shifted = timeNs + shift;
        long startNs = shifted - (((shifted % unit) + unit) % unit) - shift;
        return (startNs, startNs + unit);
    }

    private static (long StartNs, long EndNs) Month(long timeNs)
    {
        DateTime day = DateTime.UnixEpoch.AddDays(Math.Floor((double)timeNs / DayNs));
        var start = new DateTime(day.Year, day.Month, 1, 0, 0, 0, DateTimeKind.Utc);
        return ((start - DateTime.UnixEpoch).Days * DayNs, (start.AddMonths(1) - DateTime.UnixEpoch).Days * DayNs);
    }
}
