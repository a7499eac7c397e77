namespace Tta.Primitives;

/// <summary>Gives steps a rate limit.</summary>
public static class RateLimitExtensions
{
    /// <summary>Lets the step start at most so often; further calls wait, and fail with <see cref="RateLimitedException"/> when the wait would be too long.</summary>
    /// <typeparam name="TIn">What the step takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="primitive">The step.</param>
    /// <param name="permits">Starts per window.</param>
    /// <param name="window">The window. Default: 1 s.</param>
    /// <returns>The step with the limit, shared by all executions of this primitive.</returns>
    public static Primitive<TIn, TOut> WithRateLimit<TIn, TOut>(
        this IPrimitive<TIn, TOut> primitive, int permits, TimeSpan? window = null) =>
        primitive.WithRateLimit(new RateLimitOptions<TIn> { Permits = permits, Window = window ?? TimeSpan.FromSeconds(1) });

    /// <summary>Lets the step start at most so often. A call that is cancelled while it waits gives its permits back.</summary>
    /// <typeparam name="TIn">What the step takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="primitive">The step.</param>
    /// <param name="options">Rate, burst, longest wait, permits per input.</param>
    /// <returns>The step with the limit, shared by all executions of this primitive.</returns>
    public static Primitive<TIn, TOut> WithRateLimit<TIn, TOut>(this IPrimitive<TIn, TOut> primitive, RateLimitOptions<TIn> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new RateLimitPrimitive<TIn, TOut>(primitive, options);
    }
}
