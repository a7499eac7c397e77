namespace Tta.Primitives;

/// <summary>Gives steps a time limit.</summary>
public static class TimeoutExtensions
{
    /// <summary>Cancels the step after a time; it then fails with <see cref="WorkflowTimeoutException"/>.</summary>
    /// <typeparam name="TIn">What the step takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="primitive">The step.</param>
    /// <param name="timeout">More than zero.</param>
    /// <returns>The step with the limit.</returns>
    public static Primitive<TIn, TOut> WithTimeout<TIn, TOut>(this IPrimitive<TIn, TOut> primitive, TimeSpan timeout) =>
        primitive.WithTimeout(new TimeoutOptions { Timeout = timeout });

    /// <summary>Cancels the step after a time; it then fails with <see cref="WorkflowTimeoutException"/>.</summary>
    /// <typeparam name="TIn">What the step takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="primitive">The step.</param>
    /// <param name="options">Limit and grace.</param>
    /// <returns>The step with the limit.</returns>
    public static Primitive<TIn, TOut> WithTimeout<TIn, TOut>(this IPrimitive<TIn, TOut> primitive, TimeoutOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new TimeoutPrimitive<TIn, TOut>(primitive, options);
    }
}
