using Tta.Model;
using Tta.Storage.Metrics;
using Tta.Storage.Tests.Files;
using Tta.TestKit;

namespace Tta.Storage.Tests.Metrics;

/// <summary>What the contract of the metrics store promises, on a store that stays open and on one that is reopened before it is read.</summary>
public abstract class MetricStoreContract : IAsyncDisposable
{
    private readonly ManualTimeProvider _clock = new(TestStore.Start);
    private FaultyFileSystem _files = new();
    private MetricStore? _store;

    protected abstract bool Reopen { get; }

    private MetricStore Store => _store ??= MetricStore.Open(TestStore.Options(_files, _clock));

    [Fact]
    public async Task Append_ThenSelect_ReturnsSamplesSortedByLabels()
    {
        await AppendAsync(("b", 1000, 1), ("a", 1000, 2), ("a", 2000, 3));
        Assert.Equal("{__name__=\"m\", x=\"a\"} 1000=2 2000=3 | {__name__=\"m\", x=\"b\"} 1000=1", await ReadAsync());
    }

    [Fact]
    public async Task Append_LateSample_IsMergedInOrder()
    {
        await AppendAsync(("a", 1000, 1), ("a", 3000, 3));
        await AppendAsync(("a", 2000, 2), ("a", 500, 0.5));
        Assert.Equal("{__name__=\"m\", x=\"a\"} 500=0.5 1000=1 2000=2 3000=3", await ReadAsync());
    }

    [Fact]
    public async Task Append_SameSampleAgain_IsAcceptedAndKeptOnce()
    {
        await AppendAsync(("a", 1000, 1), ("a", 2000, 2));
        AppendResult result = await AppendAsync(("a", 1000, 1), ("a", 2000, 2), ("a", 2000, 2));
        Assert.Equal(AppendResult.Accepted(3), result);
        Assert.Equal("{__name__=\"m\", x=\"a\"} 1000=1 2000=2", await ReadAsync());
    }

    [Fact]
    public async Task Append_OtherValueForATime_IsRefusedAndNeighboursAreKept()
    {
        await AppendAsync(("a", 1000, 1));
        AppendResult result = await AppendAsync(("a", 1000, 9), ("a", 2000, 2), ("b", 1000, 3));
        Assert.Equal((2, 1, RejectReason.DuplicateTimestamp), (result.AcceptedCount, result.RejectedCount, result.FirstReason));
        Assert.Contains("x=\"a\"", result.Message, StringComparison.Ordinal);
        Assert.Equal("{__name__=\"m\", x=\"a\"} 1000=1 2000=2 | {__name__=\"m\", x=\"b\"} 1000=3", await ReadAsync());
    }

    [Fact]
    public async Task Append_WhatIsStoredOrRefused_IsNotLogged()
    {
        await AppendAsync(("a", 1000, 1), ("a", 2000, 2), ("a", 3000, 3));
        long before = Store.Status.WalBytes;
        Assert.Equal(2, (await AppendAsync(("a", 1000, 1), ("a", 3000, 3), ("a", 2000, 9))).AcceptedCount);
        Assert.Equal(before, Store.Status.WalBytes);
    }

    [Fact]
    public async Task Append_OutsideTheWindows_IsRefusedWithReason()
    {
        long hourMs = 3_600_000;
        AppendResult future = await AppendAsync(("a", hourMs, 1));
        Assert.Equal(RejectReason.TooFarInFuture, future.FirstReason);
        Assert.Contains("limits.future_window", future.Message, StringComparison.Ordinal);
        await AppendAsync(("a", 0, 1));
        AppendResult old = await AppendAsync(("a", -hourMs - 1, 1), ("a", -hourMs, 2));
        Assert.Equal((1, 1, RejectReason.TooOld), (old.AcceptedCount, old.RejectedCount, old.FirstReason));
        Assert.Equal("{__name__=\"m\", x=\"a\"} -3600000=2 0=1", await ReadAsync());
    }

