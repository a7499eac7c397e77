using Microsoft.Extensions.Logging;
using Tta.Model;
using Tta.Storage.Files;

namespace Tta.Storage;

/// <summary>Where and how a store keeps its data.</summary>
public sealed record StoreOptions
{
    /// <summary>Data directory; each store uses a folder of its own in it (metrics, traces, logs, llm).</summary>
    public required string Directory { get; init; }

    /// <summary>Limits on what is taken and on free space.</summary>
    public Limits Limits { get; init; } = new();

    /// <summary>Clock. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>File system. Default: the machine's.</summary>
    public IFileSystem FileSystem { get; init; } = PhysicalFileSystem.Instance;

    /// <summary>What an acknowledgement promises. Default: <see cref="Durability.Group"/>.</summary>
    public Durability Durability { get; init; } = Durability.Group;

    /// <summary>Data whose newest item is older than this, seen from the newest item stored, is deleted. Default 15 days.</summary>
    public TimeSpan RetentionTime { get; init; } = TimeSpan.FromDays(15);

    /// <summary>
    /// Size of the data above which the oldest is deleted, bytes. Of traces and model calls it is the size on disk; of the other signals
    /// the size before compression, which bounds the disk space and, as all data is in memory too, the memory. Default 512 MiB.
    /// </summary>
    public long RetentionBytes { get; init; } = 512L << 20;

    /// <summary>Data in one segment of the log, before compression, bytes; less when the retention is small and for traces. Default 64 MiB.</summary>
    public long SegmentBytes { get; init; } = 64L << 20;

    /// <summary>Where damage and recovery are reported, besides the status.</summary>
    public ILogger? Logger { get; init; }
}
