namespace Tta.Primitives;

/// <summary>A step that gives its result item by item: tokens of a reply, pages of a list, parts of a document.</summary>
/// <typeparam name="TIn">What the step takes.</typeparam>
/// <typeparam name="TItem">What it gives, many times.</typeparam>
public interface IStreamPrimitive<in TIn, out TItem>
{
    /// <summary>Starts the step when the first item is asked for, and ends it when the enumeration ends or is left.</summary>
    /// <param name="input">The value to work on.</param>
    /// <param name="context">Identity and state of the running workflow.</param>
    /// <param name="cancellationToken">Ends the step early.</param>
    /// <returns>The items. Enumerate them once.</returns>
    IAsyncEnumerable<TItem> StreamAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken = default);
}