    [Fact]
    public async Task Append_SpecialValues_ComeBackBitByBit()
    {
        double[] values = [0, -0.0, double.NaN, StaleMarker.Value, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon,
            double.MaxValue, 0.1, 0.30000000000000004, 1e15, 1.5, -1, 123456.789, BitConverter.Int64BitsToDouble(0x7ff8000000000123)];
        var batch = new MetricBatch();
        int series = batch.AddSeries(Labels.Of("__name__", "m"));
        for (int i = 0; i < values.Length; i++)
        {
            batch.AddSample(series, TestStore.StartMs + i, values[i]);
        }

        await Store.AppendAsync(batch, default);
        using SeriesSet set = await SelectAsync("m");
        Assert.Equal(values.Select(BitConverter.DoubleToInt64Bits), set.Series[0].Values.ToArray().Select(BitConverter.DoubleToInt64Bits));
    }

    [Fact]
    public async Task Select_Matchers_AbsentLabelMatchesEmpty()
    {
        var batch = new MetricBatch();
        foreach (string[] labels in new[] { new[] { "__name__", "m", "x", "a" }, ["__name__", "m", "x", "b"], ["__name__", "m"], ["__name__", "n", "x", "a"] })
        {
            batch.AddSample(batch.AddSeries(Labels.Of(labels)), TestStore.StartMs, 1);
        }

        await Store.AppendAsync(batch, default);
        Assert.Equal(["", "a", "b"], await ValuesOfAsync(LabelMatcher.Equal("__name__", "m")));
        Assert.Equal([""], await ValuesOfAsync(LabelMatcher.Equal("__name__", "m"), LabelMatcher.Equal("x", "")));
        Assert.Equal(["", "b"], await ValuesOfAsync(LabelMatcher.Equal("__name__", "m"), new LabelMatcher(Tta.Model.MatchType.NotEqual, "x", "a")));
        Assert.Equal(["a", "b"], await ValuesOfAsync(LabelMatcher.Equal("__name__", "m"), new LabelMatcher(Tta.Model.MatchType.NotEqual, "x", "")));
        Assert.Equal(["a", "b"], await ValuesOfAsync(LabelMatcher.Equal("__name__", "m"), new LabelMatcher(Tta.Model.MatchType.Regex, "x", "a|b")));
        Assert.Equal(["", "a"], await ValuesOfAsync(LabelMatcher.Equal("__name__", "m"), new LabelMatcher(Tta.Model.MatchType.Regex, "x", "a|")));
        Assert.Equal([""], await ValuesOfAsync(LabelMatcher.Equal("__name__", "m"), new LabelMatcher(Tta.Model.MatchType.NotRegex, "x", "a|b")));
        Assert.Equal(["b"], await ValuesOfAsync(LabelMatcher.Equal("__name__", "m"), new LabelMatcher(Tta.Model.MatchType.NotRegex, "x", "a|")));
        Assert.Equal(["", "a", "b", "a"], await ValuesOfAsync(new LabelMatcher(Tta.Model.MatchType.Regex, "__name__", "m|n")));
        Assert.Empty(await ValuesOfAsync(LabelMatcher.Equal("nope", "x")));
        Assert.Equal(4, (await ValuesOfAsync(LabelMatcher.Equal("nope", ""))).Length);
    }

