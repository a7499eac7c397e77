using System.Buffers;
using Tta.Storage.LabelSets;
using Tta.Storage.Llm.Pages;

namespace Tta.Storage.Llm.Rows;

/// <summary>
/// Finds rows by id; several rows may have the same. The rows that came last are in a table in memory; when they are many, they become a run in pages, and
/// so many runs of that size become one. An id that no row has is mostly told by the filters of the runs alone, without a page. Used under the lock of the
/// store.
/// </summary>
internal sealed class RowIndex(PageGroup pages, IdArena arena, Column<uint> ids, int recentRows = RowIndex.DefaultRecentRows)
{
    private const int DefaultRecentRows = 1 << 15;
    private const int MergedRuns = 8;

    private readonly RecentRows _recent = new();
    private readonly List<IndexRun> _runs = []; // Merged ones first.
    private int _merged;

    /// <summary>Walks over the rows with an id; the newest one is not necessarily the first.</summary>
    /// <param name="packed">The id.</param>
    /// <param name="probe">Where to go on.</param>
    /// <returns>A row, or -1 at the end.</returns>
    public int Next(ReadOnlySpan<byte> packed, ref RowProbe probe)
    {
        if (!probe.IsBegun)
        {
            (probe.Hash, probe.IsBegun) = (SeededHash.Of(packed), true);
        }

        while (probe.Run < _runs.Count)
        {
            int row = NextWithHash(ref probe);
            if (row < 0)
            {
                (probe.Run, probe.At) = (probe.Run + 1, -1);
            }
            else if (arena.Packed(ids[row]).SequenceEqual(packed))
            {
                return row;
            }
        }

        return -1;
    }

    /// <summary>Adds a row. What pages handed out before is not valid any more.</summary>
    public void Add(int row)
    {
        if (_recent.Count == recentRows)
        {
            AddRun();
        }

        _recent.Add(SeededHash.Of(arena.Packed(ids[row])), row);
    }

    private int NextWithHash(ref RowProbe probe)
    {
        if (probe.Run < 0)
        {
            return _recent.Next(probe.Hash, ref probe.At);
        }

        IndexRun run = _runs[probe.Run];
        probe.At = probe.At < 0 ? run.Find(probe.Hash) : probe.At + 1;
        return probe.At >= 0 && probe.At < run.Count && run.HashAt(probe.At) == probe.Hash ? run.RowAt(probe.At) : -1;
    }

    private void AddRun()
    {
        int count = _recent.Count;
        uint[] hashes = ArrayPool<uint>.Shared.Rent(count);
        int[] rows = ArrayPool<int>.Shared.Rent(count);
        _recent.Drain(hashes, rows);
        var run = new IndexRun(pages, count);
        for (int i = 0; i < count; i++)
        {
            run.Add(hashes[i], rows[i]);
        }

        ArrayPool<uint>.Shared.Return(hashes);
        ArrayPool<int>.Shared.Return(rows);
        _runs.Add(run);
        if (_runs.Count - _merged == MergedRuns)
        {
            Merge();
        }
    }

    private void Merge()
    {
        List<IndexRun> old = _runs.GetRange(_merged, MergedRuns);
        int count = 0;
        old.ForEach(run => count += run.Count);
        var merged = new IndexRun(pages, count);
        Span<int> at = stackalloc int[MergedRuns];
        at.Clear();
        while (true)
        {
            int least = -1;
            uint leastHash = 0;
            for (int i = 0; i < MergedRuns; i++)
            {
                if (at[i] < old[i].Count && old[i].HashAt(at[i]) is var hash && (least < 0 || hash < leastHash))
                {
                    (least, leastHash) = (i, hash);
                }
            }

            if (least < 0)
            {
                break;
            }

            merged.Add(leastHash, old[least].RowAt(at[least]++));
        }

        _runs.RemoveRange(_merged, MergedRuns);
        _runs.Add(merged);
        _merged++;
        old.ForEach(static run => run.Free());
    }
}
