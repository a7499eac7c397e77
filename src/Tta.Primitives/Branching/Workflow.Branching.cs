namespace Tta.Primitives;

public static partial class Workflow
{
    /// <summary>Runs one of two primitives by a condition on the input.</summary>
    /// <typeparam name="TIn">What both take.</typeparam>
    /// <typeparam name="TOut">What both give.</typeparam>
    /// <param name="condition">Decides.</param>
    /// <param name="then">Runs when it holds.</param>
    /// <param name="otherwise">Runs when it does not.</param>
    /// <returns>The conditional.</returns>
    public static Primitive<TIn, TOut> If<TIn, TOut>(
        Func<TIn, bool> condition, IPrimitive<TIn, TOut> then, IPrimitive<TIn, TOut> otherwise)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return If((input, _) => condition(input), then, otherwise);
    }

    /// <summary>Runs one of two primitives by a condition on input and context.</summary>
    /// <typeparam name="TIn">What both take.</typeparam>
    /// <typeparam name="TOut">What both give.</typeparam>
    /// <param name="condition">Decides.</param>
    /// <param name="then">Runs when it holds.</param>
    /// <param name="otherwise">Runs when it does not.</param>
    /// <returns>The conditional.</returns>
    public static Primitive<TIn, TOut> If<TIn, TOut>(
        Func<TIn, WorkflowContext, bool> condition, IPrimitive<TIn, TOut> then, IPrimitive<TIn, TOut> otherwise)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return new ConditionalPrimitive<TIn, TOut>(condition, Observed.Of(then), Observed.Of(otherwise));
    }

    /// <summary>Runs a primitive when a condition holds; else the input is the result.</summary>
    /// <typeparam name="T">What goes in and comes out.</typeparam>
    /// <param name="condition">Decides.</param>
    /// <param name="then">Runs when it holds.</param>
    /// <returns>The conditional.</returns>
    public static Primitive<T, T> If<T>(Func<T, bool> condition, IPrimitive<T, T> then) =>
        If(condition, then, Step("Unchanged", static (T input) => input));

    /// <summary>Runs the primitive of the case that the input selects.</summary>
    /// <typeparam name="TIn">What every case takes.</typeparam>
    /// <typeparam name="TKey">What tells cases apart.</typeparam>
    /// <typeparam name="TOut">What every case gives.</typeparam>
    /// <param name="select">Gives the key of an input.</param>
    /// <param name="cases">The cases by key, at least one.</param>
    /// <param name="otherwise">Runs when no case has the key; null makes that an error (<see cref="SwitchCaseNotFoundException"/>).</param>
    /// <returns>The switch.</returns>
    /// <exception cref="ArgumentException">There are no cases, or two of one key.</exception>
    public static Primitive<TIn, TOut> Switch<TIn, TKey, TOut>(
        Func<TIn, TKey> select, IEnumerable<(TKey Key, IPrimitive<TIn, TOut> Primitive)> cases, IPrimitive<TIn, TOut>? otherwise = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(select);
        return new SwitchPrimitive<TIn, TKey, TOut>((input, _) => select(input), cases, otherwise);
    }
}
