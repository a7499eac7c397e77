using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Hybrid;
using Tta.Primitives.Tests.Recording;

namespace Tta.Primitives.Tests.Caching;

public sealed class HybridCacheTests
{
    private readonly Cache _cache = new();
    private int _runs;

    private Primitive<int, int> Counting => Workflow.Step("Counting", async (int n) => { await Task.Yield(); Interlocked.Increment(ref _runs); return n * 10; });

    [Fact]
    public async Task The_step_runs_when_the_cache_has_nothing_and_both_are_told()
    {
        using var spans = new SpanRecorder();
        using var metrics = new MetricRecorder();
        Primitive<int, int> cached = Counting.WithHybridCache(_cache, _ => "my secret prompt", new HybridCacheStepOptions { Name = "Answers", Tags = ["t"] });
        Assert.Equal((10, 10), (await cached.ExecuteAsync(1), await cached.ExecuteAsync(2)));
        Assert.Equal(1, _runs);
        Assert.Equal("Answers(Counting) + Answers", spans.Tree());
        Assert.Equal([false, true], spans.All("primitive.Answers").Select(span => span.GetTagItem("cache.hit")));
        Assert.Equal((1, 1), (metrics.Sum("cache.hits{primitive.name=Answers}"), metrics.Sum("cache.misses{primitive.name=Answers}")));
        string key = Assert.Single(_cache.Entries.Keys);
        Assert.StartsWith("cache:Answers:", key, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", key, StringComparison.Ordinal);
        Assert.Equal(["t"], _cache.Tags);
    }

    [Fact]
    public async Task Lookups_that_the_cache_brings_together_are_hits_but_for_one()
    {
        using var metrics = new MetricRecorder();
        var gate = new TaskCompletionSource();
        Primitive<int, int> slow = Workflow.Step("Slow", async (int n) => { Interlocked.Increment(ref _runs); await gate.Task; return n; });
        Primitive<int, int> cached = slow.WithHybridCache(_cache, _ => "k");
        Task<int>[] lookups = [.. Enumerable.Range(0, 20).Select(n => cached.ExecuteAsync(n).AsTask())];
        gate.SetResult();
        int[] results = await Task.WhenAll(lookups);
        Assert.Single(results.Distinct());
        Assert.Equal((1, 19), (metrics.Sum("cache.misses{primitive.name=CachePrimitive}"), metrics.Sum("cache.hits{primitive.name=CachePrimitive}")));
    }

    [Fact]
    public async Task An_error_of_the_step_is_thrown_as_it_is_and_counts_as_a_miss()
    {
        using var metrics = new MetricRecorder();
        Primitive<int, int> cached = Steps.Failing().WithHybridCache(_cache, _ => "k");
        Assert.Equal("no luck", (await Assert.ThrowsAsync<InvalidOperationException>(async () => await cached.ExecuteAsync(1))).Message);
        Assert.Equal(1, metrics.Sum("cache.misses{primitive.name=CachePrimitive}"));
    }

    /// <summary>Runs factories on a thread of its own, as the cache of the platform does, once per key.</summary>
    private sealed class Cache : HybridCache
    {
        public ConcurrentDictionary<string, Lazy<Task<object?>>> Entries { get; } = new(StringComparer.Ordinal);

        public IEnumerable<string>? Tags { get; private set; }

        public override async ValueTask<T> GetOrCreateAsync<TState, T>(
            string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, HybridCacheEntryOptions? options = null,
            IEnumerable<string>? tags = null, CancellationToken cancellationToken = default)
        {
            Tags = tags;
            return (T)(await Entries.GetOrAdd(key, _ => new Lazy<Task<object?>>(() =>
            {
                using AsyncFlowControl own = ExecutionContext.SuppressFlow();
                return Task.Run<object?>(async () => await factory(state, CancellationToken.None), CancellationToken.None);
            })).Value.WaitAsync(cancellationToken))!;
        }

        public override ValueTask SetAsync<T>(
            string key, T value, HybridCacheEntryOptions? options = null, IEnumerable<string>? tags = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public override ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public override ValueTask RemoveByTagAsync(string tag, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
