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
    public async Task What_hits_spare_is_counted()
    {
        using var metrics = new MetricRecorder();
        CachePrimitive<int, int> cache = Counting.WithCache(_ => "k", Options() with { Name = "Saving", CostUsd = value => value * 0.01 });
        for (int i = 0; i < 3; i++)
        {
            await cache.ExecuteAsync(1);
        }

        Assert.Equal(0.2, metrics.Sum("cache.savings.usd{primitive.name=Saving}"), 10);
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
    public async Task One_who_was_left_behind_does_not_block_the_key()
    {
        var gate = new TaskCompletionSource();
        Primitive<int, int> stubborn = Workflow.Step("Stubborn", async (int n) =>
        {
            if (Interlocked.Increment(ref _runs) == 1)
            {
                await gate.Task;
            }

            return n;
        });
        CachePrimitive<int, int> cache = stubborn.WithCache(_ => "k", Options());
        Primitive<int, int> limited = cache.WithTimeout(new TimeoutOptions { Timeout = TimeSpan.FromSeconds(1), GracePeriod = TimeSpan.FromSeconds(1) });
        Task<int> left = limited.ExecuteAsync(1, new WorkflowContext(_clock)).AsTask();
        Task<int> joined = cache.ExecuteAsync(2, new WorkflowContext(_clock)).AsTask();
        _clock.Advance(TimeSpan.FromSeconds(1));

        // The step that ignores its cancellation still runs; the one who had joined it runs the step itself.
        Assert.Equal(2, await joined);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<WorkflowTimeoutException>(() => left);
        Assert.Equal(2, await limited.ExecuteAsync(3, new WorkflowContext(_clock)));

        // What the one left behind gives at last replaces nothing.
        gate.SetResult();
        Assert.Equal(2, await limited.ExecuteAsync(3, new WorkflowContext(_clock)));
        Assert.Equal((2, 1), (_runs, cache.Statistics.Entries));
    }

    [Fact]
    public async Task One_who_never_ends_is_waited_for_only_so_long()
    {
        var gate = new TaskCompletionSource();
        Primitive<int, int> stubborn = Workflow.Step("Stubborn", async (int n) =>
        {
            if (Interlocked.Increment(ref _runs) == 1)
            {
                await gate.Task;
            }

            return n;
        });
        CachePrimitive<int, int> cache = stubborn.WithCache(_ => "k", Options() with { MaxJoinWait = TimeSpan.FromSeconds(5) });
        Task<int> stuck = cache.ExecuteAsync(1).AsTask();
        Task<int>[] joined = [cache.ExecuteAsync(2).AsTask(), cache.ExecuteAsync(2).AsTask()];
        _clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(1, _runs);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal((2, 2), (await joined[0], await joined[1]));
        Assert.Equal(2, _runs);
        gate.SetResult();
        Assert.Equal(1, await stuck);
        Assert.Equal(2, await cache.ExecuteAsync(3));
        Assert.Equal(0, _clock.ArmedTimerCount);
        Assert.Throws<ArgumentOutOfRangeException>(() => stubborn.WithCache(_ => "k", Options() with { MaxJoinWait = TimeSpan.Zero }));
    }

    [Fact]
    public async Task What_a_step_gives_after_a_clear_is_not_kept()
    {
        TaskCompletionSource[] gates = [new(), new()];
        Primitive<int, int> slow = Workflow.Step("Slow", async (int n) => { await gates[_runs++].Task; return n; });
        CachePrimitive<int, int> cache = slow.WithCache(_ => "k", Options());
        Task<int> before = cache.ExecuteAsync(1).AsTask();
        Task<int> joinedBefore = cache.ExecuteAsync(2).AsTask();
        cache.Clear();
        Task<int> after = cache.ExecuteAsync(3).AsTask();
        gates[1].SetResult();
        Assert.Equal(3, await after);
        gates[0].SetResult();
        Assert.Equal((1, 1), (await before, await joinedBefore));
        Assert.Equal(3, await cache.ExecuteAsync(4));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_step_that_asks_its_cache_for_its_own_key_is_told_so(bool byWayOfAnother)
    {
        CachePrimitive<int, int>? own = null;
        Primitive<int, int> asking = Workflow.Step("Asking", async (int n, CancellationToken cancellation) => await own!.ExecuteAsync(n, cancellation));
        CachePrimitive<int, int> cache = (byWayOfAnother ? asking.WithCache(_ => "other", Options() with { Name = "Other" }) : asking).WithCache(_ => "k", Options());
        own = cache;
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await cache.ExecuteAsync(1));
        Assert.StartsWith("cache 'CachePrimitive': its step asks it for the same key that the step is being run for", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_may_ask_its_cache_for_another_key()
    {
        CachePrimitive<int, int>? fibonacci = null;
        Primitive<int, int> step = Workflow.Step("Fibonacci", async (int n, CancellationToken cancellation) => n < 2
            ? n
            : await fibonacci!.ExecuteAsync(n - 1, cancellation) + await fibonacci!.ExecuteAsync(n - 2, cancellation));
        fibonacci = step.WithCache(Key, Options());
        Assert.Equal(832_040, await fibonacci.ExecuteAsync(30));
        Assert.Equal(31, fibonacci.Statistics.Misses);
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
