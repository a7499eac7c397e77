using System.Runtime.CompilerServices;

namespace Tta.Primitives;

/// <summary>Gathers items into lists: full ones, or what there is when the oldest item has waited long enough.</summary>
internal sealed class BatchedStream<TIn, TItem>(IStreamPrimitive<TIn, TItem> source, int size, TimeSpan maxWait)
    : StreamPrimitive<TIn, IReadOnlyList<TItem>>("BatchPrimitive", "BatchPrimitive")
{
    protected override IReadOnlyList<PrimitiveChild> Children => [PrimitiveChild.Of($"batches of {size}", source)];

    protected override async IAsyncEnumerable<IReadOnlyList<TItem>> StreamCoreAsync(
        TIn input, WorkflowContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IAsyncEnumerator<TItem> items = source.StreamAsync(input, context, stop.Token).GetAsyncEnumerator(stop.Token);
        Task<bool>? next = null;
        try
        {
            var batch = new List<TItem>(size);
            Task? patience = null;
            while (true)
            {
                next ??= items.MoveNextAsync().AsTask();
                if (patience is not null && !next.IsCompleted && await Task.WhenAny(next, patience).ConfigureAwait(false) == patience)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return batch;
                    (batch, patience) = (new List<TItem>(size), null);
                    continue;
                }

                bool hasItem = await next.ConfigureAwait(false);
                next = null;
                if (!hasItem)
                {
                    break;
                }

                batch.Add(items.Current);
                if (batch.Count == size)
                {
                    yield return batch;
                    (batch, patience) = (new List<TItem>(size), null);
                }
                else if (maxWait != Timeout.InfiniteTimeSpan)
                {
                    patience ??= Task.Delay(maxWait, context.TimeProvider, stop.Token);
                }
            }

            if (batch.Count > 0)
            {
                yield return batch;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            if (next is not null)
            {
                // An enumerator may be disposed only between two items.
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await items.DisposeAsync().ConfigureAwait(false);
        }
    }
}
