using System.Collections.Concurrent;
using Tta.Model;

namespace Tta.Server.Otlp;

/// <summary>
/// Processes that send their metrics by OTLP, by <c>service.instance.id</c>. What they also offer for scraping is the same data
/// and is not stored twice. Thread-safe.
/// </summary>
internal sealed class PushedInstances(TimeProvider time)
{
    /// <summary>A process that has pushed nothing for this long is scraped again. Longer than any usual export interval.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, long> _lastSeen = new(StringComparer.Ordinal);

    /// <summary>True when the process has pushed lately.</summary>
    public bool Contains(string instanceId) =>
        _lastSeen.TryGetValue(instanceId, out long timestamp) && time.GetElapsedTime(timestamp) < Memory;

    /// <summary>Notes who sent a batch: the <c>instance</c> of its <c>target_info</c> series.</summary>
    public void Note(MetricBatch batch)
    {
        foreach (MetricBatch.SeriesRow row in batch.Series.Rows)
        {
            ReadOnlySpan<byte> labels = batch.Arena.Get(row.Labels);
            if (labels.IndexOf("target_info"u8) >= 0 && InstanceOf(labels) is { } instance)
            {
                _lastSeen[instance] = time.GetTimestamp();
            }
        }
    }

    /// <summary>Forgets processes that are gone.</summary>
    public void Prune()
    {
        foreach (KeyValuePair<string, long> pair in _lastSeen)
        {
            if (time.GetElapsedTime(pair.Value) >= Memory)
            {
                _lastSeen.TryRemove(pair);
            }
        }
    }

    private static string? InstanceOf(ReadOnlySpan<byte> labels)
    {
        while (EncodedLabels.TryRead(ref labels, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value))
        {
            if (name.SequenceEqual("instance"u8))
            {
                return System.Text.Encoding.UTF8.GetString(value);
            }
        }

        return null;
    }
}
