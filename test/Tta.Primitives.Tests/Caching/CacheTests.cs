using Tta.Primitives.Tests.Recording;
using Tta.TestKit;

namespace Tta.Primitives.Tests.Caching;

public sealed class CacheTests
{
    private readonly ManualTimeProvider _clock = new();
    private int _runs;

    private Primitive<int, int> Counting => Workflow.Step("Counting", (int n) => { Interlocked.Increment(ref _runs); return n * 10; });

    [Fact]
    public async Task The_same_key_runs_the_step_once()
    {
        using var spans = new SpanRecorder();
        using var metrics = new MetricRecorder();
        CachePrimitive<int, int> cache = Counting.WithCache(n => n.ToString(System.Globalization.CultureInfo.InvariantCulture), Options());
        Assert.Equal((10, 10, 20), (await cache.ExecuteAsync(1), await cache.ExecuteAsync(1), await cache.ExecuteAsync(2)));
        Assert.Equal(2, _runs);
        Assert.Equal(new CacheStatistics(Hits: 1, Misses: 2, Expirations: 0, Evictions: 0, Entries: 2, SizeBytes: 4), cache.Statistics);
        Assert.Equal(1.0 / 3, cache.Statistics.HitRate);
        Assert.Equal([false, true, false], spans.All("primitive.CachePrimitive").Select(span => span.GetTagItem("cache.hit")));
        Assert.Equal(1, metrics.Sum("cache.hits{primitive.name=CachePrimitive}"));
        Assert.Equal(2, metrics.Sum("cache.misses{primitive.name=CachePrimitive}"));
    }

