namespace Tta.Primitives;

/// <summary>Lets a step start only so often; further calls wait their turn.</summary>
internal sealed class RateLimitPrimitive<TIn, TOut>(IPrimitive<TIn, TOut> inner, RateLimitOptions<TIn> options)
    : Primitive<TIn, TOut>(options.Validated().Name, "RateLimitPrimitive")
{
    private readonly IPrimitive<TIn, TOut> _inner = Observed.Of(inner);
    private readonly PermitQueue _permits =
        new(options.Window.TotalSeconds / options.Permits, options.Burst ?? options.Permits, options.TimeProvider);

    protected override IReadOnlyList<PrimitiveChild> Children => [PrimitiveChild.Of($"{options.Permits} per {options.Window}", _inner)];

    protected override ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        if (Enter(input, context) is { } waiter)
        {
            return ExecuteInTurnAsync(waiter, input, context, cancellationToken);
        }

        QueueTelemetry.Waited(Name, TimeSpan.Zero, context);
        return _inner.ExecuteAsync(input, context, cancellationToken);
    }

    private async ValueTask<TOut> ExecuteInTurnAsync(
        PermitWaiter waiter, TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        await WaitAsync(waiter, context, cancellationToken).ConfigureAwait(false);
        return await _inner.ExecuteAsync(input, context, cancellationToken).ConfigureAwait(false);
    }

    private PermitWaiter? Enter(TIn input, WorkflowContext context)
    {
        int permits = Math.Max(1, options.PermitsOf?.Invoke(input) ?? 1);

        // Permits that come at the deadline are of no use.
        TimeSpan remaining = context.Remaining ?? TimeSpan.MaxValue;
        bool isDeadline = remaining <= options.MaxWait;
        TimeSpan maxWait = isDeadline ? remaining : options.MaxWait;
        TimeSpan wait = _permits.Enter(permits, isDeadline ? maxWait - TimeSpan.FromTicks(1) : maxWait, out PermitWaiter? waiter);
        if (waiter is null && wait > TimeSpan.Zero)
        {
            QueueTelemetry.Refused(Name, context);
            throw new RateLimitedException(Name, wait, maxWait, isDeadline);
        }

        return waiter;
    }

    private async ValueTask WaitAsync(PermitWaiter waiter, WorkflowContext context, CancellationToken cancellationToken)
    {
        long start = options.TimeProvider.GetTimestamp();
        TimeSpan? waited = null;
        try
        {
            waited = await waiter.Served.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (waited is null)
            {
                _permits.Leave(waiter);
            }

            TimeSpan wait = waited ?? options.TimeProvider.GetElapsedTime(start);
            CurrentSpan.Set("rate_limit.wait_s", wait.TotalSeconds);
            QueueTelemetry.Waited(Name, wait, context);
        }
    }
}
