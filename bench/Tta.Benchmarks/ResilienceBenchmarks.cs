using System.Threading.RateLimiting;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Microsoft.Extensions.Caching.Memory;
using Polly;
using Polly.Hedging;
using Tta.Primitives;

namespace Tta.Benchmarks;

/// <summary>The happy path of each resilient step beside what a user of Polly writes for the same.</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class ResilienceBenchmarks : IDisposable
{
    private const int KeyCount = 64;
    private static readonly string[] s_keys = [.. Enumerable.Range(0, KeyCount).Select(static i => $"question {i}")];
    private static readonly Primitive<int, int> s_step = Workflow.Step("Step", static (int x) => x + 1);
    private static readonly Primitive<int, int> s_cancellable =
        Workflow.Step("Step", static (int x, CancellationToken _) => Task.FromResult(x + 1));

    private readonly WorkflowContext _context = new();
    private readonly Primitive<int, int> _retry = s_step.WithRetry();
    private readonly Primitive<int, int> _timeout = s_step.WithTimeout(TimeSpan.FromSeconds(10));
    private readonly Primitive<int, int> _cancellableTimeout = s_cancellable.WithTimeout(TimeSpan.FromSeconds(10));
    private readonly Primitive<int, int> _breaker = s_step.WithCircuitBreaker();
    private readonly Primitive<int, int> _fallback = s_step.WithFallback(s_step);
    private readonly Primitive<int, int> _hedging = s_step.WithHedging();
    private readonly Primitive<int, int> _bulkhead = s_step.WithBulkhead(8);
    private readonly Primitive<int, int> _rateLimit = s_step.WithRateLimit(1_000_000_000, TimeSpan.FromSeconds(1));
    private readonly CachePrimitive<int, int> _cache = s_step.WithCache(static x => s_keys[x % KeyCount]);

    private readonly ResiliencePipeline _pollyRetry = new ResiliencePipelineBuilder().AddRetry(new()).Build();
    private readonly ResiliencePipeline _pollyTimeout = new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(10)).Build();
    private readonly ResiliencePipeline _pollyBreaker = new ResiliencePipelineBuilder().AddCircuitBreaker(new()).Build();
    private readonly ResiliencePipeline<int> _pollyFallback =
        new ResiliencePipelineBuilder<int>().AddFallback(new() { FallbackAction = static _ => Outcome.FromResultAsValueTask(0) }).Build();

    private readonly ResiliencePipeline<int> _pollyHedging = new ResiliencePipelineBuilder<int>().AddHedging(new HedgingStrategyOptions<int>()).Build();
    private readonly MemoryCache _memory = new(new MemoryCacheOptions());
    private readonly ConcurrencyLimiter _concurrency = new(new() { PermitLimit = 8, QueueLimit = int.MaxValue });
    private readonly TokenBucketRateLimiter _tokens = new(new()
    {
        TokenLimit = int.MaxValue, TokensPerPeriod = int.MaxValue, ReplenishmentPeriod = TimeSpan.FromMilliseconds(100), QueueLimit = int.MaxValue,
    });

    private int _next;
    private Listening? _listening;

    /// <summary>False: nobody listens. True: every span is recorded and every instrument is read.</summary>
    [Params(false, true)]
    public bool Observed { get; set; }

    [GlobalSetup]
    public void Listen()
    {
        for (int i = 0; i < KeyCount; i++)
        {
            _cache.ExecuteAsync(i, _context).AsTask().GetAwaiter().GetResult();
            _memory.Set(s_keys[i], i + 1, TimeSpan.FromHours(1));
        }

        _listening = Observed ? new Listening() : null;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _listening?.Dispose();
        _memory.Dispose();
        _concurrency.Dispose();
        _tokens.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true, Description = "Polly"), BenchmarkCategory("1 retry")]
    public ValueTask<int> PollyRetry() => _pollyRetry.ExecuteAsync(static (x, _) => BareAsync(x), 1);

    [Benchmark(Description = "step"), BenchmarkCategory("1 retry")]
    public ValueTask<int> Retry() => _retry.ExecuteAsync(1, _context);

    [Benchmark(Baseline = true, Description = "Polly"), BenchmarkCategory("2 timeout")]
    public ValueTask<int> PollyTimeout() => _pollyTimeout.ExecuteAsync(static (x, _) => BareAsync(x), 1);

    [Benchmark(Description = "step"), BenchmarkCategory("2 timeout")]
    public ValueTask<int> Timed() => _timeout.ExecuteAsync(1, _context);

    [Benchmark(Description = "step that takes the token"), BenchmarkCategory("2 timeout")]
    public ValueTask<int> TimedCancellable() => _cancellableTimeout.ExecuteAsync(1, _context);

    [Benchmark(Description = "MemoryCache alone"), BenchmarkCategory("3 cache hit")]
    public int Memory() => _memory.TryGetValue(NextKey(), out int value) ? value : 0;

    [Benchmark(Baseline = true, Description = "Polly, MemoryCache"), BenchmarkCategory("3 cache hit")]
    public ValueTask<int> PollyCache() => ResiliencePipeline.Empty.ExecuteAsync(static (call, _) => call.LookUpAsync(call.NextKey()), this);

    [Benchmark(Description = "step"), BenchmarkCategory("3 cache hit")]
    public ValueTask<int> Cached() => _cache.ExecuteAsync(_next++ & 63, _context);

    [Benchmark(Baseline = true, Description = "Polly"), BenchmarkCategory("4 circuit breaker")]
    public ValueTask<int> PollyBreaker() => _pollyBreaker.ExecuteAsync(static (x, _) => BareAsync(x), 1);

    [Benchmark(Description = "step"), BenchmarkCategory("4 circuit breaker")]
    public ValueTask<int> Breaker() => _breaker.ExecuteAsync(1, _context);

    [Benchmark(Baseline = true, Description = "Polly"), BenchmarkCategory("5 fallback")]
    public ValueTask<int> PollyFallback() => _pollyFallback.ExecuteAsync(static (x, _) => BareAsync(x), 1);

    [Benchmark(Description = "step"), BenchmarkCategory("5 fallback")]
    public ValueTask<int> Fallback() => _fallback.ExecuteAsync(1, _context);

    [Benchmark(Baseline = true, Description = "Polly"), BenchmarkCategory("6 hedging")]
    public ValueTask<int> PollyHedging() => _pollyHedging.ExecuteAsync(static (x, _) => BareAsync(x), 1);

    [Benchmark(Description = "step"), BenchmarkCategory("6 hedging")]
    public ValueTask<int> Hedging() => _hedging.ExecuteAsync(1, _context);

    [Benchmark(Baseline = true, Description = "Polly, ConcurrencyLimiter"), BenchmarkCategory("7 bulkhead")]
    public ValueTask<int> PollyBulkhead() =>
        ResiliencePipeline.Empty.ExecuteAsync(static (call, token) => LimitedAsync(call._concurrency, 1, token), this);

    [Benchmark(Description = "step"), BenchmarkCategory("7 bulkhead")]
    public ValueTask<int> Bulkhead() => _bulkhead.ExecuteAsync(1, _context);

    [Benchmark(Baseline = true, Description = "Polly, TokenBucketRateLimiter"), BenchmarkCategory("8 rate limit")]
    public ValueTask<int> PollyRateLimit() =>
        ResiliencePipeline.Empty.ExecuteAsync(static (call, token) => LimitedAsync(call._tokens, 1, token), this);

    [Benchmark(Description = "step"), BenchmarkCategory("8 rate limit")]
    public ValueTask<int> RateLimit() => _rateLimit.ExecuteAsync(1, _context);

    private static async ValueTask<int> BareAsync(int x)
    {
        await ValueTask.CompletedTask;
        return x + 1;
    }

    // What the strategy of Polly.RateLimiting does.
    private static async ValueTask<int> LimitedAsync(RateLimiter limiter, int x, CancellationToken cancellationToken)
    {
        using RateLimitLease lease = await limiter.AcquireAsync(1, cancellationToken);
        return lease.IsAcquired ? await BareAsync(x) : throw new InvalidOperationException("no permit");
    }

    private async ValueTask<int> LookUpAsync(string key) => _memory.TryGetValue(key, out int value) ? value : await BareAsync(1);

    private string NextKey() => s_keys[_next++ & 63];
}
