namespace Tta.Primitives;

/// <summary>What a cache did since it was made, and what it holds.</summary>
/// <param name="Hits">Lookups answered without running the step, those that waited for a running one included.</param>
/// <param name="Misses">Lookups that ran the step.</param>
/// <param name="Expirations">Entries dropped for their age.</param>
/// <param name="Evictions">Entries dropped to make room.</param>
/// <param name="Entries">Entries held now.</param>
/// <param name="SizeBytes">Bytes held now: keys, and values as far as their size is told.</param>
public readonly record struct CacheStatistics(long Hits, long Misses, long Expirations, long Evictions, int Entries, long SizeBytes)
{
    /// <summary>Part of the lookups that were hits, 0 to 1; 0 before the first.</summary>
    public double HitRate => Hits + Misses == 0 ? 0 : (double)Hits / (Hits + Misses);
}
