namespace Tta.Model;

/// <summary>A page of an answer. Immutable.</summary>
/// <param name="Items">The items in order.</param>
/// <param name="TotalCount">Items that satisfy the query on all pages (from the cursor on).</param>
/// <param name="Next">Where the next page begins; null when this is the last one.</param>
public sealed record LlmPage<T>(IReadOnlyList<T> Items, int TotalCount, LlmCursor? Next);
