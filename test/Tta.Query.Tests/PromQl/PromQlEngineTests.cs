using Tta.Model;
using Tta.Query.PromQl;
using Tta.TestKit;

namespace Tta.Query.Tests.PromQl;

public sealed class PromQlEngineTests
{
    private readonly InMemoryMetrics _storage = new();

    public PromQlEngineTests()
    {
        for (int i = 0; i <= 60; i++)
        {
            _storage.Add(Labels.Of("__name__", "up", "job", "a"), i * 10_000, 1);
            _storage.Add(Labels.Of("__name__", "up", "job", "b"), i * 10_000, 0);
        }
    }

    [Fact]
    public async Task Selectors_with_equal_matchers_and_touching_windows_are_read_once()
    {
        using var engine = new PromQlEngine(_storage);
        await engine.EvaluateInstantAsync("up + up offset 1m + sum_over_time(up[5m])", 600_000);
        Assert.Equal(1, _storage.SelectCount);
    }

    [Fact]
    public async Task Selectors_whose_windows_lie_far_apart_are_read_apart()
    {
        using var engine = new PromQlEngine(_storage);
        await engine.EvaluateInstantAsync("up + up offset 1w", 600_000);
        Assert.Equal(2, _storage.SelectCount);
    }

    [Fact]
    public async Task Instant_query_of_each_type_gives_the_value_of_that_type()
    {
        using var engine = new PromQlEngine(_storage);
        Assert.Equal(new ScalarValue(5_000, 3), (await engine.EvaluateInstantAsync("1 + 2", 5_000)).Value);
        Assert.Equal(new StringValue(5_000, "x"), (await engine.EvaluateInstantAsync("'x'", 5_000)).Value);
        VectorSample sample = Assert.Single(
            Assert.IsType<VectorValue>((await engine.EvaluateInstantAsync("sum(up)", 600_000)).Value).Samples);
        Assert.Equal(new VectorSample(Labels.Empty, 600_000, 1), sample);
        MatrixValue matrix = Assert.IsType<MatrixValue>((await engine.EvaluateInstantAsync("up[25s]", 600_000)).Value);
        Assert.Equal([580_000, 590_000, 600_000], matrix.Series[0].TimesMs);
    }

    [Fact]
    public async Task Range_query_of_a_range_vector_is_refused()
    {
        using var engine = new PromQlEngine(_storage);
        var e = await Assert.ThrowsAsync<PromQlParseException>(() => engine.EvaluateRangeAsync("up[5m]", 0, 1, 1));
        Assert.Equal("1:1: parse error: invalid expression type \"range vector\" for range query, must be Scalar or instant Vector", e.Message);
    }

    [Theory]
    [InlineData(0, 10, 0, "zero or negative query resolution step widths are not accepted. Try a positive integer")]
    [InlineData(10, 0, 1, "end timestamp must not be before start time")]
    [InlineData(0, 11_000, 1, "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)")]
    public async Task Impossible_ranges_are_refused(long startMs, long endMs, long stepMs, string message)
    {
        using var engine = new PromQlEngine(_storage);
        var e = await Assert.ThrowsAsync<PromQlExecutionException>(() => engine.EvaluateRangeAsync("1", startMs, endMs, stepMs));
        Assert.Equal(message, e.Message);
    }

    [Fact]
    public async Task More_samples_than_the_limit_are_refused_while_reading_and_while_evaluating()
    {
        var options = new PromQlOptions { Limits = new Limits { MaxQuerySamples = 100 } };
        using var engine = new PromQlEngine(_storage, options);
        var reading = await Assert.ThrowsAsync<PromQlExecutionException>(() => engine.EvaluateInstantAsync("sum_over_time(up[10m])", 600_000));
        Assert.Equal("query processing would load too many samples into memory in query execution", reading.Message);
        var evaluating = await Assert.ThrowsAsync<PromQlExecutionException>(() => engine.EvaluateRangeAsync("vector(1)", 0, 200, 1));
        Assert.Equal(reading.Message, evaluating.Message);
    }

