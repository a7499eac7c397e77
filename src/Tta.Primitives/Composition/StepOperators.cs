namespace Tta.Primitives;

/// <summary>
/// Composition by operators: <c>a &gt;&gt; b</c> runs b on what a gave, <c>a | b</c> runs both on the same input and gives a tuple. A type
/// that does not fit does not compile. <c>&gt;&gt;</c> binds tighter than <c>|</c>; put lambdas in parentheses.
/// </summary>
public static class StepOperators
{
    extension<TIn, TMid, TOut>(IPrimitive<TIn, TMid>)
    {
        /// <summary>A chain of two steps.</summary>
        /// <param name="first">Runs first.</param>
        /// <param name="second">Runs on the result of the first.</param>
        /// <returns>The chain.</returns>
        public static Primitive<TIn, TOut> operator >>(IPrimitive<TIn, TMid> first, IPrimitive<TMid, TOut> second) =>
            new Chain<TIn, TMid, TOut>(first, second);

        /// <summary>A chain of a step and a function. A method group gives the step its name.</summary>
        /// <param name="first">Runs first.</param>
        /// <param name="second">Runs on the result of the first.</param>
        /// <returns>The chain.</returns>
        public static Primitive<TIn, TOut> operator >>(IPrimitive<TIn, TMid> first, Func<TMid, TOut> second) =>
            new Chain<TIn, TMid, TOut>(first, FuncPrimitive.Of(second));

        /// <summary>A chain of a step and an async function.</summary>
        /// <param name="first">Runs first.</param>
        /// <param name="second">Runs on the result of the first.</param>
        /// <returns>The chain.</returns>
        public static Primitive<TIn, TOut> operator >>(IPrimitive<TIn, TMid> first, Func<TMid, Task<TOut>> second) =>
            new Chain<TIn, TMid, TOut>(first, FuncPrimitive.Of(second));

        /// <summary>A chain of a step and an async function that can be cancelled.</summary>
        /// <param name="first">Runs first.</param>
        /// <param name="second">Runs on the result of the first.</param>
        /// <returns>The chain.</returns>
        public static Primitive<TIn, TOut> operator >>(IPrimitive<TIn, TMid> first, Func<TMid, CancellationToken, Task<TOut>> second) =>
            new Chain<TIn, TMid, TOut>(first, FuncPrimitive.Of(second));

        /// <summary>A chain of a step and an async function that sees the context.</summary>
        /// <param name="first">Runs first.</param>
        /// <param name="second">Runs on the result of the first.</param>
        /// <returns>The chain.</returns>
        public static Primitive<TIn, TOut> operator >>(
            IPrimitive<TIn, TMid> first, Func<TMid, WorkflowContext, CancellationToken, ValueTask<TOut>> second) =>
            new Chain<TIn, TMid, TOut>(first, FuncPrimitive.Of(second));
    }

    extension<TIn, TMid, TOut>(Func<TIn, TMid>)
    {
        /// <summary>A chain that starts with a function.</summary>
        /// <param name="first">Runs first.</param>
        /// <param name="second">Runs on the result of the first.</param>
        /// <returns>The chain.</returns>
        public static Primitive<TIn, TOut> operator >>(Func<TIn, TMid> first, IPrimitive<TMid, TOut> second) =>
            new Chain<TIn, TMid, TOut>(FuncPrimitive.Of(first), second);
    }
}
