namespace Tta.Storage.Llm.Rows;

/// <summary>
/// Values of one field of all rows, in pages, so that growing copies nothing. Pages that hold the default alone share one, so that a field that nobody
/// uses takes no memory. Not thread-safe.
/// </summary>
internal sealed class Column<T>
    where T : struct, IEquatable<T>
{
    public const int PageBits = 14;
    public const int PageRows = 1 << PageBits;

    private static readonly T[] s_empty = new T[PageRows]; // Never written to.

    private T[][] _pages = [];

    public T this[int row]
    {
        get => _pages[row >> PageBits][row & (PageRows - 1)];
        set
        {
            ref T[] page = ref _pages[row >> PageBits];
            if (page == s_empty)
            {
                if (value.Equals(default))
                {
                    return;
                }

                page = new T[PageRows];
            }

            page[row & (PageRows - 1)] = value;
        }
    }

    /// <summary>Makes room for rows below a number.</summary>
    public void Grow(int rows)
    {
        int pages = (rows + PageRows - 1) >> PageBits;
        if (pages > _pages.Length)
        {
            int first = _pages.Length;
            Array.Resize(ref _pages, pages);
            Array.Fill(_pages, s_empty, first, pages - first);
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
