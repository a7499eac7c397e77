using Microsoft.Extensions.Caching.Distributed;

namespace Tta.Primitives;

/// <summary>The shared side of a cache. Its failures are logged and count as not found.</summary>
internal sealed class SharedCache<TOut>(string primitiveName, SharedCacheOptions<TOut> options, TimeSpan timeToLive)
{
    private readonly DistributedCacheEntryOptions _entry = new() { AbsoluteExpirationRelativeToNow = timeToLive };

    public async ValueTask<(bool IsFound, TOut? Value)> GetAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            byte[]? bytes = await options.Cache.GetAsync(KeyOf(key), cancellationToken).ConfigureAwait(false);
            return bytes is null ? (false, default) : (true, options.Codec.Decode(bytes));
        }
        catch (Exception e) when (!Failures.IsCancellation(e, cancellationToken))
        {
            Log.SharedCacheFailed(TtaLogging.Logger, "read", primitiveName, Failures.ErrorType(e));
            return (false, default);
        }
    }

    public async ValueTask SetAsync(string key, TOut value, CancellationToken cancellationToken)
    {
        try
        {
            await options.Cache.SetAsync(KeyOf(key), options.Codec.Encode(value), _entry, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Also when cancelled: the value is there, and giving it is worth more than having shared it.
            Log.SharedCacheFailed(TtaLogging.Logger, "write", primitiveName, Failures.ErrorType(e));
        }
    }

    private string KeyOf(string key) => SharedKey.Of(options.KeyPrefix, primitiveName, key);
}
