namespace Tta.Primitives;

/// <summary>Gives steps alternatives.</summary>
public static class FallbackExtensions
{
    /// <summary>Runs an alternative when the step fails; when that fails too, the error of the step is thrown.</summary>
    /// <typeparam name="TIn">What the step takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <typeparam name="TFallback">The kind of the alternative; where it does not fit, the compiler names it and what it should be.</typeparam>
    /// <param name="primitive">The step.</param>
    /// <param name="fallback">The alternative.</param>
    /// <param name="options">When to use it. Default: after every error.</param>
    /// <returns>The step with an alternative.</returns>
    public static Primitive<TIn, TOut> WithFallback<TIn, TOut, TFallback>(
        this IPrimitive<TIn, TOut> primitive, TFallback fallback, FallbackOptions? options = null)
        where TFallback : IPrimitive<TIn, TOut> =>
        primitive.WithFallback([fallback], options);

    /// <summary>Runs alternatives in order until one succeeds; when all fail, the error of the step is thrown.</summary>
    /// <typeparam name="TIn">What the step takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="primitive">The step.</param>
    /// <param name="fallbacks">The alternatives, at least one.</param>
    /// <param name="options">When to use them. Default: after every error.</param>
    /// <returns>The step with alternatives.</returns>
    public static Primitive<TIn, TOut> WithFallback<TIn, TOut>(
        this IPrimitive<TIn, TOut> primitive, IEnumerable<IPrimitive<TIn, TOut>> fallbacks, FallbackOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(fallbacks);
        IPrimitive<TIn, TOut>[] observed = [.. fallbacks.Select(Observed.Of)];
        ArgumentOutOfRangeException.ThrowIfZero(observed.Length, nameof(fallbacks));
        return new FallbackPrimitive<TIn, TOut>(Observed.Of(primitive), observed, options ?? FallbackOptions.Default);
    }
}
