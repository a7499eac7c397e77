using System.Runtime.CompilerServices;

namespace Tta.Primitives;

/// <summary>Runs a step on each item, a bounded number ahead of the consumer; items keep their order.</summary>
internal sealed class MappedStream<TIn, TItem, TOut>(IStreamPrimitive<TIn, TItem> source, IPrimitive<TItem, TOut> map, int maxConcurrency)
    : StreamPrimitive<TIn, TOut>("MapPrimitive", "MapPrimitive")
{
    protected override IReadOnlyList<PrimitiveChild> Children =>
        [PrimitiveChild.Of("stream", source), PrimitiveChild.Of("each item", map)];

    protected override async IAsyncEnumerable<TOut> StreamCoreAsync(
        TIn input, WorkflowContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Items that are worked on at the same time are branches: each leaves its state to itself.
        bool isParallel = maxConcurrency > 1;
        int index = 0;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new Queue<Task<TOut>>(maxConcurrency);
        try
        {
            await foreach (TItem item in source.StreamAsync(input, context, stop.Token).ConfigureAwait(false))
            {
                WorkflowContext own = isParallel ? context.CreateBranch(index) : context.AtTurn(index);
                index++;
                running.Enqueue(map.ExecuteAsync(item, own, stop.Token).AsTask());
                if (running.Count == maxConcurrency)
                {
                    yield return await running.Dequeue().ConfigureAwait(false);
                }
            }

            while (running.TryDequeue(out Task<TOut>? next))
            {
                yield return await next.ConfigureAwait(false);
            }
        }
        finally
        {
            // A consumer that leaves and an item that fails both end what still runs ahead.
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll(running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
