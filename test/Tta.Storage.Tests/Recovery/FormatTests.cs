using Tta.Model;
using Tta.Storage.Metrics;
using Tta.Storage.Tests.Files;
using Tta.Storage.Tests.Traces;
using Tta.Storage.Traces;
using Tta.TestKit;

namespace Tta.Storage.Tests.Recovery;

/// <summary>
/// Logs of every version ever shipped, in data/wal-vN, open with all their data. The current version also writes them byte by byte:
/// a difference means that the format changed and needs a new version (docs/formats). Compressed ones depend on the compressor and are only read.
/// </summary>
public sealed class FormatTests
{
    private static readonly BlockOptions s_smallBlocks = new() { RowsPerGroup = 16, CompactCount = 2 };

    private static readonly int[] s_items = [0, 1, 2, 3, 7, 8, 5, -1000, 2000];

    public static TheoryData<Signal> Signals => DamageTests.Signals;

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task Version1_OpensWithAllItsData(Signal signal)
    {
        var files = new FaultyFileSystem();
        files.Replace($"/data/{Name(signal)}/00000001.wal", await File.ReadAllBytesAsync(GoldenPath(signal)));
        await using StoreUnderTest store = StoreUnderTest.Open(signal, TestStore.Options(files));
        Assert.Equal(s_items.Order(), await store.ReadAsync());
        Assert.Empty(store.Status.Warnings);
    }

    [Theory]
    [InlineData(Signal.Metrics)]
    [InlineData(Signal.Traces)]
    [InlineData(Signal.Logs)]
    public async Task Version1_IsWhatIsWritten(Signal signal) => Assert.Equal(await File.ReadAllBytesAsync(GoldenPath(signal)), await WriteAsync(signal));

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task Version1_Compressed_OpensWithAllItsData(Signal signal)
    {
        var files = new FaultyFileSystem();
        files.Replace($"/data/{Name(signal)}/00000001.wal", await File.ReadAllBytesAsync(GoldenPath(signal, "-compressed")));
        await using StoreUnderTest store = StoreUnderTest.Open(signal, TestStore.Options(files));
        Assert.Equal(Enumerable.Range(0, 200), await store.ReadAsync());
        Assert.True(store.Status.DataBytes > store.Status.WalBytes, "the file is not compressed");
    }

