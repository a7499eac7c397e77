using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace Tta.Primitives;

/// <summary>
/// Keeps what a step gave and gives it again for the same key. Lookups of one key at the same time run the step once. Errors are not
/// kept. Keys are never logged or exported. Thread-safe.
/// </summary>
/// <typeparam name="TIn">What the step takes.</typeparam>
/// <typeparam name="TOut">What it gives.</typeparam>
public sealed class CachePrimitive<TIn, TOut> : Primitive<TIn, TOut>, ICacheGauge
{
    private readonly IPrimitive<TIn, TOut> _inner;
    private readonly Func<TIn, WorkflowContext, string> _keyOf;
    private readonly CacheOptions<TOut> _options;
    private readonly SharedCache<TOut>? _shared;
    private readonly KeyValuePair<string, object?> _nameTag;
    private readonly CacheEntries<TOut> _entries;

    internal CachePrimitive(IPrimitive<TIn, TOut> inner, Func<TIn, WorkflowContext, string> keyOf, CacheOptions<TOut> options)
        : base(options.Validated().Name, "CachePrimitive")
    {
        ArgumentNullException.ThrowIfNull(keyOf);
        _inner = Observed.Of(inner);
        _keyOf = keyOf;
        _options = options;
        _entries = new CacheEntries<TOut>(options);
        _shared = options.Shared is { } shared ? new SharedCache<TOut>(Name, shared, options.TimeToLive) : null;
        _nameTag = new(AttributeNames.PrimitiveName, Name);
        CacheGauges.Register(this);
    }

    /// <summary>What the cache did and holds, at this moment.</summary>
    public CacheStatistics Statistics => _entries.Statistics;

    /// <inheritdoc/>
    protected override IReadOnlyList<PrimitiveChild> Children => [PrimitiveChild.Of("on miss", _inner)];

    /// <summary>Forgets every entry; the statistics stay.</summary>
    public void Clear() => _entries.Clear();

    /// <summary>Drops the entries that are too old, which otherwise happens when they are asked for or pushed out.</summary>
    /// <returns>Entries dropped.</returns>
    public int RemoveExpired() => _entries.RemoveExpired();

    /// <inheritdoc/>
    protected override async ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        string key = _keyOf(input, context);
        while (true)
        {
            CacheLookup lookup = _entries.Find(key, out TOut? value, out Flight<TOut>? flight, out bool expired);
            if (expired)
            {
                Measure.Count(PrimitiveTelemetry.CacheExpirations, context, _nameTag);
            }

            switch (lookup)
            {
                case CacheLookup.Hit:
                    return Hit(value!, context);
                case CacheLookup.Missed:
                    return await FillAsync(key, flight!, input, context, cancellationToken).ConfigureAwait(false);
            }

            Flight<TOut>.Landing landing = await flight!.Landed.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (!landing.IsCancelled)
            {
                return Join(landing, context);
            }
        }
    }

    private async ValueTask<TOut> FillAsync(
        string key, Flight<TOut> flight, TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        Flight<TOut>.Landing landing = default;
        try
        {
            TOut value = await FetchAsync(key, input, context, cancellationToken).ConfigureAwait(false);
            landing = new(value, _options.SizeOf?.Invoke(value) ?? 0, Error: null, IsCancelled: false);
            return value;
        }
        catch (Exception e)
        {
            landing = new(default, SizeBytes: 0, e, Failures.IsCancellation(e, cancellationToken));
            throw;
        }
        finally
        {
            int evicted = _entries.Land(key, flight, landing);
            for (int i = 0; i < evicted; i++)
            {
                Measure.Count(PrimitiveTelemetry.CacheEvictions, context, _nameTag);
            }
        }
    }

    private async ValueTask<TOut> FetchAsync(string key, TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        if (_shared is not null)
        {
            (bool isFound, TOut? shared) = await _shared.GetAsync(key, cancellationToken).ConfigureAwait(false);
            if (isFound)
            {
                CurrentSpan.Set("cache.shared", true);
                return Hit(shared!, context);
            }
        }

        Missed(context);
        TOut value = await _inner.ExecuteAsync(input, context, cancellationToken).ConfigureAwait(false);
        if (_shared is not null)
        {
            await _shared.SetAsync(key, value, cancellationToken).ConfigureAwait(false);
        }

        return value;
    }

    private TOut Hit(TOut value, WorkflowContext context)
    {
        _entries.CountHit();
        Measure.Count(PrimitiveTelemetry.CacheHits, context, _nameTag);
        CurrentSpan.Set("cache.hit", true);
        return value;
    }

    private TOut Join(Flight<TOut>.Landing landing, WorkflowContext context)
    {
        if (landing.Error is { } error)
        {
            Missed(context);
            Rethrow(error);
        }

        CurrentSpan.Set("cache.joined", true);
        return Hit(landing.Value!, context);
    }

    private void Missed(WorkflowContext context)
    {
        _entries.CountMiss();
        Measure.Count(PrimitiveTelemetry.CacheMisses, context, _nameTag);
        CurrentSpan.Set("cache.hit", false);
    }

    [DoesNotReturn]
    private static void Rethrow(Exception error) => ExceptionDispatchInfo.Throw(error);
}
