using System.Text;
using Tta.Model;
using Tta.Storage.Logs;
using Tta.Storage.Tests.Files;
using Tta.TestKit;

namespace Tta.Storage.Tests.Logs;

/// <summary>What the contract of the log store promises, on a store that stays open and on one that is reopened before it is read.</summary>
public abstract class LogStoreContract
{
    private readonly ManualTimeProvider _clock = new(TestStore.Start);
    private FaultyFileSystem _files = new();
    private LogStore? _store;

    protected abstract bool Reopen { get; }

    private LogStore Store => _store ??= LogStore.Open(TestStore.Options(_files, _clock));

    [Fact]
    public async Task Append_ThenRead_ReturnsEntriesStreamByStreamInTimeOrder()
    {
        await AppendAsync(("b", 1, "b1"), ("a", 3, "a3"), ("a", 1, "a1"), ("a", 2, "a2"));
        Assert.Equal("a:a1 a:a2 a:a3 b:b1", await ReadAsync());
        Assert.Equal("a:a3 a:a2 a:a1 b:b1", await ReadAsync(backward: true));
    }

    [Fact]
    public async Task Append_SameEntryAgain_IsAcceptedAndKeptOnce()
    {
        await AppendAsync(("a", 1, "x"), ("a", 2, "y"));
        Assert.Equal(AppendResult.Accepted(4), await AppendAsync(("a", 1, "x"), ("a", 1, "other"), ("a", 3, "z"), ("a", 3, "z")));
        Assert.Equal("a:x a:other a:y a:z", await ReadAsync());
        Assert.Equal(4, Store.Status.ItemCount);
    }

    [Fact]
    public async Task Read_EntriesOfEqualTime_KeepTheirOrderOfArrivalBothWays()
    {
        await AppendAsync(("a", 1, "one"), ("a", 1, "two"), ("a", 2, "three"), ("a", 2, "four"));
        Assert.Equal("a:one a:two a:three a:four", await ReadAsync());
        Assert.Equal("a:three a:four a:one a:two", await ReadAsync(backward: true));
    }

    [Fact]
    public async Task Read_ManyEntriesOutOfOrder_ComeSortedAndOnce()
    {
        (string, long, string)[] entries = [.. Enumerable.Range(0, 5000).Select(i => ("a", (long)(i * 7919 % 5000), $"{i * 7919 % 5000:d4}"))];
        foreach ((string, long, string)[] part in entries.Chunk(777))
        {
            await AppendAsync(part);
        }

        await AppendAsync(entries[1000..2000]);
        string expected = string.Join(' ', Enumerable.Range(0, 5000).Select(i => $"a:{i:d4}"));
        Assert.Equal(expected, await ReadAsync());
        Assert.Equal(string.Join(' ', expected.Split(' ').Reverse()), await ReadAsync(backward: true));
    }

    [Fact]
    public async Task Read_Range_IsHalfOpenAndMatchersRestrict()
    {
        await AppendAsync(("a", 1, "1"), ("a", 2, "2"), ("a", 3, "3"), ("b", 2, "2"));
        Assert.Equal("a:1 a:2 b:2", await ReadAsync(start: 1, end: 3));
        Assert.Equal("b:2", await ReadAsync(matchers: new LabelMatcher(Tta.Model.MatchType.NotEqual, "app", "a")));
        Assert.Equal("", await ReadAsync(start: 4, end: 9));
        Answer<IReadOnlyList<Labels>> streams = await Store.StreamsAsync([], TestStore.StartNs + 3, TestStore.StartNs + 4, default);
        Assert.Equal([Labels.Of("app", "a")], streams.Value);
    }

    [Fact]
    public async Task Append_Metadata_IsKeptAndPartOfIdentity()
    {
        var batch = new LogBatch();
        int stream = batch.AddStream(Labels.Of("app", "a"));
        batch.AddEntry(stream, TestStore.StartNs, "x", Labels.Of("trace_id", "1"));
        batch.AddEntry(stream, TestStore.StartNs, "x", Labels.Of("trace_id", "2"));
        await Store.AppendAsync(batch, default);
        LogChunk chunk = Assert.Single(await ChunksAsync(new LogSelection([], 0, long.MaxValue, false)));
        Assert.Equal(["1", "2"], chunk.Entries.Select(entry => EncodedLabels.Read(entry.Metadata.Span)["trace_id"]));
    }

