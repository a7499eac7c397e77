using Tta.Storage.Llm.Pages;

namespace Tta.Storage.Llm.Rows;

/// <summary>
/// Many rows in the order of the hashes of their ids, in pages; in memory are a filter and the first hash of each page. Filled once. Used under the lock of
/// the store.
/// </summary>
internal sealed class IndexRun(PageGroup pages, int count)
{
    private readonly Column<uint> _hashes = new(pages);
    private readonly Column<int> _rows = new(pages);
    private readonly HashFilter _filter = new(count);
    private readonly List<uint> _firstOfPage = [];

    public int Count { get; private set; }

    /// <summary>Adds a row; hashes come in order.</summary>
    public void Add(uint hash, int row)
    {
        int at = Count++;
        if (at % Column<uint>.PageRows == 0)
        {
            _firstOfPage.Add(hash);
            _hashes.Grow(Count);
            _rows.Grow(Count);
            pages.Pages.Trim();
        }

        _hashes.ToChange(at)[0] = hash;
        _rows.ToChange(at)[0] = row;
        _filter.Add(hash);
    }

    public uint HashAt(int at) => _hashes[at];

    public int RowAt(int at) => _rows[at];

    /// <summary>Place of the first row with a hash, or of the next greater one; -1 when the hash is certainly not there.</summary>
    public int Find(uint hash)
    {
        if (!_filter.MayContain(hash))
        {
            return -1;
        }

        int page = _firstOfPage.BinarySearch(hash);
        page = page < 0 ? ~page - 1 : page;
        while (page > 0 && _firstOfPage[page] == hash)
        {
            page--; // Equal hashes may begin on the page before.
        }

        if (page < 0)
        {
            return -1;
        }

        int first = page * Column<uint>.PageRows;
        ReadOnlySpan<uint> hashes = _hashes.From(first)[..Math.Min(Column<uint>.PageRows, Count - first)];
        (int low, int high) = (0, hashes.Length);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = hashes[middle] < hash ? (middle + 1, high) : (low, middle);
        }

        return first + low;
    }

    /// <summary>Gives memory and disk space back.</summary>
    public void Free()
    {
        _hashes.Remove();
        _rows.Remove();
    }
}
