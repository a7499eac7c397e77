namespace Tta.Storage.Registry;

/// <summary>A part of a longer list.</summary>
/// <param name="Items">The things of the page.</param>
/// <param name="TotalItems">How many there are on all pages.</param>
public sealed record RegistryPage<T>(IReadOnlyList<T> Items, int TotalItems)
{
    /// <summary>Cuts a page out of a list; pages count from 1.</summary>
    internal static RegistryPage<T> Of(List<T> all, int page, int limit)
    {
        long start = (page - 1L) * limit;
        return start >= all.Count
            ? new RegistryPage<T>([], all.Count)
            : new RegistryPage<T>(all.GetRange((int)start, Math.Min(limit, all.Count - (int)start)), all.Count);
    }
}