    [Fact]
    public async Task Select_MoreSamplesThanAllowed_NamesTheSetting()
    {
        await AppendAsync(("a", 1000, 1), ("a", 2000, 2), ("b", 1000, 3));
        await ReopenAsync();
        var selection = new MetricSelection([LabelMatcher.Equal("__name__", "m")], 0, long.MaxValue, MaxSamples: 2);
        LimitExceededException e = await Assert.ThrowsAsync<LimitExceededException>(() => Store.SelectAsync(selection, default).AsTask());
        Assert.Contains("limits.max_query_samples", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_SeriesNamesAndValues_RespectMatchersRangeAndLimit()
    {
        await AppendAsync(("b", 1000, 1), ("a", 5000, 1), ("c", 9000, 1));
        await ReopenAsync();
        var filter = new SeriesFilter([], TestStore.StartMs + 1000, TestStore.StartMs + 5000);
        Assert.Equal(["a", "b"], (await Store.LabelValuesAsync("x", filter, default)).Value);
        Assert.Equal(["__name__", "x"], (await Store.LabelNamesAsync(filter, default)).Value);
        Assert.Equal(["a", "b"], (await Store.SeriesAsync(filter, default)).Value.Select(labels => labels["x"]));
        Answer<IReadOnlyList<string>> limited = await Store.LabelValuesAsync("x", filter with { Limit = 1 }, default);
        Assert.Equal((1, true), (limited.Value.Count, limited.Truncated));
        SeriesFilter two = filter with { MatcherSets = [[LabelMatcher.Equal("x", "a")], [LabelMatcher.Equal("x", "b")]] };
        Assert.Equal(["a", "b"], (await Store.LabelValuesAsync("x", two, default)).Value);
    }

    [Fact]
    public async Task Metadata_IsKeptAndReplaced()
    {
        await AppendMetadataAsync("http_requests_total", MetricType.Counter, "Requests.");
        await AppendMetadataAsync("a", MetricType.Gauge, "First.");
        await AppendMetadataAsync("a", MetricType.Gauge, "Second.");
        await ReopenAsync();
        Assert.Equal([new MetricMetadata("a", MetricType.Gauge, "Second.", "u"), new MetricMetadata("http_requests_total", MetricType.Counter, "Requests.", "u")],
            await Store.MetadataAsync(null, default));
        Assert.Equal("Second.", Assert.Single(await Store.MetadataAsync("a", default)).Help);
    }

    [Fact]
    public async Task Exemplars_AreFoundByMatcherAndRange()
    {
        var batch = new MetricBatch();
        int series = batch.AddSeries(Labels.Of("__name__", "m"));
        batch.AddSample(series, TestStore.StartMs, 1);
        ByteSlice labels = EncodedLabels.Write(batch.Arena, Labels.Of("trace_id", "abc"));
        batch.Exemplars.Add(new MetricBatch.ExemplarRow(series, TestStore.StartMs, 0.25, labels));
        await Store.AppendAsync(batch, default);
        await ReopenAsync();
        StoredExemplar found = Assert.Single((await Store.ExemplarsAsync(
            [[LabelMatcher.Equal("__name__", "m")]], TestStore.StartMs, TestStore.StartMs, default)).Value);
        Assert.Equal(("abc", 0.25), (found.Labels["trace_id"], found.Value));
        Assert.Empty((await Store.ExemplarsAsync([[LabelMatcher.Equal("__name__", "n")]], 0, long.MaxValue, default)).Value);
    }

    [Fact]
    public async Task Append_NewSeriesThatSaysWhenItWasZero_BeginsThere_AndOnlyOnce()
    {
        var batch = new MetricBatch();
        for (int round = 1; round <= 2; round++)
        {
            batch.Clear();
            int counter = batch.Series.Add(new MetricBatch.SeriesRow(EncodedLabels.Write(batch.Arena, Labels.Of("__name__", "m", "x", "a")), TestStore.StartMs + 100));
            int noStart = batch.AddSeries(Labels.Of("__name__", "m", "x", "b"));
            int startBehind = batch.Series.Add(new MetricBatch.SeriesRow(EncodedLabels.Write(batch.Arena, Labels.Of("__name__", "m", "x", "c")), TestStore.StartMs + 9_000));
            foreach (int series in (int[])[counter, noStart, startBehind])
            {
                batch.AddSample(series, TestStore.StartMs + (1000 * round), round);
            }

            Assert.Equal(AppendResult.Accepted(3), await Store.AppendAsync(batch, default));
            Assert.Equal(3, batch.Samples.Count);
            await ReopenAsync();
        }

        Assert.Equal(
            "{__name__=\"m\", x=\"a\"} 100=0 1000=1 2000=2 | {__name__=\"m\", x=\"b\"} 1000=1 2000=2 | {__name__=\"m\", x=\"c\"} 1000=1 2000=2",
            await ReadAsync());
    }

    [Fact]
    public async Task Append_BadLabels_AreRefusedWithReason()
    {
        var batch = new MetricBatch();
        int unsorted = batch.Arena.Length;
        EncodedLabels.WriteLabel(batch.Arena, "b"u8, "1"u8);
        EncodedLabels.WriteLabel(batch.Arena, "a"u8, "1"u8);
        int row = batch.Series.Add(new MetricBatch.SeriesRow(new ByteSlice(unsorted, batch.Arena.Length - unsorted)));
        int malformed = batch.Series.Add(new MetricBatch.SeriesRow(batch.Arena.Add([200, 1])));
        int good = batch.AddSeries(Labels.Of("__name__", "m", "x", "a"));
        batch.AddSample(row, TestStore.StartMs, 1);
        batch.AddSample(malformed, TestStore.StartMs, 1);
        batch.AddSample(good, TestStore.StartMs, 1);
        AppendResult result = await Store.AppendAsync(batch, default);
        Assert.Equal((1, 2, RejectReason.InvalidLabels), (result.AcceptedCount, result.RejectedCount, result.FirstReason));
        Assert.Equal(2, Store.Status.RejectedItemsTotal[RejectReason.InvalidLabels]);
        Assert.Equal("{__name__=\"m\", x=\"a\"} 0=1", await ReadAsync());
    }

    [Fact]
    public async Task Append_MoreSeriesThanTheLimit_KeepsTheFirstAndNamesTheSetting()
    {
        await using MetricStore store = MetricStore.Open(TestStore.Options(new FaultyFileSystem(), _clock) with { Limits = new Limits { MaxSeries = 2 } });
        var batch = new MetricBatch();
        for (int i = 0; i < 5; i++)
        {
            batch.AddSample(batch.AddSeries(Labels.Of("__name__", "m", "x", $"{i}")), TestStore.StartMs, i);
        }

        AppendResult result = await store.AppendAsync(batch, default);
        Assert.Equal((2, 3, RejectReason.SeriesLimit), (result.AcceptedCount, result.RejectedCount, result.FirstReason));
        Assert.Contains("limits.max_series is 2", result.Message, StringComparison.Ordinal);
        Assert.Equal(2, store.Status.SeriesCount);
        Assert.Equal(result, await store.AppendAsync(batch, default));
    }

    [Fact]
    public async Task Append_SeriesWithoutAnAcceptedSample_LeaveNothingBehind()
    {
        long dayMs = 86_400_000;
        await using MetricStore store = MetricStore.Open(TestStore.Options(new FaultyFileSystem(), _clock) with { Limits = new Limits { MaxSeries = 1 } });
        var batch = new MetricBatch();
        for (int i = 0; i < 10; i++)
        {
            batch.AddSample(batch.AddSeries(Labels.Of("__name__", "m", "x", $"{i}")), TestStore.StartMs + ((i == 9 ? 0 : i % 2 == 0 ? 1 : -20) * dayMs), i);
        }

        AppendResult result = await store.AppendAsync(batch, default);
        Assert.Equal((1, 9, RejectReason.TooFarInFuture), (result.AcceptedCount, result.RejectedCount, result.FirstReason));
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    private async Task ReopenAsync()
    {
        if (Reopen)
        {
            _files = _files.AfterKill();
            _store = null;
        }

        await Task.CompletedTask;
    }

    private async Task<AppendResult> AppendAsync(params (string X, long OffsetMs, double Value)[] samples)
    {
        var batch = new MetricBatch();
        foreach ((string x, long offsetMs, double value) in samples)
        {
            batch.AddSample(batch.AddSeries(Labels.Of("__name__", "m", "x", x)), TestStore.StartMs + offsetMs, value);
        }

        return await Store.AppendAsync(batch, default);
    }

    private async Task AppendMetadataAsync(string name, MetricType type, string help)
    {
        var batch = new MetricBatch();
        batch.Metadata.Add(new MetricBatch.MetadataRow(batch.Arena.Add(name), type, batch.Arena.Add(help), batch.Arena.Add("u")));
        await Store.AppendAsync(batch, default);
    }

    private async Task<SeriesSet> SelectAsync(string name)
    {
        await ReopenAsync();
        return await Store.SelectAsync(new MetricSelection([LabelMatcher.Equal("__name__", name)], 0, long.MaxValue), default);
    }

    private async Task<string[]> ValuesOfAsync(params LabelMatcher[] matchers)
    {
        await ReopenAsync();
        using SeriesSet set = await Store.SelectAsync(new MetricSelection(matchers, 0, long.MaxValue), default);
        return [.. set.Series.Select(series => series.Labels["x"])];
    }

    private async Task<string> ReadAsync()
    {
        using SeriesSet set = await SelectAsync("m");
        return string.Join(" | ", set.Series.Select(series => series.Labels + " "
            + string.Join(' ', series.TimesMs.ToArray().Zip(series.Values.ToArray(), (t, v) => FormattableString.Invariant($"{t - TestStore.StartMs}={v}")))));
    }
}

public sealed class FreshMetricStoreTests : MetricStoreContract
{
    protected override bool Reopen => false;
}

public sealed class ReopenedMetricStoreTests : MetricStoreContract
{
    protected override bool Reopen => true;
}
