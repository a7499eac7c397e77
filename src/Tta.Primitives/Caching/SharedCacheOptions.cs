using Microsoft.Extensions.Caching.Distributed;

namespace Tta.Primitives;

/// <summary>A cache shared with other processes (Redis and the like) behind the one in memory.</summary>
/// <typeparam name="TOut">What is kept.</typeparam>
/// <remarks>Keys are hashed (SHA-256) before they leave the process: they may be made of prompts. When the shared cache fails, the step
/// runs as if it were empty; each failure is logged.</remarks>
public sealed record SharedCacheOptions<TOut>
{
    /// <summary>The shared cache.</summary>
    public required IDistributedCache Cache { get; init; }

    /// <summary>How values become bytes.</summary>
    public required Codec<TOut> Codec { get; init; }

    /// <summary>Start of every key, followed by the name of the cache primitive and the hash. Default: <c>cache:</c>.</summary>
    public string KeyPrefix { get; init; } = "cache:";
}
