namespace Tta.Primitives;

/// <summary>Gives steps hedged attempts.</summary>
public static class HedgingExtensions
{
    /// <summary>
    /// Starts another attempt beside one that is slow or failed, and takes the first result. For steps that may run twice, or that have a
    /// compensation and are inside a saga: it undoes what the losers did, once they have ended.
    /// </summary>
    /// <typeparam name="TIn">What the step takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="primitive">The step.</param>
    /// <param name="options">How many and after which time. Default: one more after 2 s.</param>
    /// <returns>The step with hedged attempts.</returns>
    public static Primitive<TIn, TOut> WithHedging<TIn, TOut>(this IPrimitive<TIn, TOut> primitive, HedgingOptions? options = null) =>
        new HedgingPrimitive<TIn, TOut>(primitive, options ?? HedgingOptions.Default);
}