    [Fact]
    public async Task Append_BadEntries_AreRefusedAndNeighboursAreKept()
    {
        var batch = new LogBatch();
        int stream = batch.AddStream(Labels.Of("app", "a"));
        batch.AddEntry(stream, TestStore.StartNs, new string('x', (256 << 10) + 1));
        batch.AddEntry(stream, TestStore.StartNs + (TimeSpan.FromHours(1).Ticks * 100), "future");
        batch.AddEntry(stream, TestStore.StartNs - (TimeSpan.FromDays(16).Ticks * 100), "old");
        batch.AddEntry(stream, TestStore.StartNs, "good");
        AppendResult result = await Store.AppendAsync(batch, default);
        Assert.Equal((1, 3, RejectReason.TooLarge), (result.AcceptedCount, result.RejectedCount, result.FirstReason));
        Assert.Contains("limits.max_log_line_bytes", result.Message, StringComparison.Ordinal);
        Assert.Equal("a:good", await ReadAsync());
    }

    [Fact]
    public async Task Append_MoreStreamsThanTheLimit_KeepsTheFirstAndNamesTheSetting()
    {
        await using LogStore store = LogStore.Open(TestStore.Options(new FaultyFileSystem(), _clock) with { Limits = new Limits { MaxStreams = 2 } });
        var batch = new LogBatch();
        batch.AddEntry(batch.AddStream(Labels.Of("app", "old")), 0, "refused, and no stream for it");
        for (int i = 0; i < 5; i++)
        {
            batch.AddEntry(batch.AddStream(Labels.Of("app", $"{i}")), TestStore.StartNs, "x");
        }

        AppendResult result = await store.AppendAsync(batch, default);
        Assert.Equal((2, 4, RejectReason.TooOld), (result.AcceptedCount, result.RejectedCount, result.FirstReason));
        Assert.Equal(3, store.Status.RejectedItemsTotal[RejectReason.SeriesLimit]);
        Assert.Equal(2, store.Status.SeriesCount);
        batch.Clear();
        batch.AddEntry(batch.AddStream(Labels.Of("app", "another")), TestStore.StartNs, "x");
        Assert.Contains("limits.max_streams is 2", (await store.AppendAsync(batch, default)).Message, StringComparison.Ordinal);
    }

    private async Task<AppendResult> AppendAsync(params (string App, long OffsetNs, string Line)[] entries)
    {
        var batch = new LogBatch();
        foreach ((string app, long offsetNs, string line) in entries)
        {
            batch.AddEntry(batch.AddStream(Labels.Of("app", app)), TestStore.StartNs + offsetNs, line);
        }

        return await Store.AppendAsync(batch, default);
    }

    private async Task<string> ReadAsync(bool backward = false, long start = 0, long end = 1_000_000, LabelMatcher? matchers = null)
    {
        var selection = new LogSelection(matchers is null ? [] : [matchers], TestStore.StartNs + start, TestStore.StartNs + end, backward);
        return string.Join(' ', (await ChunksAsync(selection)).SelectMany(chunk =>
            chunk.Entries.Select(entry => $"{chunk.Labels["app"]}:{Encoding.UTF8.GetString(entry.Line.Span)}")));
    }

    private async Task<List<LogChunk>> ChunksAsync(LogSelection selection)
    {
        if (Reopen)
        {
            _files = _files.AfterKill();
            _store = null;
        }

        var chunks = new List<LogChunk>();
        await foreach (LogChunk chunk in Store.ReadAsync(selection, default))
        {
            chunks.Add(chunk);
        }

        return chunks;
    }
}

public sealed class FreshLogStoreTests : LogStoreContract
{
    protected override bool Reopen => false;
}

public sealed class ReopenedLogStoreTests : LogStoreContract
{
    protected override bool Reopen => true;
}
