using System.Diagnostics;
using Microsoft.Extensions.Caching.Hybrid;

namespace Tta.Primitives;

/// <summary>Asks a hybrid cache before it runs a step.</summary>
internal sealed class HybridCachePrimitive<TIn, TOut>(
    IPrimitive<TIn, TOut> inner, HybridCache cache, Func<TIn, string> keyOf, HybridCacheStepOptions options)
    : Primitive<TIn, TOut>(options.Validated().Name, "CachePrimitive")
{
    private readonly IPrimitive<TIn, TOut> _inner = Observed.Of(inner);

    protected override IReadOnlyList<PrimitiveChild> Children => [PrimitiveChild.Of("on miss", _inner)];

    protected override async ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        var lookup = new Lookup(_inner, input, context);
        string key = SharedKey.Of(options.KeyPrefix, Name, keyOf(input));
        bool isHit = false;
        try
        {
            TOut output = await cache.GetOrCreateAsync(
                key, lookup, static (lookup, token) => lookup.RunAsync(token), options.Entry, options.Tags, cancellationToken).ConfigureAwait(false);
            isHit = !lookup.HasRun;
            return output;
        }
        finally
        {
            Measure.Count(isHit ? PrimitiveTelemetry.CacheHits : PrimitiveTelemetry.CacheMisses, context, new(AttributeNames.PrimitiveName, Name));
            CurrentSpan.Set("cache.hit", isHit);
        }
    }

    /// <summary>One lookup. The cache may run the step on a thread of its own, where the span of the lookup is not current.</summary>
    private sealed class Lookup(IPrimitive<TIn, TOut> inner, TIn input, WorkflowContext context)
    {
        private readonly Activity? _span = Activity.Current;
        private bool _hasRun;

        public bool HasRun => Volatile.Read(ref _hasRun);

        public async ValueTask<TOut> RunAsync(CancellationToken cancellationToken)
        {
            Volatile.Write(ref _hasRun, true);
            Activity.Current = _span;
            return await inner.ExecuteAsync(input, context, cancellationToken).ConfigureAwait(false);
        }
    }
}
