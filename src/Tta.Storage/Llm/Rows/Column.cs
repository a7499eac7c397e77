using System.Numerics;
using Tta.Model;
using Tta.Storage.Llm.Pages;

namespace Tta.Storage.Llm.Rows;

/// <summary>
/// Numbers of one field of all rows, in pages, so that growing copies nothing: those that were used last in memory, the others in the scratch file. Pages
/// that hold zero alone take neither. Every access throws <see cref="StoreUnavailableException"/> when the scratch file cannot be read. What is handed out
/// is valid until the turn ends (<see cref="RowPages.Trim"/>). Used under the lock of the store.
/// </summary>
internal sealed class Column<T> : PagedColumn
    where T : IBinaryInteger<T>
{
    private static readonly PageFrame<T> s_zero = new(new T[PageRows]); // Never written to.

    private readonly PageGroup _group;
    private Entry[] _pages = [];

    public Column(PageGroup group)
    {
        _group = group;
        group.Add(this);
    }

    /// <summary>Rows of a page: a power of two.</summary>
    public static int PageRows => RowPages.PageBytes / T.Zero.GetByteCount();

    /// <summary>Pages that there are.</summary>
    public int PageCount { get; private set; }

    private static int PageBits => BitOperations.Log2((uint)PageRows);

    public T this[int row]
    {
        get => Read(row >> PageBits)[row & (PageRows - 1)];
        set
        {
            int page = row >> PageBits;
            if (Read(page)[row & (PageRows - 1)] != value)
            {
                Write(page)[row & (PageRows - 1)] = value;
            }
        }
    }

    /// <summary>Makes room for rows below a number.</summary>
    public void Grow(int rows)
    {
        int count = (int)(((long)rows + PageRows - 1) >> PageBits);
        if (count > _pages.Length)
        {
            int first = _pages.Length;
            Array.Resize(ref _pages, Math.Max(count, 2 * first));
            _pages.AsSpan(first).Fill(new Entry(s_zero, default));
        }

        PageCount = Math.Max(PageCount, count);
    }

    /// <summary>The page of rows that share one, which are not none.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="first">The first row of the page.</param>
    public ReadOnlySpan<T> PageOf(ReadOnlySpan<int> rows, out int first)
    {
        first = rows[0] & -PageRows;
        return PageAt(rows[0] >> PageBits);
    }

    /// <summary>A page by its number, of which all is read, and which is not expected to be asked for soon.</summary>
    public ReadOnlySpan<T> PageAt(int page) => (_pages[page].Frame ?? Load(page, isScanned: true)).Values;

    /// <summary>Numbers from a row to the end of its page.</summary>
    public ReadOnlySpan<T> From(int row) => Read(row >> PageBits).AsSpan(row & (PageRows - 1));

    /// <summary>Numbers from a row to the end of its page, to be changed.</summary>
    public Span<T> ToChange(int row) => Write(row >> PageBits).AsSpan(row & (PageRows - 1));

    /// <summary>Gives memory and disk space back before the other columns of the group do.</summary>
    public void Remove() => _group.Free(this);

    public override int Pack(int page, Span<byte> target) => PageCodec.Pack(_pages[page].Frame!.Values, target);

    public override Extent StoredOf(int page) => _pages[page].Stored;

    public override void Leave(int page, Extent stored) => _pages[page] = new Entry(stored.IsNone ? s_zero : null, stored);

    public override void Free()
    {
        foreach (Entry entry in _pages)
        {
            if (entry.Frame is { } frame && frame != s_zero)
            {
                frame.Drop();
            }

            _group.Pages.Free(entry.Stored);
        }

        _pages = [];
        PageCount = 0;
    }

    private T[] Read(int page)
    {
        PageFrame<T> frame = _pages[page].Frame ?? Load(page, isScanned: false);
        frame.IsUsed = true;
        return frame.Values;
    }

    private T[] Write(int page)
    {
        PageFrame<T> frame = _pages[page].Frame ?? Load(page, isScanned: false);
        if (frame == s_zero)
        {
            frame = _group.Pages.Take<T>(this, page, isScanned: false);
            Array.Clear(frame.Values);
            _pages[page].Frame = frame;
        }

        frame.IsUsed = true;
        frame.IsChanged = true;
        return frame.Values;
    }

    private PageFrame<T> Load(int page, bool isScanned)
    {
        PageFrame<T> frame = _group.Pages.Take<T>(this, page, isScanned);
        _group.Pages.Load(_pages[page].Stored, frame);
        return _pages[page].Frame = frame;
    }

    private record struct Entry(PageFrame<T>? Frame, Extent Stored);
}
