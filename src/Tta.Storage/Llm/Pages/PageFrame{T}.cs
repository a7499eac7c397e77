namespace Tta.Storage.Llm.Pages;

/// <summary>A page in memory with its values.</summary>
internal sealed class PageFrame<T>(T[] values) : PageFrame
{
    public T[] Values { get; } = values;
}
