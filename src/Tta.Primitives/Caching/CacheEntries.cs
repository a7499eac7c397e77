namespace Tta.Primitives;

/// <summary>What a cache holds, who is filling it just now, and what came of the lookups. Thread-safe.</summary>
internal sealed class CacheEntries<TOut>(CacheOptions<TOut> options)
{
    private readonly Lock _lock = new();
    private readonly LruStore<TOut> _store = new(options);
    private readonly Dictionary<string, Flight<TOut>> _flights = new(StringComparer.Ordinal);
    private long _hits;
    private long _misses;
    private long _expirations;
    private long _evictions;

    public CacheStatistics Statistics
    {
        get
        {
            lock (_lock)
            {
                return new CacheStatistics(_hits, _misses, _expirations, _evictions, _store.Count, _store.SizeBytes);
            }
        }
    }

    public void LiveFor(TimeSpan timeToLive)
    {
        lock (_lock)
        {
            _store.TimeToLive = timeToLive;
        }
    }

    /// <summary>A hit that the lookup itself was not: a value of somebody else's execution, or of a shared cache.</summary>
    public void CountLaterHit()
    {
        lock (_lock)
        {
            _hits++;
        }
    }

    public void CountMiss()
    {
        lock (_lock)
        {
            _misses++;
        }
    }

    /// <summary>Looks a key up; whoever misses it first gets a flight to land. An entry with an age that is no hit was too old.</summary>
    public CacheLookup Find(string key, out TOut? value, out Flight<TOut>? flight, out TimeSpan? age)
    {
        lock (_lock)
        {
            flight = null;
            if (_store.TryGet(key, out value, out age))
            {
                _hits++;
                return CacheLookup.Hit;
            }

            _expirations += age is null ? 0 : 1;
            if (_flights.TryGetValue(key, out flight))
            {
                return CacheLookup.Joined;
            }

            flight = new Flight<TOut>();
            _flights.Add(key, flight);
            return CacheLookup.Missed;
        }
    }

    /// <summary>Ends a flight: keeps its value, if any, and tells those who wait.</summary>
    /// <returns>Entries dropped to make room.</returns>
    public int Land(string key, Flight<TOut> flight, Flight<TOut>.Landing landing)
    {
        int evicted = 0;
        lock (_lock)
        {
            // A flight that was given up or cleared away brings what nobody may be given any more.
            if (Detach(key, flight) && landing.Error is null)
            {
                evicted = _store.Set(key, landing.Value!, landing.SizeBytes);
                _evictions += evicted;
            }
        }

        flight.Land(landing);
        return evicted;
    }

    /// <summary>The one who runs the flight has left, or takes too long: the next lookup of the key runs the step itself.</summary>
    public void GiveUp(string key, Flight<TOut> flight)
    {
        lock (_lock)
        {
            Detach(key, flight);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _store.Clear();
            _flights.Clear();
        }
    }

    public int RemoveExpired()
    {
        lock (_lock)
        {
            int removed = _store.RemoveExpired();
            _expirations += removed;
            return removed;
        }
    }

    private bool Detach(string key, Flight<TOut> flight) =>
        _flights.TryGetValue(key, out Flight<TOut>? present) && ReferenceEquals(present, flight) && _flights.Remove(key);
}
