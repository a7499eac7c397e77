using Tta.Model;
using Tta.Storage.Tests.Files;
using Tta.Storage.Tests.Traces;
using Tta.Storage.Traces;

namespace Tta.Storage.Tests.Recovery;

/// <summary>The process dies, or the power fails, at every step of making blocks of segments and of smaller blocks.</summary>
public sealed class TraceBlockCrashTests
{
    private static readonly BlockOptions s_blocks = new() { RowsPerGroup = 4, CompactCount = 2 };

    [Theory]
    [InlineData(Durability.Group)]
    [InlineData(Durability.Strict)]
    public async Task Crash_AtAnyStep_LosesAndDoublesNothing(Durability durability)
    {
        var whole = new FaultyFileSystem();
        await RunAsync(durability, whole);
        Assert.True(whole.Steps > 60, "the scenario takes too few steps to mean anything");
        Assert.InRange(whole.Paths.Count(path => path.EndsWith(".block", StringComparison.Ordinal)), 1, 2);
        for (int step = 1; step <= whole.Steps; step++)
        {
            foreach (int tornBytes in new[] { 0, 100_000 })
            {
                var files = new FaultyFileSystem { CrashAtStep = step, TornWriteBytes = tornBytes };
                (List<ulong> acknowledged, List<ulong> attempted) = await RunAsync(durability, files);
                await CheckAsync(files.AfterKill(), acknowledged, attempted);
                if (durability == Durability.Strict)
                {
                    await CheckAsync(files.AfterPowerFailure(), acknowledged, attempted);
                }
            }
        }
    }

    [Fact]
    public async Task DiskFull_WhileABlockIsWritten_LosesNothingAndIsMadeUpFor()
    {
        for (long capacity = 0; capacity < 600; capacity += 40)
        {
            var files = new FaultyFileSystem();
            await using TraceStore store = Open(files, Durability.Group);
            await AppendAsync(store, 1, 9);
            files.CapacityLeftBytes = capacity;
            await Assert.ThrowsAsync<IOException>(async () => await store.FlushAsync(default));
            Assert.DoesNotContain(files.Paths, path => path.EndsWith(".tmp", StringComparison.Ordinal));
            Assert.Equal(Numbers(1, 9), await ReadAsync(store));
            files.CapacityLeftBytes = long.MaxValue;
            await store.BuildBlocksAsync(default);
            Assert.Equal((1, 0), (store.Status.BlockCount, store.Status.SegmentCount));
            await using TraceStore again = Open(files.AfterKill(), Durability.Group);
            Assert.Equal(Numbers(1, 9), await ReadAsync(again));
        }
    }

    [Fact]
    public async Task DiskFull_ForLong_RefusesWhatMemoryCannotHold()
    {
        var files = new FaultyFileSystem();
        StoreOptions options = TestStore.Options(files) with { SegmentBytes = 1 };
        await using TraceStore store = TraceStore.Open(options, s_blocks with { MaxFullSegments = 2 });
        ulong next = 1;
        files.FailCreate = path => path.Contains("/blocks/", StringComparison.Ordinal);
        StoreUnavailableException? refusal = null;
        while (refusal is null)
        {
            try
            {
                await AppendAsync(store, next, 300);
                next += 300;
            }
            catch (StoreUnavailableException e)
            {
                refusal = e;
            }
        }

        Assert.Contains("cannot write a block of spans in /data/traces", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(Numbers(1, (int)next - 1), await ReadAsync(store));
        files.FailCreate = null;
        await AppendAsync(store, next, 1);
        Assert.Equal(3, store.Status.BlockCount);
        Assert.Equal(Numbers(1, (int)next), await ReadAsync(store));
    }

    private static TraceStore Open(FaultyFileSystem files, Durability durability) =>
        TraceStore.Open(TestStore.Options(files) with { Durability = durability }, s_blocks);

    /// <summary>Appends, makes blocks, makes one of them, and opens again, with every failure swallowed as a dying process would.</summary>
    private static async Task<(List<ulong> Acknowledged, List<ulong> Attempted)> RunAsync(Durability durability, FaultyFileSystem files)
    {
        List<ulong> acknowledged = [];
        List<ulong> attempted = [];
        for (int life = 0; life < 2 && !files.IsDead; life++)
        {
            try
            {
                await using TraceStore store = Open(files, durability);
                for (int round = 0; round < 3; round++)
                {
                    ulong first = (ulong)attempted.Count + 1;
                    attempted.AddRange(Numbers(first, 6));
                    await AppendAsync(store, first, 6);
                    acknowledged.AddRange(Numbers(first, 6));
                    await store.RunOnceAsync(default);
                    await store.FlushAsync(default);
                    await store.BuildBlocksAsync(default);
                }

                await store.BuildBlocksAsync(default);
                await store.BuildBlocksAsync(default);
            }
            catch (IOException)
            {
                Assert.True(files.IsDead, "a step failed without a crash");
            }
        }

        return (acknowledged, attempted);
    }

    private static async Task CheckAsync(FaultyFileSystem files, List<ulong> acknowledged, List<ulong> attempted)
    {
        await using TraceStore store = Open(files, Durability.Group);
        List<ulong> read = await ReadAsync(store);
        Assert.Equal(read.Count, store.Status.ItemCount);
        Assert.Empty(acknowledged.Except(read));
        Assert.Empty(read.Except(attempted));
        Assert.Empty(store.Status.Warnings);
        Assert.DoesNotContain(files.Paths, path => path.EndsWith(".tmp", StringComparison.Ordinal));
        await AppendAsync(store, 1000, 1);
        await store.FlushAsync(default);
        Assert.Contains(1000UL, await ReadAsync(store));
    }

    private static async Task AppendAsync(TraceStore store, ulong first, int count) =>
        await store.AppendAsync(TestSpan.Batch([.. Numbers(first, count).Select(n => new TestSpan((n % 4) + 1, n, StartNs: (long)n * 1_000_000))]), default);

    private static async Task<List<ulong>> ReadAsync(TraceStore store)
    {
        Answer<IReadOnlyList<Trace>> found = await store.FindTracesAsync(new TraceSearch { Limit = 1000 }, default);
        return [.. found.Value.SelectMany(trace => trace.Spans).Select(span => span.SpanId.Value).Order()];
    }

    private static IEnumerable<ulong> Numbers(ulong first, int count) => Enumerable.Range(0, count).Select(i => first + (ulong)i);
}
