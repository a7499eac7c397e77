using Microsoft.Extensions.Caching.Hybrid;

namespace Tta.Primitives;

/// <summary>How results are kept in a hybrid cache.</summary>
public sealed record HybridCacheStepOptions
{
    internal static readonly HybridCacheStepOptions Default = new();

    /// <summary>Name in spans and metrics, and part of every key. Default: <c>CachePrimitive</c>.</summary>
    public string Name { get; init; } = "CachePrimitive";

    /// <summary>Ages and flags of the entries; null for those of the cache. Default: null.</summary>
    public HybridCacheEntryOptions? Entry { get; init; }

    /// <summary>Tags by which the application removes entries. Default: none.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Start of every key, followed by the name and the hash. Default: <c>cache:</c>.</summary>
    public string KeyPrefix { get; init; } = "cache:";

    internal HybridCacheStepOptions Validated()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Name);
        ArgumentNullException.ThrowIfNull(Tags);
        ArgumentNullException.ThrowIfNull(KeyPrefix);
        return this;
    }
}
