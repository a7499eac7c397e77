using Tta.Storage.Files;

namespace Tta.Storage.Wal;

/// <summary>One file of a log.</summary>
internal sealed class WalSegment(long number, string path, long createdMs)
{
    public long Number { get; } = number;

    public string Path { get; } = path;

    public long CreatedMs { get; } = createdMs;

    /// <summary>Bytes that hold the header and whole records.</summary>
    public long LengthBytes { get; set; }

    /// <summary>Payload bytes before compression: what the items take in memory, roughly.</summary>
    public long DataBytes { get; private set; }

    /// <summary>Time of the newest item, Unix ms; <see cref="long.MinValue"/> when there is none.</summary>
    public long NewestItemMs { get; private set; } = long.MinValue;

    /// <summary>Open while the segment is written or not synced yet.</summary>
    public IStoreFile? File { get; set; }

    /// <summary>True when its format is older than that of new segments: nothing is written behind it.</summary>
    public bool IsOlder { get; init; }

    /// <summary>True when damage behind the last whole record could not be cut off: nothing may be written behind it.</summary>
    public bool EndsInDamage { get; set; }

    /// <summary>True when bytes were written since the last sync.</summary>
    public bool IsDirty { get; set; }

    /// <summary>Counts a record.</summary>
    public void Count(long plainPayloadBytes, long newestItemMs)
    {
        DataBytes += plainPayloadBytes;
        NewestItemMs = Math.Max(NewestItemMs, newestItemMs);
    }
}
