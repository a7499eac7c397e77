namespace Tta.Primitives;

/// <summary>Gives steps a memory of their results.</summary>
public static class CacheExtensions
{
    /// <summary>Keeps the results of the step by a key made of the input.</summary>
    /// <typeparam name="TIn">What the step takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="primitive">The step.</param>
    /// <param name="keyOf">Inputs with the same key have the same result.</param>
    /// <param name="options">Age and size. Default: 1 h, 1,000 entries.</param>
    /// <returns>The step with a cache.</returns>
    public static CachePrimitive<TIn, TOut> WithCache<TIn, TOut>(
        this IPrimitive<TIn, TOut> primitive, Func<TIn, string> keyOf, CacheOptions<TOut>? options = null)
    {
        ArgumentNullException.ThrowIfNull(keyOf);
        return primitive.WithCache((input, _) => keyOf(input), options);
    }

    /// <summary>Keeps the results of the step by a key made of the input and the context, such as the persona.</summary>
    /// <typeparam name="TIn">What the step takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="primitive">The step.</param>
    /// <param name="keyOf">Calls with the same key have the same result.</param>
    /// <param name="options">Age and size. Default: 1 h, 1,000 entries.</param>
    /// <returns>The step with a cache.</returns>
    public static CachePrimitive<TIn, TOut> WithCache<TIn, TOut>(
        this IPrimitive<TIn, TOut> primitive, Func<TIn, WorkflowContext, string> keyOf, CacheOptions<TOut>? options = null) =>
        new(primitive, keyOf, options ?? CacheOptions<TOut>.Default);
}
