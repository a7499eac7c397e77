namespace Tta.Primitives;

public static partial class Workflow
{
    /// <summary>A stream made of an async iterator.</summary>
    /// <typeparam name="TIn">What the stream takes.</typeparam>
    /// <typeparam name="TItem">What it gives, many times.</typeparam>
    /// <param name="name">Name in spans, metrics and logs.</param>
    /// <param name="func">Gives the items.</param>
    /// <returns>The stream.</returns>
    public static StreamPrimitive<TIn, TItem> Stream<TIn, TItem>(
        string name, Func<TIn, WorkflowContext, CancellationToken, IAsyncEnumerable<TItem>> func)
    {
        ArgumentNullException.ThrowIfNull(func);
        return new FuncStream<TIn, TItem>(name, func);
    }

    /// <summary>A stream made of an async iterator.</summary>
    /// <typeparam name="TIn">What the stream takes.</typeparam>
    /// <typeparam name="TItem">What it gives, many times.</typeparam>
    /// <param name="name">Name in spans, metrics and logs.</param>
    /// <param name="func">Gives the items.</param>
    /// <returns>The stream.</returns>
    public static StreamPrimitive<TIn, TItem> Stream<TIn, TItem>(string name, Func<TIn, CancellationToken, IAsyncEnumerable<TItem>> func)
    {
        ArgumentNullException.ThrowIfNull(func);
        return new FuncStream<TIn, TItem>(name, (input, _, cancellationToken) => func(input, cancellationToken));
    }
}
