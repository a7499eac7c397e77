namespace Tta.Primitives;

public static partial class Workflow
{
    /// <summary>Runs a body on its own result while a condition holds, tested before each run.</summary>
    /// <typeparam name="T">What goes round.</typeparam>
    /// <param name="condition">Whether to run the body (once more) on this value.</param>
    /// <param name="body">The work.</param>
    /// <param name="maxIterations">Runs allowed, at least 1; one more is a <see cref="LoopLimitException"/>. Default: 1,000.</param>
    /// <returns>The loop; it gives the first value for which the condition does not hold.</returns>
    public static Primitive<T, T> While<T>(Func<T, bool> condition, IPrimitive<T, T> body, int maxIterations = 1000)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxIterations, 1);
        return new LoopPrimitive<T>(Observed.Of(body), (value, _) => condition(value), maxIterations, limitIsError: true);
    }

    /// <summary>
    /// Runs a body on its own result until it is good enough, at least once and at most a number of times: a draft that is reviewed
    /// and improved. The last value is the result also when it never was good enough.
    /// </summary>
    /// <typeparam name="T">What goes round.</typeparam>
    /// <param name="body">The work.</param>
    /// <param name="isGoodEnough">Whether this value is the result.</param>
    /// <param name="maxIterations">Runs at most, at least 1.</param>
    /// <returns>The loop.</returns>
    public static Primitive<T, T> Refine<T>(IPrimitive<T, T> body, Func<T, bool> isGoodEnough, int maxIterations)
    {
        ArgumentNullException.ThrowIfNull(isGoodEnough);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxIterations, 1);
        return new LoopPrimitive<T>(
            Observed.Of(body), (value, iteration) => iteration == 0 || !isGoodEnough(value), maxIterations, limitIsError: false);
    }

    /// <summary>Runs a body a number of times, each time on its own result.</summary>
    /// <typeparam name="T">What goes round.</typeparam>
    /// <param name="body">The work.</param>
    /// <param name="times">Runs, at least 1.</param>
    /// <returns>The loop.</returns>
    public static Primitive<T, T> Repeat<T>(IPrimitive<T, T> body, int times)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        return new LoopPrimitive<T>(Observed.Of(body), static (_, _) => true, times, limitIsError: false);
    }

    /// <summary>Runs a body on each item of a list; results keep the order of the items.</summary>
    /// <typeparam name="TItem">What the body takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="body">The work on one item.</param>
    /// <param name="options">
    /// How many at a time and what a failure means. Default: one per processor, a failure cancels the others.
    /// </param>
    /// <returns>A primitive from a list of items to a list of results.</returns>
    public static Primitive<IReadOnlyList<TItem>, IReadOnlyList<TOut>> ForEach<TItem, TOut>(
        IPrimitive<TItem, TOut> body, BranchOptions? options = null) =>
        new ForEachPrimitive<TItem, TOut>(
            Observed.Of(body), options ?? new BranchOptions { MaxConcurrency = Environment.ProcessorCount });
}
