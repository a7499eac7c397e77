namespace Tta.Storage.Llm.Pages;

/// <summary>What pages of all types have in common. Used under the lock of the store.</summary>
internal abstract class PagedColumn
{
    /// <summary>Packs a page that is in memory; 0 when all of it is zero.</summary>
    /// <param name="page">Number of the page.</param>
    /// <param name="target">Room for <see cref="PageCodec.MaxPackedBytes"/>.</param>
    /// <returns>Bytes of the target in use.</returns>
    public abstract int Pack(int page, Span<byte> target);

    /// <summary>Where a page stands in the scratch file.</summary>
    public abstract Extent StoredOf(int page);

    /// <summary>A page is no longer in memory. With no place it is all zero.</summary>
    public abstract void Leave(int page, Extent stored);

    /// <summary>Gives memory and disk space back; nothing may be read any more.</summary>
    public abstract void Free();
}
