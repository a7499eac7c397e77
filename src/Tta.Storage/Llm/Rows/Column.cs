namespace Tta.Storage.Llm.Rows;

/// <summary>Values of one field of all rows, in pages, so that growing copies nothing. Not thread-safe.</summary>
internal sealed class Column<T>
{
    public const int PageBits = 14;
    public const int PageRows = 1 << PageBits;

    private T[][] _pages = [];

    public ref T this[int row] => ref _pages[row >> PageBits][row & (PageRows - 1)];

    /// <summary>Makes room for rows below a number.</summary>
    public void Grow(int rows)
    {
        int pages = (rows + PageRows - 1) >> PageBits;
        if (pages > _pages.Length)
        {
            int first = _pages.Length;
            Array.Resize(ref _pages, pages);
            for (int i = first; i < pages; i++)
            {
                _pages[i] = new T[PageRows];
            }
        }
    }

    /// <summary>The page of rows that share one, which are not none.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="first">The first row of the page.</param>
    public ReadOnlySpan<T> PageOf(ReadOnlySpan<int> rows, out int first)
    {
        first = rows[0] & ~(PageRows - 1);
        return _pages[rows[0] >> PageBits];
    }
}
