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
        Patience? patience = null;
        try
        {
            var batch = new List<TItem>(size);
            while (true)
            {
                next ??= items.MoveNextAsync().AsTask();
                if (patience is not null && !next.IsCompleted && await patience.EndsBeforeAsync(next).ConfigureAwait(false))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    patience.Dispose();
                    patience = null;
                    yield return batch;
                    batch = new List<TItem>(size);
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
                    patience?.Dispose();
                    patience = null;
                    yield return batch;
                    batch = new List<TItem>(size);
                }
                else if (maxWait != Timeout.InfiniteTimeSpan)
                {
                    patience ??= new Patience(maxWait, context.TimeProvider, stop.Token);
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
            patience?.Dispose();
            if (next is not null)
            {
                // An enumerator may be disposed only between two items.
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await items.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The wait of one batch for its last items; its timer ends with the batch.</summary>
    private sealed class Patience : IDisposable
    {
        private readonly CancellationTokenSource _batchIsFull;
        private readonly Task _end;

        public Patience(TimeSpan maxWait, TimeProvider timeProvider, CancellationToken stop)
        {
            _batchIsFull = CancellationTokenSource.CreateLinkedTokenSource(stop);
            _end = Task.Delay(maxWait, timeProvider, _batchIsFull.Token);
        }

        public async ValueTask<bool> EndsBeforeAsync(Task next) => await Task.WhenAny(next, _end).ConfigureAwait(false) == _end;

        public void Dispose()
        {
            _batchIsFull.Cancel();
            _batchIsFull.Dispose();
        }
    }
}
