namespace Tta.Primitives;

/// <summary>Settings that learn from the executions of a step.</summary>
public static class AdaptiveSettingExtensions
{
    /// <summary>
    /// A timeout that follows the times that the step takes: a fifth above their 95th percentile, more while executions time out. Off, with the
    /// timeout as given, unless switched on.
    /// </summary>
    /// <typeparam name="TIn">What the step takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="primitive">The step.</param>
    /// <param name="baseline">The timeout until something better is learned.</param>
    /// <param name="minimum">No shorter timeout is ever used; more than zero.</param>
    /// <param name="maximum">No longer timeout is ever used.</param>
    /// <param name="options">How it learns and how far it may go.</param>
    /// <returns>The step with the limit.</returns>
    public static AdaptiveSettingPrimitive<TIn, TOut> WithAdaptiveTimeout<TIn, TOut>(
        this IPrimitive<TIn, TOut> primitive, TimeoutOptions baseline, TimeSpan minimum, TimeSpan maximum, AdaptiveSettingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        baseline.Validated();
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(minimum, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(baseline.Timeout, minimum, nameof(baseline));
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, baseline.Timeout);
        (baseline with { Timeout = maximum }).Validated();
        var rule = new SettingRule(
            "timeout", "s", baseline.Timeout.TotalSeconds, minimum.TotalSeconds, maximum.TotalSeconds, SettingRule.Timeout);
        IPrimitive<TIn, TOut> inner = Observed.Of(primitive);
        return new("AdaptiveTimeout", rule, options ?? AdaptiveSettingOptions.Default, (seconds, report) => new MeasuredPrimitive<TIn, TOut>(
            inner.WithTimeout(baseline with { Timeout = TimeSpan.FromSeconds(seconds) }),
            (took, error, context) =>
            {
                // Other errors come when they come and say nothing about the time that a success takes.
                if (error is null || (error is WorkflowTimeoutException { IsDeadline: false } timeout && timeout.PrimitiveName == baseline.Name))
                {
                    report(error is null ? took.TotalSeconds : null, context);
                }
            }));
    }

    /// <summary>
    /// Retries of which there are as many as bring success: what 95 of 100 successes needed, and more while the last one still helps. Off, with
    /// the retries as given, unless switched on.
    /// </summary>
    /// <typeparam name="TIn">What the step takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="primitive">The step.</param>
    /// <param name="baseline">The retries until something better is learned.</param>
    /// <param name="minimum">No fewer retries are ever allowed, 0 or more.</param>
    /// <param name="maximum">No more retries are ever allowed.</param>
    /// <param name="options">How it learns and how far it may go.</param>
    /// <returns>The step with retries.</returns>
    public static AdaptiveSettingPrimitive<TIn, TOut> WithAdaptiveRetry<TIn, TOut>(
        this IPrimitive<TIn, TOut> primitive, RetryOptions baseline, int minimum, int maximum, AdaptiveSettingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        baseline.Validated();
        ArgumentOutOfRangeException.ThrowIfNegative(minimum);
        ArgumentOutOfRangeException.ThrowIfLessThan(baseline.MaxRetries, minimum, nameof(baseline));
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, baseline.MaxRetries);
        var rule = new SettingRule("retries", "{retry}", baseline.MaxRetries, minimum, maximum, SettingRule.Retries);
        IPrimitive<TIn, TOut> inner = Observed.Of(primitive);
        return new("AdaptiveRetry", rule, options ?? AdaptiveSettingOptions.Default, (retries, report) => new RetryPrimitive<TIn, TOut>(
            inner, baseline with { MaxRetries = (int)retries }, (attempts, succeeded, context) => report(succeeded ? attempts - 1 : null, context)));
    }
}
