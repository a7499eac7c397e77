using System.Diagnostics.CodeAnalysis;

namespace Tta.Primitives;

/// <summary>Lets a step run only so many times at once. A semaphore says it all; Polly's limiter would need another package for the same.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore holds something to dispose of only once its wait handle is asked for.")]
internal sealed class BulkheadPrimitive<TIn, TOut>(IPrimitive<TIn, TOut> inner, BulkheadOptions options)
    : Primitive<TIn, TOut>(options.Validated().Name, "BulkheadPrimitive")
{
    private readonly IPrimitive<TIn, TOut> _inner = Observed.Of(inner);
    private readonly SemaphoreSlim _slots = new(options.MaxConcurrency);
    private readonly long _maxInside = (long)options.MaxConcurrency + options.MaxQueue;
    private long _inside;

    protected override IReadOnlyList<PrimitiveChild> Children => [PrimitiveChild.Of($"{options.MaxConcurrency} at a time", _inner)];

    protected override async ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _inside) > _maxInside)
        {
            Interlocked.Decrement(ref _inside);
            QueueTelemetry.Refused(Name, context);
            throw new BulkheadFullException(Name, options.MaxConcurrency, options.MaxQueue);
        }

        try
        {
            await WaitAsync(context, cancellationToken).ConfigureAwait(false);
            try
            {
                return await _inner.ExecuteAsync(input, context, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _slots.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }

    private async ValueTask WaitAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        Task turn = _slots.WaitAsync(cancellationToken);
        if (turn.IsCompletedSuccessfully)
        {
            QueueTelemetry.Waited(Name, TimeSpan.Zero, context);
            return;
        }

        long start = context.TimeProvider.GetTimestamp();
        try
        {
            await turn.ConfigureAwait(false);
        }
        finally
        {
            TimeSpan wait = context.TimeProvider.GetElapsedTime(start);
            CurrentSpan.Set("bulkhead.wait_s", wait.TotalSeconds);
            QueueTelemetry.Waited(Name, wait, context);
        }
    }
}
