namespace Tta.Primitives;

/// <summary>What can be done with streams.</summary>
public static class StreamExtensions
{
    extension<TIn, TMid, TItem>(IPrimitive<TIn, TMid>)
    {
        /// <summary>A step, then a stream on what it gave.</summary>
        /// <param name="first">Runs first.</param>
        /// <param name="second">Streams on the result of the first.</param>
        /// <returns>The stream.</returns>
        public static StreamPrimitive<TIn, TItem> operator >>(IPrimitive<TIn, TMid> first, IStreamPrimitive<TMid, TItem> second)
        {
            ArgumentNullException.ThrowIfNull(second);
            return new StreamAfter<TIn, TMid, TItem>(Observed.Of(first), second);
        }
    }

    /// <summary>Runs a stream in a new context.</summary>
    /// <typeparam name="TIn">What the stream takes.</typeparam>
    /// <typeparam name="TItem">What it gives, many times.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="input">The value to work on.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>The items. Enumerate them once.</returns>
    public static IAsyncEnumerable<TItem> StreamAsync<TIn, TItem>(
        this IStreamPrimitive<TIn, TItem> stream, TIn input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.StreamAsync(input, new WorkflowContext(), cancellationToken);
    }

    /// <summary>Runs a step on each item; items keep their order.</summary>
    /// <typeparam name="TIn">What the stream takes.</typeparam>
    /// <typeparam name="TItem">What it gives, many times.</typeparam>
    /// <typeparam name="TOut">What the step makes of an item.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="map">The step.</param>
    /// <param name="maxConcurrency">
    /// Items worked on at the same time, ahead of the consumer; at least 1. Above 1 each item gets a fork of the state. Default: 1.
    /// </param>
    /// <returns>The stream of results.</returns>
    public static StreamPrimitive<TIn, TOut> Map<TIn, TItem, TOut>(
        this IStreamPrimitive<TIn, TItem> stream, IPrimitive<TItem, TOut> map, int maxConcurrency = 1)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxConcurrency, 1);
        return new MappedStream<TIn, TItem, TOut>(stream, Observed.Of(map), maxConcurrency);
    }

    /// <summary>Gathers items into lists.</summary>
    /// <typeparam name="TIn">What the stream takes.</typeparam>
    /// <typeparam name="TItem">What it gives, many times.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="size">Items of a full list, at least 1.</param>
    /// <param name="maxWait">Time, more than zero, after which a list that is not full is given all the same. Default: no limit.</param>
    /// <returns>The stream of lists, none of them empty.</returns>
    public static StreamPrimitive<TIn, IReadOnlyList<TItem>> Batch<TIn, TItem>(
        this IStreamPrimitive<TIn, TItem> stream, int size, TimeSpan? maxWait = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        if (maxWait is { } wait && wait != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(wait, TimeSpan.Zero, nameof(maxWait));
            TimerRange.ThrowIfBeyond(wait, nameof(maxWait));
        }

        return new BatchedStream<TIn, TItem>(stream, size, maxWait ?? Timeout.InfiniteTimeSpan);
    }

    /// <summary>Reads a stream to its end into a list, so that ordinary steps can follow.</summary>
    /// <typeparam name="TIn">What the stream takes.</typeparam>
    /// <typeparam name="TItem">What it gives, many times.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="maxItems">Items allowed; one more is a <see cref="LoopLimitException"/>. Default: 1,000,000.</param>
    /// <returns>A primitive that gives the items in order.</returns>
    public static Primitive<TIn, IReadOnlyList<TItem>> Collect<TIn, TItem>(
        this IStreamPrimitive<TIn, TItem> stream, int maxItems = 1_000_000)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new CollectPrimitive<TIn, TItem, IReadOnlyList<TItem>>(
            stream,
            static () => new List<TItem>(),
            static (list, item) =>
            {
                ((List<TItem>)list).Add(item);
                return list;
            },
            maxItems);
    }

    /// <summary>Reads a stream to its end and folds its items into one value, so that ordinary steps can follow.</summary>
    /// <typeparam name="TIn">What the stream takes.</typeparam>
    /// <typeparam name="TItem">What it gives, many times.</typeparam>
    /// <typeparam name="TOut">The value.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="seed">Makes the value of no items; called once per execution.</param>
    /// <param name="add">Takes the value so far and an item.</param>
    /// <returns>A primitive that gives the value.</returns>
    public static Primitive<TIn, TOut> Aggregate<TIn, TItem, TOut>(
        this IStreamPrimitive<TIn, TItem> stream, Func<TOut> seed, Func<TOut, TItem, TOut> add)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(seed);
        ArgumentNullException.ThrowIfNull(add);
        return new CollectPrimitive<TIn, TItem, TOut>(stream, seed, add, int.MaxValue);
    }

    /// <summary>What a stream is made of, without running it.</summary>
    /// <typeparam name="TIn">What the stream takes.</typeparam>
    /// <typeparam name="TItem">What it gives, many times.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <returns>The graph.</returns>
    public static PrimitiveGraph Describe<TIn, TItem>(this IStreamPrimitive<TIn, TItem> stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return PrimitiveGraph.Of(stream);
    }
}
