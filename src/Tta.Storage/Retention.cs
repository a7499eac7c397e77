using Tta.Storage.Wal;

namespace Tta.Storage;

/// <summary>
/// What is deleted and when. The unit is the segment, and a segment holds at most an eighth of what is kept, by size and by time.
/// Age counts from the newest item stored, not from the clock: a clock that jumps ahead deletes nothing.
/// </summary>
internal sealed class Retention(StoreOptions options)
{
    private const int SegmentsPerRetention = 8;
    private const long SmallestSegmentBytes = 64 << 10;

    /// <summary>Payload bytes, before compression, from which on a segment is full.</summary>
    public long SegmentBytes { get; } =
        Math.Max(SmallestSegmentBytes, Math.Min(options.SegmentBytes, options.RetentionBytes / SegmentsPerRetention));

    /// <summary>Age from which on a segment is full.</summary>
    public long SegmentAgeMs { get; } = Math.Max(1, (long)(options.RetentionTime.TotalMilliseconds / SegmentsPerRetention));

    /// <summary>The oldest segment if it is to be deleted now, else null. The last one always stays.</summary>
    public WalSegment? Expired(WriteAheadLog log, long nowMs)
    {
        if (log.Segments.Count < 2)
        {
            return null;
        }

        long newestMs = long.MinValue;
        foreach (WalSegment segment in log.Segments)
        {
            newestMs = Math.Max(newestMs, NewestMs(segment));
        }

        long cutoffMs = Math.Min(newestMs, nowMs) - (long)options.RetentionTime.TotalMilliseconds;
        WalSegment oldest = log.Segments[0];
        return log.DataBytes > options.RetentionBytes || NewestMs(oldest) < cutoffMs ? oldest : null;
    }

    // Deletions have no time of their own.
    private static long NewestMs(WalSegment segment) => segment.NewestItemMs == long.MinValue ? segment.CreatedMs : segment.NewestItemMs;
}
