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
    private readonly SettingLearner? _timeToLive;
    private volatile AdaptiveMode _mode;

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
        if (options.Adaptive is { } adaptive)
        {
            _mode = adaptive.Learning.Mode;
            _timeToLive = new SettingLearner(
                new SettingRule(
                    "time_to_live", "s", options.TimeToLive.TotalSeconds, adaptive.Minimum.TotalSeconds, adaptive.Maximum.TotalSeconds, SettingRule.TimeToLive),
                adaptive.Learning);
        }

        CacheGauges.Register(this);
    }

    /// <summary>How far the time to live may learn, where <see cref="CacheOptions{TOut}.Adaptive"/> allows it at all. What was learned stays.</summary>
    public AdaptiveMode Mode
    {
        get => _mode;
        set => _mode = value;
    }

    /// <summary>What the cache did and holds, at this moment.</summary>
    public CacheStatistics Statistics => _entries.Statistics;

    /// <inheritdoc/>
    protected override IReadOnlyList<PrimitiveChild> Children => [PrimitiveChild.Of("on miss", _inner)];

    /// <summary>
    /// Forgets every entry, and what executions that run now are about to give; the statistics stay. A cache shared with other processes
    /// keeps its entries.
    /// </summary>
    public void Clear() => _entries.Clear();

    /// <summary>The time to live: its values, what is known, and why it is what it is.</summary>
    /// <returns>What is known; null without <see cref="CacheOptions{TOut}.Adaptive"/>.</returns>
    public AdaptiveSetting? ExplainTimeToLive() => _timeToLive?.Explain(_mode, _options.TimeProvider.GetUtcNow());

    /// <summary>Drops the entries that are too old, which otherwise happens when they are asked for or pushed out.</summary>
    /// <returns>Entries dropped.</returns>
    public int RemoveExpired() => _entries.RemoveExpired();

    /// <inheritdoc/>
    protected override ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        string key = _keyOf(input, context);
        return LookUp(key, context, out TOut? value, out Flight<TOut>? flight) switch
        {
            CacheLookup.Hit => new ValueTask<TOut>(Hit(value!, context)),
            CacheLookup.Missed => FillAsync(key, flight!, input, context, cancellationToken),
            _ => JoinAsync(key, flight!, input, context, cancellationToken),
        };
    }

    private CacheLookup LookUp(string key, WorkflowContext context, out TOut? value, out Flight<TOut>? flight)
    {
        CacheLookup lookup = _entries.Find(key, out value, out flight, out TimeSpan? age);
        if (_timeToLive is not null && age is { } reusedAt)
        {
            Learn(_timeToLive, reusedAt, context);
        }

        if (age is not null && lookup != CacheLookup.Hit)
        {
            Measure.Count(PrimitiveTelemetry.CacheExpirations, context, _nameTag);
        }

        return lookup;
    }

    private async ValueTask<TOut> JoinAsync(
        string key, Flight<TOut> flight, TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await LandingOfAsync(key, flight, cancellationToken).ConfigureAwait(false) is { IsCancelled: false } landing)
            {
                return Join(landing, context);
            }

            switch (LookUp(key, context, out TOut? value, out Flight<TOut>? next))
            {
                case CacheLookup.Hit:
                    return Hit(value!, context);
                case CacheLookup.Missed:
                    return await FillAsync(key, next!, input, context, cancellationToken).ConfigureAwait(false);
            }

            flight = next!;
        }
    }

    /// <summary>Waits for somebody else's execution; null when that takes too long.</summary>
    private async ValueTask<Flight<TOut>.Landing?> LandingOfAsync(string key, Flight<TOut> flight, CancellationToken cancellationToken)
    {
        if (OwnFlights.Contains(flight))
        {
            throw new InvalidOperationException(
                $"cache '{Name}': its step asks it for the same key that the step is being run for, and would wait for itself. "
                + "Ask for another key, or call the step inside without the cache");
        }

        try
        {
            return await flight.Landed.WaitAsync(_options.MaxJoinWait, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _entries.GiveUp(key, flight);
            return null;
        }
    }

    private async ValueTask<TOut> FillAsync(
        string key, Flight<TOut> flight, TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        // Whoever is cancelled may go on all the same, or be left behind by a timeout: the others do not wait to see.
        using CancellationTokenRegistration leaving = cancellationToken.UnsafeRegister(
            static state => ((Departure)state!).Leave(), cancellationToken.CanBeCanceled ? new Departure(_entries, key, flight) : null);
        OwnFlights.Add(flight);
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
                _entries.CountLaterHit();
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

    private void Learn(SettingLearner timeToLive, TimeSpan reusedAt, WorkflowContext context)
    {
        DateTimeOffset now = _options.TimeProvider.GetUtcNow();
        AdaptiveTelemetry.Changed(Name, timeToLive.Learn(reusedAt.TotalSeconds, _mode, now), context);
        _entries.LiveFor(TimeSpan.FromSeconds(timeToLive.InUse(_mode, now)));
    }

    private TOut Hit(TOut value, WorkflowContext context)
    {
        Measure.Count(PrimitiveTelemetry.CacheHits, context, _nameTag);
        CurrentSpan.Set("cache.hit", true);
        if (_options.CostUsd is { } costOf)
        {
            Measure.Saved(PrimitiveTelemetry.CacheSavings, costOf(value), context, _nameTag);
        }

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
        _entries.CountLaterHit();
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

    /// <summary>Tells those who wait for a flight that the one who runs it was cancelled.</summary>
    private sealed record Departure(CacheEntries<TOut> Entries, string Key, Flight<TOut> Flight)
    {
        public void Leave()
        {
            Entries.GiveUp(Key, Flight);
            Flight.Land(new(default, SizeBytes: 0, Error: null, IsCancelled: true));
        }
    }
}
