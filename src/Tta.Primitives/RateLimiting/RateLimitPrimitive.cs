namespace Tta.Primitives;

/// <summary>Lets a step start only so often; further calls wait their turn.</summary>
internal sealed class RateLimitPrimitive<TIn, TOut>(IPrimitive<TIn, TOut> inner, RateLimitOptions<TIn> options)
    : Primitive<TIn, TOut>(options.Validated().Name, "RateLimitPrimitive")
{
    private readonly IPrimitive<TIn, TOut> _inner = Observed.Of(inner);
    private readonly PermitSchedule _permits =
        new(options.Window.TotalSeconds / options.Permits, options.Burst ?? options.Permits, options.TimeProvider);

    protected override IReadOnlyList<PrimitiveChild> Children => [PrimitiveChild.Of($"{options.Permits} per {options.Window}", _inner)];

    protected override async ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        int permits = Math.Max(1, options.PermitsOf?.Invoke(input) ?? 1);
        TimeSpan wait = _permits.Reserve(permits, options.MaxWait);
        if (wait > options.MaxWait)
        {
            throw new RateLimitedException(Name, wait, options.MaxWait);
        }

        if (wait > TimeSpan.Zero)
        {
            CurrentSpan.Set("rate_limit.wait_s", wait.TotalSeconds);
            await Task.Delay(wait, options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }

        return await _inner.ExecuteAsync(input, context, cancellationToken).ConfigureAwait(false);
    }
}
