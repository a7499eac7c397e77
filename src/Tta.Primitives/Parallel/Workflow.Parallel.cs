namespace Tta.Primitives;

public static partial class Workflow
{
    /// <summary>Two branches that run at the same time on the same input.</summary>
    /// <typeparam name="TIn">What every branch takes.</typeparam>
    /// <typeparam name="T1">What the first gives.</typeparam>
    /// <typeparam name="T2">What the second gives.</typeparam>
    /// <param name="first">The first branch.</param>
    /// <param name="second">The second branch.</param>
    /// <param name="options">Concurrency and what a failure means.</param>
    /// <returns>A primitive that gives a tuple in this order.</returns>
    public static ParallelPrimitive<TIn, T1, T2> Parallel<TIn, T1, T2>(
        IPrimitive<TIn, T1> first, IPrimitive<TIn, T2> second, BranchOptions? options = null) =>
        new(first, second, options);

    /// <summary>Three branches that run at the same time on the same input.</summary>
    /// <typeparam name="TIn">What every branch takes.</typeparam>
    /// <typeparam name="T1">What the first gives.</typeparam>
    /// <typeparam name="T2">What the second gives.</typeparam>
    /// <typeparam name="T3">What the third gives.</typeparam>
    /// <param name="first">The first branch.</param>
    /// <param name="second">The second branch.</param>
    /// <param name="third">The third branch.</param>
    /// <param name="options">Concurrency and what a failure means.</param>
    /// <returns>A primitive that gives a tuple in this order.</returns>
    public static ParallelPrimitive<TIn, T1, T2, T3> Parallel<TIn, T1, T2, T3>(
        IPrimitive<TIn, T1> first, IPrimitive<TIn, T2> second, IPrimitive<TIn, T3> third, BranchOptions? options = null) =>
        new(first, second, third, options);

    /// <summary>Four branches that run at the same time on the same input.</summary>
    /// <typeparam name="TIn">What every branch takes.</typeparam>
    /// <typeparam name="T1">What the first gives.</typeparam>
    /// <typeparam name="T2">What the second gives.</typeparam>
    /// <typeparam name="T3">What the third gives.</typeparam>
    /// <typeparam name="T4">What the fourth gives.</typeparam>
    /// <param name="first">The first branch.</param>
    /// <param name="second">The second branch.</param>
    /// <param name="third">The third branch.</param>
    /// <param name="fourth">The fourth branch.</param>
    /// <param name="options">Concurrency and what a failure means.</param>
    /// <returns>A primitive that gives a tuple in this order.</returns>
    public static ParallelPrimitive<TIn, T1, T2, T3, T4> Parallel<TIn, T1, T2, T3, T4>(
        IPrimitive<TIn, T1> first,
        IPrimitive<TIn, T2> second,
        IPrimitive<TIn, T3> third,
        IPrimitive<TIn, T4> fourth,
        BranchOptions? options = null) =>
        new(first, second, third, fourth, options);

    /// <summary>Five branches that run at the same time on the same input.</summary>
    /// <typeparam name="TIn">What every branch takes.</typeparam>
    /// <typeparam name="T1">What the first gives.</typeparam>
    /// <typeparam name="T2">What the second gives.</typeparam>
    /// <typeparam name="T3">What the third gives.</typeparam>
    /// <typeparam name="T4">What the fourth gives.</typeparam>
    /// <typeparam name="T5">What the fifth gives.</typeparam>
    /// <param name="first">The first branch.</param>
    /// <param name="second">The second branch.</param>
    /// <param name="third">The third branch.</param>
    /// <param name="fourth">The fourth branch.</param>
    /// <param name="fifth">The fifth branch.</param>
    /// <param name="options">Concurrency and what a failure means.</param>
    /// <returns>A primitive that gives a tuple in this order.</returns>
    public static ParallelPrimitive<TIn, T1, T2, T3, T4, T5> Parallel<TIn, T1, T2, T3, T4, T5>(
        IPrimitive<TIn, T1> first,
        IPrimitive<TIn, T2> second,
        IPrimitive<TIn, T3> third,
        IPrimitive<TIn, T4> fourth,
        IPrimitive<TIn, T5> fifth,
        BranchOptions? options = null) =>
        new(first, second, third, fourth, fifth, options);

    /// <summary>Any number of branches of one type that run at the same time on the same input.</summary>
    /// <typeparam name="TIn">What every branch takes.</typeparam>
    /// <typeparam name="TOut">What every branch gives.</typeparam>
    /// <param name="branches">The branches, at least one.</param>
    /// <param name="options">Concurrency and what a failure means.</param>
    /// <returns>A primitive that gives the results in the order of the branches.</returns>
    public static Primitive<TIn, IReadOnlyList<TOut>> All<TIn, TOut>(
        IEnumerable<IPrimitive<TIn, TOut>> branches, BranchOptions? options = null) =>
        new ParallelListPrimitive<TIn, TOut>(Branches.Checked(branches), options ?? BranchOptions.Default);

    /// <summary>Like <see cref="All"/>, but errors are results: each branch runs to its end and gives a value or an error.</summary>
    /// <typeparam name="TIn">What every branch takes.</typeparam>
    /// <typeparam name="TOut">What every branch gives.</typeparam>
    /// <param name="branches">The branches, at least one.</param>
    /// <param name="options">Concurrency; <see cref="BranchOptions.OnFailure"/> is not used.</param>
    /// <returns>A primitive that gives the outcomes in the order of the branches.</returns>
    public static Primitive<TIn, IReadOnlyList<BranchOutcome<TOut>>> AllOutcomes<TIn, TOut>(
        IEnumerable<IPrimitive<TIn, TOut>> branches, BranchOptions? options = null) =>
        new ParallelOutcomesPrimitive<TIn, TOut>(Branches.Checked(branches), options ?? BranchOptions.Default);
}
