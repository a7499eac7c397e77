namespace Tta.Storage.Llm.Pages;

/// <summary>A page in memory. Used under the lock of the store.</summary>
internal abstract class PageFrame
{
    /// <summary>Whose page it is; null when nobody wants it any more.</summary>
    public PagedColumn? Owner { get; set; }

    /// <summary>Number of the page within its owner.</summary>
    public int Page { get; set; }

    /// <summary>Asked for since eviction last looked at it.</summary>
    public bool IsUsed { get; set; }

    /// <summary>True when the scratch file has not what it holds.</summary>
    public bool IsChanged { get; set; }

    /// <summary>Nobody wants it any more: its memory is free when eviction comes by.</summary>
    public void Drop() => (Owner, IsUsed) = (null, false);
}
