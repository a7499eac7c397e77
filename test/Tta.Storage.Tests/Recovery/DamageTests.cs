using Tta.Model;
using Tta.Storage.Tests.Files;
using Tta.Storage.Wal;

namespace Tta.Storage.Tests.Recovery;

/// <summary>What a log that was cut or changed on disk still gives.</summary>
public sealed class DamageTests
{
    public static TheoryData<Signal> Signals => [Signal.Metrics, Signal.Traces, Signal.Logs, Signal.Llm];

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task TornTail_AtEveryByteOfTheLastRecord_KeepsAllBefore(Signal signal)
    {
        (byte[] log, long[] ends, string path) = await WriteAsync(signal, [1, 2, 3], [4, 5]);
        for (long length = ends[0]; length < ends[1]; length++)
        {
            var files = new FaultyFileSystem();
            files.Replace(path, log[..(int)length]);
            await using (StoreUnderTest store = StoreUnderTest.Open(signal, TestStore.Options(files)))
            {
                Assert.Equal([1, 2, 3], await store.ReadAsync());
                Assert.Equal(length > ends[0], store.Status.Warnings.Count > 0);
                await store.AppendAsync(6);
            }

            Assert.Equal(length - ends[0], files.Paths.Where(name => name.Contains("quarantine", StringComparison.Ordinal)).Sum(name => files.Read(name).Length));
            await using StoreUnderTest again = StoreUnderTest.Open(signal, TestStore.Options(files.AfterKill()));
            Assert.Equal([1, 2, 3, 6], await again.ReadAsync());
            Assert.Empty(again.Status.Warnings);
        }
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task BitFlip_AnywhereInTheLog_KeepsTheRecordsBeforeItAndSaysSo(Signal signal)
    {
        (byte[] log, long[] ends, string path) = await WriteAsync(signal, [1, 2], [3], [4, 5]);
        int[][] expectedBefore = [[], [1, 2], [1, 2, 3]];
        for (int position = 0; position < log.Length; position++)
        {
            byte[] damaged = [.. log];
            damaged[position] ^= (byte)(1 << (position % 8));
            var files = new FaultyFileSystem();
            files.Replace(path, damaged);
            await using StoreUnderTest store = StoreUnderTest.Open(signal, TestStore.Options(files));
            int record = ends.Count(end => end <= position);
            Assert.Equal(position < WalFormat.SegmentHeaderBytes ? [] : expectedBefore[record], await store.ReadAsync());
            Assert.Single(store.Status.Warnings);
            Assert.Contains(files.Paths, name => name.StartsWith("/data/" + Folder(signal) + "/quarantine/", StringComparison.Ordinal));
            await store.AppendAsync(9);
            Assert.Contains(9, await store.ReadAsync());
        }
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task UnreadableDisk_AtAnyPlace_KeepsTheRecordsBeforeItAndStarts(Signal signal)
    {
        (byte[] log, long[] ends, string path) = await WriteAsync(signal, [1, 2], [3], [4, 5]);
        int[][] expectedBefore = [[], [1, 2], [1, 2, 3]];
        foreach (long bad in (long[])[0, 5, WalFormat.SegmentHeaderBytes, ends[0] - 1, ends[0], ends[0] + 3, ends[1], ends[2] - 1])
        {
            var files = new FaultyFileSystem { UnreadableFrom = name => name == path ? bad : null };
            files.Replace(path, log);
            await using (StoreUnderTest store = StoreUnderTest.Open(signal, TestStore.Options(files)))
            {
                Assert.Equal(expectedBefore[ends.Count(end => end <= bad)], await store.ReadAsync());
                Assert.Single(store.Status.Warnings);
                await store.AppendAsync(9);
                Assert.Contains(9, await store.ReadAsync());
            }

            Assert.Equal(log, files.Read(path)); // A disk may give later what it did not give now.
        }
    }

    [Fact]
    public async Task Answers_AfterDamage_CarryTheWarning()
    {
        (byte[] log, long[] ends, string path) = await WriteAsync(Signal.Metrics, [1], [2]);
        var files = new FaultyFileSystem();
        files.Replace(path, log[..(int)(ends[1] - 1)]);
        await using Storage.Metrics.MetricStore store = Storage.Metrics.MetricStore.Open(TestStore.Options(files));
        using SeriesSet set = await store.SelectAsync(new MetricSelection([], 0, long.MaxValue), default);
        Assert.Contains("were cut off and kept in", Assert.Single(set.Warnings), StringComparison.Ordinal);
        Assert.Single((await store.SeriesAsync(new SeriesFilter([], 0, long.MaxValue), default)).Warnings);
    }

    [Fact]
    public async Task Damage_InAnOlderSegment_LeavesTheYoungerOnesAlone()
    {
        var files = new FaultyFileSystem();
        StoreOptions options = TestStore.Options(files) with { SegmentBytes = 1 };
        await using (StoreUnderTest store = StoreUnderTest.Open(Signal.Logs, options))
        {
            for (int item = 0; item < 16_000; item += 4)
            {
                await store.AppendAsync(item, item + 1, item + 2, item + 3);
            }

            Assert.True(store.Status.SegmentCount > 2, "the test needs several segments");
        }

        string first = files.Paths.First(name => name.EndsWith(".wal", StringComparison.Ordinal));
        byte[] damaged = files.Read(first);
        damaged[^1] ^= 1;
        files.Replace(first, damaged);
        await using StoreUnderTest again = StoreUnderTest.Open(Signal.Logs, options with { FileSystem = files.AfterKill() });
        Assert.Equal(16_000 - 4, (await again.ReadAsync()).Count);
        Assert.Contains(first, Assert.Single(again.Status.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_LogOfALaterVersion_IsRefusedAndLeftAlone()
    {
        (byte[] log, _, string path) = await WriteAsync(Signal.Traces, [1]);
        WalFormat.WriteSegmentHeader(log, Signal.Logs, 0, 1);
        var files = new FaultyFileSystem();
        files.Replace(path, log);
        InvalidDataException e = Assert.Throws<InvalidDataException>(() => StoreUnderTest.Open(Signal.Traces, TestStore.Options(files)));
        Assert.Contains("it is a log of Logs, not of Traces", e.Message, StringComparison.Ordinal);
        Assert.Equal(log, files.Read(path));
        StoreUnderTest.Open(Signal.Logs, TestStore.Options(files)); // The failed attempt holds no lock.
    }

    private static string Folder(Signal signal) => signal.ToString().ToLowerInvariant();

    /// <summary>Writes one record per batch and returns the file with the end of each record.</summary>
    private static async Task<(byte[] Log, long[] Ends, string Path)> WriteAsync(Signal signal, params int[][] batches)
    {
        var files = new FaultyFileSystem();
        await using StoreUnderTest store = StoreUnderTest.Open(signal, TestStore.Options(files));
        var ends = new List<long>();
        foreach (int[] batch in batches)
        {
            await store.AppendAsync(batch);
            ends.Add(store.Status.WalBytes);
        }

        string path = Assert.Single(files.Paths);
        return (files.Read(path), [.. ends], path);
    }
}
