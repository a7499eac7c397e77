using System.Diagnostics.Metrics;

namespace Tta.Primitives;

/// <summary>Gauges over every cache that is alive; caches of one name are one series.</summary>
internal static class CacheGauges
{
    private static readonly LiveInstances<ICacheGauge> s_caches = new();

    static CacheGauges()
    {
        Meter meter = PrimitiveTelemetry.Meter;
        meter.CreateObservableGauge("cache.entries", () => Observe(static sum => (double)sum.Entries), "{entry}", "Entries held by caches.");
        meter.CreateObservableGauge("cache.size", () => Observe(static sum => (double)sum.SizeBytes), "By", "Bytes held by caches, as far as told.");
        meter.CreateObservableGauge("cache.hit_rate", () => Observe(static sum => sum.HitRate), null, "Part of the lookups that were hits, 0 to 1.");
    }

    public static void Register(ICacheGauge cache) => s_caches.Add(cache);

    private static IEnumerable<Measurement<double>> Observe(Func<CacheStatistics, double> select)
    {
        foreach (IGrouping<string, CacheStatistics> group in s_caches.Snapshot().GroupBy(static cache => cache.Name, static cache => cache.Statistics))
        {
            CacheStatistics sum = group.Aggregate(static (a, b) => new CacheStatistics(
                a.Hits + b.Hits, a.Misses + b.Misses, a.Expirations + b.Expirations, a.Evictions + b.Evictions,
                a.Entries + b.Entries, a.SizeBytes + b.SizeBytes));
            yield return new Measurement<double>(select(sum), new KeyValuePair<string, object?>(AttributeNames.PrimitiveName, group.Key));
        }
    }
}
