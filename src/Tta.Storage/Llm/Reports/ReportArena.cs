using System.Buffers.Binary;

namespace Tta.Storage.Llm.Reports;

/// <summary>
/// Reports that are not in a block yet. Each one knows where the report before it about the same thing stands, so that all of them are
/// found from the last. What was added does not change, except the way to older reports, until its page is dropped; then other reports take its
/// place. Used under the lock of the store.
/// </summary>
internal sealed class ReportArena
{
    private const int PageBytes = 1 << 20;
    private const int HeaderBytes = sizeof(long) + sizeof(int);
    private const int MostSparePages = 4;

    private readonly Stack<byte[]> _spare = []; // Large arrays that come and go are kept.
    private readonly Dictionary<int, byte[]> _pages = [];
    private byte[] _page = [];
    private int _pageNumber = -1;
    private int _used;

    /// <summary>Bytes in use.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>Number of the next page to be begun by <see cref="BeginPage"/>.</summary>
    public int NextPage => _pageNumber + 1;

    /// <summary>Room for a report; the caller fills it and says where the one before it stands.</summary>
    public Location Add(int length, out Memory<byte> report)
    {
        int size = HeaderBytes + length;
        if (_used + size > _page.Length)
        {
            BeginPage(size);
        }

        int at = _used;
        BinaryPrimitives.WriteInt64LittleEndian(_page.AsSpan(at), Location.None.Value);
        BinaryPrimitives.WriteInt32LittleEndian(_page.AsSpan(at + sizeof(long)), length);
        report = _page.AsMemory(at + HeaderBytes, length);
        _used += size;
        SizeBytes += size;
        return Location.InHead(_pageNumber, at);
    }

    /// <summary>False when the page of a report was given back.</summary>
    public bool Holds(Location location) => _pages.ContainsKey(location.Page);

    public ReadOnlyMemory<byte> Read(Location location, out Location previous)
    {
        byte[] page = _pages[location.Page];
        previous = new Location(BinaryPrimitives.ReadInt64LittleEndian(page.AsSpan(location.Offset)));
        return page.AsMemory(location.Offset + HeaderBytes, BinaryPrimitives.ReadInt32LittleEndian(page.AsSpan(location.Offset + sizeof(long))));
    }

    /// <summary>Leads from a report to the one before it.</summary>
    public void SetPrevious(Location location, Location previous) =>
        BinaryPrimitives.WriteInt64LittleEndian(_pages[location.Page].AsSpan(location.Offset), previous.Value);

    /// <summary>Ends a page; what is added from now on stands in pages behind the one whose number is returned, which stays empty.</summary>
    public int SkipPage()
    {
        SealPage();
        return ++_pageNumber;
    }

    /// <summary>What is added from now on stands in pages from <see cref="NextPage"/> on.</summary>
    public void SealPage()
    {
        SizeBytes += _page.Length - _used;
        _used = _page.Length;
    }

    /// <summary>Gives the memory of all pages below a number back.</summary>
    public void Drop(int belowPage)
    {
        foreach ((int number, byte[] page) in _pages)
        {
            if (number < belowPage)
            {
                _pages.Remove(number);
                SizeBytes -= page.Length;
                if (page.Length == PageBytes && _spare.Count < MostSparePages && page != _page)
                {
                    _spare.Push(page);
                }
            }
        }
    }

    private void BeginPage(int size)
    {
        SealPage(); // The rest of a page is in use too.
        _page = size <= PageBytes && _spare.TryPop(out byte[]? spare) ? spare : new byte[Math.Max(size, PageBytes)];
        _pages[++_pageNumber] = _page;
        _used = 0;
    }
}