    [Fact]
    public async Task An_entry_lives_for_its_time_and_no_longer()
    {
        using var metrics = new MetricRecorder();
        CachePrimitive<int, int> cache = Counting.WithCache(_ => "k", Options() with { TimeToLive = TimeSpan.FromSeconds(10) });
        await cache.ExecuteAsync(1);
        _clock.Advance(TimeSpan.FromSeconds(9.999));
        await cache.ExecuteAsync(1);
        Assert.Equal(1, _runs);
        _clock.Advance(TimeSpan.FromSeconds(0.001));
        await cache.ExecuteAsync(1);
        Assert.Equal(2, _runs);
        Assert.Equal(1, cache.Statistics.Expirations);
        Assert.Equal(1, metrics.Sum("cache.expirations{primitive.name=CachePrimitive}"));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, cache.RemoveExpired());
        Assert.Equal(0, cache.Statistics.Entries);
    }

    [Fact]
    public async Task The_least_recently_used_make_room()
    {
        using var metrics = new MetricRecorder();
        CachePrimitive<int, int> cache = Counting.WithCache(Key, Options() with { MaxEntries = 2 });
        foreach (int n in (int[])[1, 2, 1, 3, 1, 2])
        {
            await cache.ExecuteAsync(n);
        }

        // 2 was the oldest when 3 came; 3 when 2 came back.
        Assert.Equal(4, _runs);
        Assert.Equal(2, cache.Statistics.Evictions);
        Assert.Equal(2, metrics.Sum("cache.evictions{primitive.name=CachePrimitive}"));
    }

    [Fact]
    public async Task Bytes_are_a_limit_too_and_one_value_too_large_is_not_kept()
    {
        CachePrimitive<int, int> cache = Counting.WithCache(Key, Options() with { MaxBytes = 100, SizeOf = static value => value });
        await cache.ExecuteAsync(4);
        await cache.ExecuteAsync(5);
        Assert.Equal(40 + 50 + 4, cache.Statistics.SizeBytes);
        await cache.ExecuteAsync(3);
        Assert.Equal((2, 50 + 30 + 4), (cache.Statistics.Entries, cache.Statistics.SizeBytes));
        await cache.ExecuteAsync(90);
        Assert.Equal((0, 0), (cache.Statistics.Entries, cache.Statistics.SizeBytes));
    }

    [Fact]
    public async Task Errors_are_not_kept()
    {
        CachePrimitive<int, int> cache = Steps.FailingTimes(1).WithCache(_ => "k", Options());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await cache.ExecuteAsync(1));
        Assert.Equal(1, await cache.ExecuteAsync(1));
        Assert.Equal(2, cache.Statistics.Misses);
    }

    [Fact]
    public async Task Null_is_a_value_like_any_other()
    {
        int runs = 0;
        CachePrimitive<int, string?> cache = Workflow.Step("Null", (int _) => { runs++; return (string?)null; }).WithCache(_ => "k");
        Assert.Null(await cache.ExecuteAsync(1));
        Assert.Null(await cache.ExecuteAsync(1));
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task Lookups_at_the_same_time_run_the_step_once_and_share_its_result()
    {
        using var metrics = new MetricRecorder();
        var gate = new TaskCompletionSource();
        Primitive<int, int> slow = Workflow.Step("Slow", async (int n) => { Interlocked.Increment(ref _runs); await gate.Task; return n; });
        CachePrimitive<int, int> cache = slow.WithCache(_ => "k", Options());
        Task<int>[] lookups = [.. Enumerable.Range(0, 200).Select(i => cache.ExecuteAsync(i == 0 ? 7 : -1).AsTask())];
        gate.SetResult();
        Assert.All(await Task.WhenAll(lookups), value => Assert.Equal(7, value));
        Assert.Equal(1, _runs);
        Assert.Equal((199, 1), (cache.Statistics.Hits, cache.Statistics.Misses));
        Assert.Equal(199, metrics.Sum("cache.hits{primitive.name=CachePrimitive}"));
    }

    [Fact]
    public async Task Racing_lookups_of_many_keys_run_the_step_once_per_key()
    {
        CachePrimitive<int, int> cache = Workflow.Step("Yield", async (int n) => { Interlocked.Increment(ref _runs); await Task.Yield(); return n; })
            .WithCache(Key, Options());
        int[] results = await Task.WhenAll(Enumerable.Range(0, 4000).Select(i => Task.Run(async () => await cache.ExecuteAsync(i % 50))));
        Assert.Equal(Enumerable.Range(0, 4000).Select(i => i % 50), results);
        Assert.Equal(50, _runs);
        Assert.Equal((3950, 50), (cache.Statistics.Hits, cache.Statistics.Misses));
    }

    [Fact]
    public async Task Those_who_wait_share_an_error()
    {
        var gate = new TaskCompletionSource();
        Primitive<int, int> failing = Workflow.Step<int, int>("Failing", async n => { Interlocked.Increment(ref _runs); await gate.Task; throw new InvalidOperationException("no luck"); });
        CachePrimitive<int, int> cache = failing.WithCache(_ => "k", Options());
        Task<int>[] lookups = [cache.ExecuteAsync(1).AsTask(), cache.ExecuteAsync(1).AsTask()];
        gate.SetResult();
        Assert.Equal("no luck", (await Assert.ThrowsAsync<InvalidOperationException>(() => lookups[1])).Message);
        await Assert.ThrowsAsync<InvalidOperationException>(() => lookups[0]);
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task When_the_one_who_runs_it_gives_up_another_takes_over()
    {
        var gate = new TaskCompletionSource();
        Primitive<int, int> slow = Workflow.Step("Slow", async (int n, CancellationToken cancellation) =>
        {
            Interlocked.Increment(ref _runs);
            await gate.Task.WaitAsync(cancellation);
            return n;
        });
        CachePrimitive<int, int> cache = slow.WithCache(_ => "k", Options());
        using var cancellation = new CancellationTokenSource();
        Task<int> first = cache.ExecuteAsync(1, cancellation.Token).AsTask();
        Task<int> second = cache.ExecuteAsync(2).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();
        Assert.Equal(2, await second);
        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task The_gauges_add_up_the_caches_of_one_name()
    {
        using var metrics = new MetricRecorder();
        CacheOptions<int> options = Options() with { Name = "Twin" };
        CachePrimitive<int, int> a = Counting.WithCache(Key, options);
        CachePrimitive<int, int> b = Counting.WithCache(Key, options);
        await a.ExecuteAsync(1);
        await b.ExecuteAsync(1);
        await b.ExecuteAsync(2);
        await b.ExecuteAsync(2);
        metrics.Observe();
        Assert.Equal(3, metrics.Sum("cache.entries{primitive.name=Twin}"));
        Assert.Equal(6, metrics.Sum("cache.size{primitive.name=Twin}"));
        Assert.Equal(0.25, metrics.Sum("cache.hit_rate{primitive.name=Twin}"));
        GC.KeepAlive(a);
    }

    [Fact]
    public async Task Keys_appear_in_no_span_and_no_log()
    {
        using var spans = new SpanRecorder();
        using var log = new LogRecorder();
        CachePrimitive<int, int> cache = Counting.WithCache(_ => "my secret prompt");
        await cache.ExecuteAsync(1);
        await cache.ExecuteAsync(1);
        Assert.DoesNotContain(log.Lines, line => line.Contains("secret", StringComparison.Ordinal));
        Assert.DoesNotContain(spans.Stopped.SelectMany(span => span.TagObjects), tag => tag.Value is string text && text.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Clearing_forgets_the_entries_and_keeps_the_statistics()
    {
        CachePrimitive<int, int> cache = Counting.WithCache(Key, Options());
        await cache.ExecuteAsync(1);
        cache.Clear();
        await cache.ExecuteAsync(1);
        Assert.Equal((2, 2, 1), (_runs, cache.Statistics.Misses, cache.Statistics.Entries));
    }

    private static string Key(int n) => n.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private CacheOptions<int> Options() => new() { TimeProvider = _clock };
}
