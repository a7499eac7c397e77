namespace Tta.Primitives;

/// <summary>Gives steps further attempts.</summary>
public static class RetryExtensions
{
    /// <summary>Tries the step again when it fails.</summary>
    /// <typeparam name="TIn">What the step takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="primitive">The step.</param>
    /// <param name="options">How often and after which wait. Default: 3 retries, 1 s, doubling, with jitter.</param>
    /// <returns>The step with retries.</returns>
    public static Primitive<TIn, TOut> WithRetry<TIn, TOut>(this IPrimitive<TIn, TOut> primitive, RetryOptions? options = null) =>
        new RetryPrimitive<TIn, TOut>(primitive, options ?? RetryOptions.Default);

    /// <summary>Tries the step again when it fails.</summary>
    /// <typeparam name="TIn">What the step takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="primitive">The step.</param>
    /// <param name="maxRetries">Attempts after the first.</param>
    /// <returns>The step with retries.</returns>
    public static Primitive<TIn, TOut> WithRetry<TIn, TOut>(this IPrimitive<TIn, TOut> primitive, int maxRetries) =>
        primitive.WithRetry(new RetryOptions { MaxRetries = maxRetries });
}
