using Tta.Storage.Traces.Blocks;

namespace Tta.Storage.Traces;

/// <summary>
/// Chooses blocks to be made one, when there are enough of one level: neighbours in time, as many as fit into a block that is not too large and whose
/// ends lie within an eighth of the retention, so that retention can still delete what is old. Ends, because a block is deleted by its end: a few
/// spans of long ago, as a wrong clock makes them, keep no block from being made part of a larger one.
/// </summary>
internal sealed class CompactionPlan(StoreOptions options, BlockOptions blocks)
{
    private const int BlocksPerRetention = 8;
    private const long NsPerMs = 1_000_000;

    /// <summary>The blocks, by their ends; null when there is nothing to do.</summary>
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
            Array.Sort(same, static (a, b) => a.MaxStartNs.CompareTo(b.MaxStartNs));
            for (int first = 0; first + blocks.CompactCount <= same.Length; first++)
            {
                int count = CountThatFit(same.AsSpan(first, blocks.CompactCount));
                if (count >= LeastCount)
                {
                    return same[first..(first + count)];
                }
            }
        }

        return null;
    }

    /// <summary>Fewer would be written again too often for what is gained.</summary>
    private int LeastCount => Math.Max(2, blocks.CompactCount / 2);

    private int CountThatFit(ReadOnlySpan<SpanBlock> neighbours)
    {
        long rows = 0;
        long traces = 0;
        long bytes = 0;
        long maxBytes = Math.Min(blocks.MaxBytes, options.RetentionBytes / BlocksPerRetention);
        for (int i = 0; i < neighbours.Length; i++)
        {
            rows += neighbours[i].RowCount;
            traces += neighbours[i].Footer.TraceCount;
            bytes += neighbours[i].File.LengthBytes;
            double ms = (neighbours[i].MaxStartNs - neighbours[0].MaxStartNs) / NsPerMs;
            if (rows > blocks.MaxRows || traces > blocks.MaxTraces || bytes > maxBytes || ms >= options.RetentionTime.TotalMilliseconds / BlocksPerRetention)
            {
                return i;
            }
        }

        return neighbours.Length;
    }
}
