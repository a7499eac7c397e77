using Tta.Storage.Traces.Blocks;

namespace Tta.Storage.Traces;

/// <summary>
/// Chooses blocks to be made one: so many of one level that follow one another, as long as the result is not too large and spans at most an
/// eighth of the retention, so that retention can still delete what is old.
/// </summary>
internal sealed class CompactionPlan(StoreOptions options, BlockOptions blocks)
{
    private const int BlocksPerRetention = 8;
    private const long NsPerMs = 1_000_000;

    /// <summary>The blocks, by number; null when there is nothing to do.</summary>
    public SpanBlock[]? Choose(SpanBlock[] all)
    {
        int highest = 0;
        foreach (SpanBlock block in all)
        {
            highest = Math.Max(highest, block.Footer.Level);
        }

        for (int level = 0; level <= highest; level++)
        {
            SpanBlock[] same = Array.FindAll(all, block => block.Footer.Level == level && !block.IsDamaged);
            Array.Sort(same, static (a, b) => a.MinStartNs.CompareTo(b.MinStartNs));
            for (int first = 0; first + blocks.CompactCount <= same.Length; first++)
            {
                SpanBlock[] chosen = same[first..(first + blocks.CompactCount)];
                if (MayBecomeOne(chosen))
                {
                    return chosen;
                }
            }
        }

        return null;
    }

    private bool MayBecomeOne(SpanBlock[] chosen)
    {
        long rows = 0;
        long traces = 0;
        long bytes = 0;
        long minNs = long.MaxValue;
        long maxNs = long.MinValue;
        foreach (SpanBlock block in chosen)
        {
            rows += block.RowCount;
            traces += block.Footer.TraceCount;
            bytes += block.File.LengthBytes;
            minNs = Math.Min(minNs, block.MinStartNs);
            maxNs = Math.Max(maxNs, block.MaxStartNs);
        }

        return rows <= blocks.MaxRows
            && traces <= blocks.MaxTraces
            && bytes <= Math.Min(blocks.MaxBytes, options.RetentionBytes / BlocksPerRetention)
            && (maxNs - minNs) / NsPerMs < options.RetentionTime.TotalMilliseconds / BlocksPerRetention;
    }
}
