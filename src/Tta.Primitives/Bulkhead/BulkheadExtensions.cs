namespace Tta.Primitives;

/// <summary>Gives steps a bulkhead.</summary>
public static class BulkheadExtensions
{
    /// <summary>Lets the step run only so many times at once, over all workflows that use this primitive; others wait.</summary>
    /// <typeparam name="TIn">What the step takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="primitive">The step.</param>
    /// <param name="maxConcurrency">Executions that run at the same time.</param>
    /// <param name="maxQueue">Executions that wait; further ones fail with <see cref="BulkheadFullException"/>. Default: no limit.</param>
    /// <returns>The step with the bulkhead.</returns>
    public static Primitive<TIn, TOut> WithBulkhead<TIn, TOut>(
        this IPrimitive<TIn, TOut> primitive, int maxConcurrency, int maxQueue = int.MaxValue) =>
        primitive.WithBulkhead(new BulkheadOptions { MaxConcurrency = maxConcurrency, MaxQueue = maxQueue });

    /// <summary>Lets the step run only so many times at once.</summary>
    /// <typeparam name="TIn">What the step takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="primitive">The step.</param>
    /// <param name="options">The limits.</param>
    /// <returns>The step with the bulkhead.</returns>
    public static Primitive<TIn, TOut> WithBulkhead<TIn, TOut>(this IPrimitive<TIn, TOut> primitive, BulkheadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new BulkheadPrimitive<TIn, TOut>(primitive, options);
    }
}
