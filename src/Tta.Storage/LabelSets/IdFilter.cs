namespace Tta.Storage.LabelSets;

/// <summary>Which ids of an index are selected: some, or all of them.</summary>
internal readonly struct IdFilter
{
    private readonly ulong[]? _bits;

    public IdFilter(List<int> ids, int idCount)
    {
        _bits = new ulong[(idCount + 63) / 64];
        foreach (int id in ids)
        {
            _bits[id >> 6] |= 1UL << id;
        }
    }

    public static IdFilter All => default;

    public bool Has(int id) => _bits is null || (_bits[id >> 6] & (1UL << id)) != 0;
}
