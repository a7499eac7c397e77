namespace Tta.Storage.Llm.Pages;

/// <summary>The pages of columns that are given back together. Used under the lock of the store.</summary>
internal sealed class PageGroup(RowPages pages)
{
    private readonly HashSet<PagedColumn> _columns = [];

    /// <summary>The memory and the file that the pages share with others.</summary>
    public RowPages Pages => pages;

    public void Add(PagedColumn column) => _columns.Add(column);

    /// <summary>Gives the pages of one column back.</summary>
    public void Free(PagedColumn column)
    {
        column.Free();
        _columns.Remove(column);
    }

    /// <summary>Gives all pages back; no column may be used any more.</summary>
    public void Free()
    {
        foreach (PagedColumn column in _columns)
        {
            column.Free();
        }

        _columns.Clear();
    }
}
