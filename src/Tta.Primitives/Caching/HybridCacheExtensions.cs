using Microsoft.Extensions.Caching.Hybrid;

namespace Tta.Primitives;

/// <summary>Gives steps the cache that the application already has.</summary>
public static class HybridCacheExtensions
{
    /// <summary>
    /// Keeps the results of the step in a <see cref="HybridCache"/>: in memory and, where the application has set one up, in a cache shared with
    /// other processes. The cache itself runs the step once for lookups of one key at the same time, and ages and drops entries.
    /// </summary>
    /// <remarks>
    /// Keys are hashed (SHA-256) before the cache sees them: they may be made of prompts. The step runs under the cache's own token, which is
    /// cancelled when everybody who waits for the key has left. A step that asks the cache for its own key waits for itself.
    /// </remarks>
    /// <typeparam name="TIn">What the step takes.</typeparam>
    /// <typeparam name="TOut">What it gives; the serializers of the cache must know it.</typeparam>
    /// <param name="primitive">The step.</param>
    /// <param name="cache">The cache.</param>
    /// <param name="keyOf">Inputs with the same key have the same result.</param>
    /// <param name="options">Name, ages and tags. Default: those of the cache.</param>
    /// <returns>The step with a cache.</returns>
    public static Primitive<TIn, TOut> WithHybridCache<TIn, TOut>(
        this IPrimitive<TIn, TOut> primitive, HybridCache cache, Func<TIn, string> keyOf, HybridCacheStepOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(keyOf);
        return new HybridCachePrimitive<TIn, TOut>(primitive, cache, keyOf, options ?? HybridCacheStepOptions.Default);
    }
}
