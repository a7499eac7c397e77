namespace Tta.Storage.LabelSets;

/// <summary>Label sets that one matcher selects: one posting as it is, or a bitmap over several.</summary>
internal readonly struct IdSet
{
    private readonly Posting? _posting;
    private readonly ulong[]? _bits;

    private IdSet(Posting posting) => (_posting, Count) = (posting, posting.Count);

    private IdSet(ulong[] bits, int count) => (_bits, Count) = (bits, count);

    public int Count { get; }

    public static IdSet Union(List<Posting> postings, int idCount)
    {
        if (postings.Count == 1)
        {
            return new IdSet(postings[0]);
        }

        var bits = new ulong[postings.Count == 0 ? 0 : (idCount + 63) / 64];
        int count = 0;
        foreach (Posting posting in postings)
        {
            count += posting.Count; // Postings of one name are disjoint.
            foreach (int id in posting.Ids)
            {
                bits[id >> 6] |= 1UL << id;
            }
        }

        return new IdSet(bits, count);
    }

    /// <summary>Ids in all of the restricting sets and in none of the excluded ones. No restricting set means all ids.</summary>
    public static List<int> Intersect(List<IdSet> restricting, List<IdSet> excluded, int idCount)
    {
        if (restricting.Count == 0)
        {
            var all = new List<int>(idCount);
            for (int id = 0; id < idCount; id++)
            {
                AddUnlessExcluded(all, id, restricting, excluded);
            }

            return all;
        }

        restricting.Sort(static (a, b) => a.Count.CompareTo(b.Count));
        IdSet smallest = restricting[0];
        restricting.RemoveAt(0);
        var result = new List<int>(smallest.Count);
        if (smallest._posting is { } posting)
        {
            foreach (int id in posting.Ids)
            {
                AddUnlessExcluded(result, id, restricting, excluded);
            }
        }
        else
        {
            for (int word = 0; word < smallest._bits!.Length; word++)
            {
                for (ulong bits = smallest._bits[word]; bits != 0; bits &= bits - 1)
                {
                    AddUnlessExcluded(result, (word << 6) + System.Numerics.BitOperations.TrailingZeroCount(bits), restricting, excluded);
                }
            }
        }

        return result;
    }

    private static void AddUnlessExcluded(List<int> result, int id, List<IdSet> restricting, List<IdSet> excluded)
    {
        foreach (IdSet set in restricting)
        {
            if (!set.Has(id))
            {
                return;
            }
        }

        foreach (IdSet set in excluded)
        {
            if (set.Has(id))
            {
                return;
            }
        }

        result.Add(id);
    }

    private bool Has(int id) => _posting is not null
        ? _posting.Ids.BinarySearch(id) >= 0
        : (id >> 6) < _bits!.Length && (_bits[id >> 6] & (1UL << id)) != 0;
}
