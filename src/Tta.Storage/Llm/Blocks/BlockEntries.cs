using Tta.Storage.Llm.Reports;
using Tta.Storage.Llm.Rows;

namespace Tta.Storage.Llm.Blocks;

/// <summary>What of blocks is in use. All rows are walked over, the lock is held for a page of them at a time.</summary>
internal sealed class BlockEntries(LlmTables tables, Lock storeLock)
{
    /// <summary>How many things have reports in each block.</summary>
    public Dictionary<int, int> CountByBlock()
    {
        var counts = new Dictionary<int, int>();
        (int block, int count) = (-1, 0);
        Walk(location =>
        {
            if (location.Block != block)
            {
                counts[block] = counts.GetValueOrDefault(block) + count; // Neighbours are mostly in one block.
                (block, count) = (location.Block, 0);
            }

            count++;
            return false;
        }, []);
        counts[block] = counts.GetValueOrDefault(block) + count;
        counts.Remove(-1);
        return counts;
    }

    /// <summary>Replaces a list by what is in use of some frames of a block, in the order of where it stands.</summary>
    public void Collect(long block, Range frames, List<SealedEntry> into)
    {
        into.Clear();
        Walk(location => location.Block == block && location.Frame >= frames.Start.Value && location.Frame < frames.End.Value, into);
        into.Sort(static (a, b) => a.From.Value.CompareTo(b.From.Value));
    }

    private void Walk(Predicate<Location> isWanted, List<SealedEntry> into)
    {
        void Take(ReportKind kind, int row, string? scoreId, Location last)
        {
            Location at = last.IsInBlock ? last : tables.BlockOf(last);
            if (at != Location.None && isWanted(at))
            {
                into.Add(new SealedEntry(kind, row, scoreId, at));
            }
        }

        LocationWalk walk;
        lock (storeLock)
        {
            walk = new LocationWalk(tables);
            foreach ((string id, ScoreRow score) in tables.Scores)
            {
                Take(ReportKind.Score, -1, id, score.Location);
            }
        }

        for (int page = 0; page < walk.PageCount; page++)
        {
            lock (storeLock)
            {
                walk.Visit(page, (kind, row, last) => Take(kind, row, null, last));
            }
        }
    }
}