    [Fact]
    public async Task Query_that_takes_too_long_times_out()
    {
        var time = new ManualTimeProvider();
        _storage.BeforeSelect = token => Task.Delay(Timeout.Infinite, token);
        using var engine = new PromQlEngine(_storage, new PromQlOptions { TimeProvider = time });
        Task<PromQlResult> query = engine.EvaluateInstantAsync("up", 0);
        time.Advance(TimeSpan.FromMinutes(3));
        var e = await Assert.ThrowsAsync<QueryTimeoutException>(() => query);
        Assert.Equal("query timed out in query execution", e.Message);
    }

    [Fact]
    public async Task Cancelled_query_ends_as_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        _storage.BeforeSelect = token => Task.Delay(Timeout.Infinite, token);
        using var engine = new PromQlEngine(_storage);
        Task<PromQlResult> query = engine.EvaluateInstantAsync("up", 0, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query);
    }

    [Fact]
    public async Task Query_beyond_the_concurrency_limit_waits_and_may_time_out_in_the_queue()
    {
        var time = new ManualTimeProvider();
        var release = new TaskCompletionSource();
        _storage.BeforeSelect = _ => release.Task;
        var options = new PromQlOptions { TimeProvider = time, Limits = new Limits { MaxConcurrentQueries = 1 } };
        using var engine = new PromQlEngine(_storage, options);
        Task<PromQlResult> first = engine.EvaluateInstantAsync("up", 600_000);
        Task<PromQlResult> second = engine.EvaluateInstantAsync("up", 600_000);
        time.Advance(TimeSpan.FromMinutes(3));
        var e = await Assert.ThrowsAsync<QueryTimeoutException>(() => second);
        Assert.Equal("query timed out in query queue", e.Message);
        release.SetResult();
        await Assert.ThrowsAsync<QueryTimeoutException>(() => first);
    }

    [Fact]
    public async Task Warnings_of_the_store_reach_the_answer()
    {
        _storage.Warnings.Add("block 7 is damaged and was left out");
        using var engine = new PromQlEngine(_storage);
        PromQlResult result = await engine.EvaluateInstantAsync("up", 600_000);
        Assert.Equal(["block 7 is damaged and was left out"], result.Warnings);
    }

    [Fact]
    public void Nesting_and_operators_are_bounded()
    {
        string nested = new string('(', 300) + "1" + new string(')', 300);
        Assert.Contains("limits.max_query_depth", Assert.Throws<PromQlParseException>(() => PromQlParser.Parse(nested)).Message, StringComparison.Ordinal);
        string chained = string.Join('+', Enumerable.Repeat("1", 5_000));
        Assert.Contains("operators", Assert.Throws<PromQlParseException>(() => PromQlParser.Parse(chained)).Message, StringComparison.Ordinal);
        string windows = "up" + string.Concat(Enumerable.Repeat("[1m:]", 9_000));
        Assert.Contains("operators", Assert.Throws<PromQlParseException>(() => PromQlParser.Parse(windows)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", " + 1", "1")]
    [InlineData("up", " or up", "")]
    [InlineData("", "-", "up")]
    public void Longest_chains_fit_into_a_small_stack(string first, string link, string last)
    {
        int count = link == "-" ? 95 : 499;
        string query = first + string.Concat(Enumerable.Repeat(link, count)) + (link == "-" ? last : "");
        PromQlResult? result = null;
        var thread = new Thread(
            () =>
            {
                using var engine = new PromQlEngine(_storage);
                result = engine.EvaluateInstantAsync(query, 600_000).GetAwaiter().GetResult();
                _ = PromQlPrinter.Print(PromQlParser.Parse(query));
            },
            maxStackSize: 1 << 20);
        thread.Start();
        thread.Join();
        Assert.NotNull(result);
    }

    [Theory]
    [InlineData("up{job=\"a\"}", "job=\"a\"", "__name__=\"up\"")]
    [InlineData("{job=~\"a|b\"}", "job=~\"a|b\"")]
    public void Series_selector_gives_its_matchers(string selector, params string[] expected) =>
        Assert.Equal(expected, PromQlParser.ParseSelector(selector).Select(m => m.ToString()));

    [Theory]
    [InlineData("up offset 5m")]
    [InlineData("sum(up)")]
    [InlineData("{job=~\".*\"}")]
    public void Other_expressions_are_no_series_selector(string selector) =>
        Assert.Throws<PromQlParseException>(() => PromQlParser.ParseSelector(selector));
}
