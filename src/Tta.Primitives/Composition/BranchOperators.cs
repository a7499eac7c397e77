namespace Tta.Primitives;

/// <summary>The operator <c>|</c>: branches that run at the same time on the same input. <c>a | b | c</c> gives a flat tuple of three.</summary>
public static class BranchOperators
{
    extension<TIn, T1, T2>(IPrimitive<TIn, T1>)
    {
        /// <summary>Two branches.</summary>
        /// <param name="first">The first branch.</param>
        /// <param name="second">The second branch.</param>
        /// <returns>Both, giving a tuple in this order.</returns>
        public static ParallelPrimitive<TIn, T1, T2> operator |(IPrimitive<TIn, T1> first, IPrimitive<TIn, T2> second) =>
            new(first, second);

        /// <summary>A branch and a function as the second.</summary>
        /// <param name="first">The first branch.</param>
        /// <param name="second">The second branch.</param>
        /// <returns>Both, giving a tuple in this order.</returns>
        public static ParallelPrimitive<TIn, T1, T2> operator |(IPrimitive<TIn, T1> first, Func<TIn, T2> second) =>
            new(first, FuncPrimitive.Of(second));

        /// <summary>A branch and an async function as the second.</summary>
        /// <param name="first">The first branch.</param>
        /// <param name="second">The second branch.</param>
        /// <returns>Both, giving a tuple in this order.</returns>
        public static ParallelPrimitive<TIn, T1, T2> operator |(IPrimitive<TIn, T1> first, Func<TIn, Task<T2>> second) =>
            new(first, FuncPrimitive.Of(second));
    }

    extension<TIn, T1, T2, T3>(ParallelPrimitive<TIn, T1, T2>)
    {
        /// <summary>One branch more.</summary>
        /// <param name="branches">The branches so far.</param>
        /// <param name="next">The third branch.</param>
        /// <returns>All three, giving a flat tuple.</returns>
        public static ParallelPrimitive<TIn, T1, T2, T3> operator |(ParallelPrimitive<TIn, T1, T2> branches, IPrimitive<TIn, T3> next) =>
            new(branches.Branch1, branches.Branch2, next, branches.Options);
    }

    extension<TIn, T1, T2, T3, T4>(ParallelPrimitive<TIn, T1, T2, T3>)
    {
        /// <summary>One branch more.</summary>
        /// <param name="branches">The branches so far.</param>
        /// <param name="next">The fourth branch.</param>
        /// <returns>All four, giving a flat tuple.</returns>
        public static ParallelPrimitive<TIn, T1, T2, T3, T4> operator |(
            ParallelPrimitive<TIn, T1, T2, T3> branches, IPrimitive<TIn, T4> next) =>
            new(branches.Branch1, branches.Branch2, branches.Branch3, next, branches.Options);
    }

    extension<TIn, T1, T2, T3, T4, T5>(ParallelPrimitive<TIn, T1, T2, T3, T4>)
    {
        /// <summary>One branch more. Further ones nest: take <see cref="Workflow.All{TIn,TOut}(IEnumerable{IPrimitive{TIn,TOut}},BranchOptions)"/>.</summary>
        /// <param name="branches">The branches so far.</param>
        /// <param name="next">The fifth branch.</param>
        /// <returns>All five, giving a flat tuple.</returns>
        public static ParallelPrimitive<TIn, T1, T2, T3, T4, T5> operator |(
            ParallelPrimitive<TIn, T1, T2, T3, T4> branches, IPrimitive<TIn, T5> next) =>
            new(branches.Branch1, branches.Branch2, branches.Branch3, branches.Branch4, next, branches.Options);
    }
}
