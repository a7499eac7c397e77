namespace Tta.Primitives;

/// <summary>Gives steps a circuit breaker.</summary>
public static class CircuitBreakerExtensions
{
    /// <summary>Stops calling the step while it keeps failing; it then fails with <see cref="CircuitOpenException"/>.</summary>
    /// <typeparam name="TIn">What the step takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="primitive">The step.</param>
    /// <param name="options">When it opens and for how long. Default: half of at least 5 executions in 30 s failed; open for 60 s.</param>
    /// <returns>The step with a circuit breaker.</returns>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">An option is out of range.</exception>
    public static CircuitBreakerPrimitive<TIn, TOut> WithCircuitBreaker<TIn, TOut>(
        this IPrimitive<TIn, TOut> primitive, CircuitBreakerOptions? options = null) =>
        new(primitive, options ?? CircuitBreakerOptions.Default);
}