    [Fact]
    public async Task Version1_OfMetrics_HoldsMetadataAndExemplars()
    {
        var files = new FaultyFileSystem();
        files.Replace("/data/metrics/00000001.wal", await File.ReadAllBytesAsync(GoldenPath(Signal.Metrics)));
        await using MetricStore store = MetricStore.Open(TestStore.Options(files));
        Assert.Equal([new MetricMetadata("m", MetricType.Counter, "Help.", "seconds")], await store.MetadataAsync(null, default));
        StoredExemplar exemplar = Assert.Single((await store.ExemplarsAsync([], 0, long.MaxValue, default)).Value);
        Assert.Equal(("4bf92f", "0", 0.25), (exemplar.Labels["trace_id"], exemplar.SeriesLabels["x"], exemplar.Value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task EveryVersion_OfTraceBlocks_OpensWithAllItsData(int version)
    {
        var files = new FaultyFileSystem();
        files.Replace(BlockPath(version), await File.ReadAllBytesAsync(GoldenBlockPath(version)));
        await using TraceStore store = TraceStore.Open(TestStore.Options(files));
        await using TraceStore expected = TraceStore.Open(TestStore.Options(new FaultyFileSystem()));
        await expected.AppendAsync(TestSpan.Batch(BlockSpans()), default);
        Assert.Equal(expected.Status.ItemCount, store.Status.ItemCount);
        for (ulong trace = 1; trace < 10; trace++)
        {
            var id = new TraceId(0, trace);
            Assert.Equal(SpanText.Of(await expected.GetTraceAsync(id, default)), SpanText.Of(await store.GetTraceAsync(id, default)));
        }

        Answer<IReadOnlyList<Trace>> found = await store.FindTracesAsync(new TraceSearch { Tags = [new TagCondition("user", AnyValue.From("user 7"))] }, default);
        Assert.Equal(9UL, Assert.Single(found.Value).TraceId.Low);
        Assert.Empty(store.Status.Warnings);
    }

    [Fact]
    public async Task Version1_OfTraceBlocks_IsMadePartOfALargerBlock()
    {
        var files = new FaultyFileSystem();
        files.Replace(BlockPath(1), await File.ReadAllBytesAsync(GoldenBlockPath(1)));
        await using TraceStore store = TraceStore.Open(TestStore.Options(files), s_smallBlocks);
        int before = (int)store.Status.ItemCount;
        await store.AppendAsync(TestSpan.Batch(new TestSpan(1, 999_999)), default);
        await store.FlushAsync(default);
        await store.BuildBlocksAsync(default);
        Assert.Equal((1, before + 1), (store.Status.BlockCount, store.Status.ItemCount));
        await using TraceStore expected = TraceStore.Open(TestStore.Options(new FaultyFileSystem()));
        await expected.AppendAsync(TestSpan.Batch(BlockSpans()), default);
        await expected.AppendAsync(TestSpan.Batch(new TestSpan(1, 999_999)), default);
        for (ulong trace = 1; trace < 10; trace++)
        {
            var id = new TraceId(0, trace);
            Assert.Equal(SpanText.Of(await expected.GetTraceAsync(id, default)), SpanText.Of(await store.GetTraceAsync(id, default)));
        }
    }

    [Fact]
    public async Task Version2_OfTraceBlocks_IsWhatIsWritten()
    {
        // Sections are compressed, so the bytes depend on the compressor; what they mean is read back by the test above.
        byte[] written = await WriteBlockAsync();
        byte[] golden = await File.ReadAllBytesAsync(GoldenBlockPath(2));
        Assert.Equal(golden[..32], written[..32]);
        Assert.Equal(golden[^8..], written[^8..]);
    }

    /// <summary>A block made of two, with several groups, traces that go on in the next one, and filters.</summary>
    private static async Task<byte[]> WriteBlockAsync()
    {
        var files = new FaultyFileSystem();
        await using TraceStore store = TraceStore.Open(TestStore.Options(files), s_smallBlocks);
        TestSpan[] spans = BlockSpans();
        foreach (TestSpan[] half in spans.Chunk((spans.Length + 1) / 2))
        {
            await store.AppendAsync(TestSpan.Batch(half), default);
            await store.FlushAsync(default);
        }

        await store.BuildBlocksAsync(default);
        return files.Read(Assert.Single(files.Paths));
    }

    private static string BlockPath(int version) => $"/data/traces/blocks/{(version == 1 ? 1 : 3):d8}.block";

    private static string GoldenBlockPath(int version) =>
        Path.Combine(Repository.Root, "test", "Tta.Storage.Tests", "data", $"blocks-v{version}", "traces.bin");

    private static TestSpan[] BlockSpans()
    {
        var random = new RandomSpans(20260101);
        // Each id once: what counts as the same span is not part of the format.
        IEnumerable<TestSpan> spans = Enumerable.Range(0, 200).Select(_ => random.Next()).DistinctBy(span => (span.Trace, span.Id));
        return [.. spans, .. Enumerable.Range(0, 50).Select(i => new TestSpan(9, (ulong)i + 100) { Extra = SpanBytes.Attributes(9, ("user", $"user {i}")) })]; // Enough for a filter.
    }

    private static string Name(Signal signal) => signal.ToString().ToLowerInvariant();

    private static string GoldenPath(Signal signal, string suffix = "") =>
        Path.Combine(Repository.Root, "test", "Tta.Storage.Tests", "data", "wal-v1", Name(signal) + suffix + ".bin");

    private static async Task<byte[]> WriteAsync(Signal signal)
    {
        var files = new FaultyFileSystem();
        await using (StoreUnderTest store = StoreUnderTest.Open(signal, TestStore.Options(files)))
        {
            foreach (int[] batch in s_items.Chunk(4))
            {
                await store.AppendAsync(batch);
            }
        }

        if (signal == Signal.Metrics)
        {
            await using MetricStore store = MetricStore.Open(TestStore.Options(files));
            var batch = new MetricBatch();
            batch.Metadata.Add(new MetricBatch.MetadataRow(batch.Arena.Add("m"), MetricType.Counter, batch.Arena.Add("Help."), batch.Arena.Add("seconds")));
            int series = batch.AddSeries(Labels.Of("__name__", "m", "x", "0"));
            ByteSlice labels = EncodedLabels.Write(batch.Arena, Labels.Of("trace_id", "4bf92f"));
            batch.Exemplars.Add(new MetricBatch.ExemplarRow(series, TestStore.StartMs, 0.25, labels));
            await store.AppendAsync(batch, default);
        }

        return files.Read(Assert.Single(files.Paths));
    }
}
