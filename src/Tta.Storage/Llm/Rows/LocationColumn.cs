using Tta.Storage.Llm.Pages;
using Tta.Storage.Llm.Reports;

namespace Tta.Storage.Llm.Rows;

/// <summary>
/// Where the last report of each row stands. It is known which pages have rows in the head, so that making a block of recent reports does not look at
/// all rows. Used under the lock of the store.
/// </summary>
internal sealed class LocationColumn(PageGroup pages)
{
    private readonly Column<long> _locations = new(pages);
    private int[] _inHead = []; // Rows in the head, by page.

    public int PageCount => _locations.PageCount;

    public static int PageRows => Column<long>.PageRows;

    public Location this[int row]
    {
        get => new(_locations[row]);
        set
        {
            _inHead[row / PageRows] += (value.IsInHead ? 1 : 0) - (this[row].IsInHead ? 1 : 0);
            _locations[row] = value.Value;
        }
    }

    public void Grow(int rows)
    {
        _locations.Grow(rows);
        if (_locations.PageCount > _inHead.Length)
        {
            Array.Resize(ref _inHead, Math.Max(_locations.PageCount, 2 * _inHead.Length));
        }
    }

    /// <summary>Whether a page has a row in the head.</summary>
    public bool HasHead(int page) => _inHead[page] > 0;

    /// <summary>A page by its number, rows that are not there yet included: values of locations, valid until the turn ends.</summary>
    public ReadOnlySpan<long> PageAt(int page) => _locations.PageAt(page);

    /// <summary>The page of rows that share one, which are not none: values of locations, valid until the turn ends.</summary>
    public ReadOnlySpan<long> PageOf(ReadOnlySpan<int> rows, out int first) => _locations.PageOf(rows, out first);
}
