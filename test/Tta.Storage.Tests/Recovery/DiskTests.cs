using Tta.Model;
using Tta.Storage.Files;
using Tta.Storage.Tests.Files;

namespace Tta.Storage.Tests.Recovery;

/// <summary>Disks that are full, fail, or belong to somebody else.</summary>
public sealed class DiskTests
{
    public static TheoryData<Signal> Signals => DamageTests.Signals;

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task DiskFull_RefusesTheBatchWholeAndResumesByItself(Signal signal)
    {
        for (long capacity = 0; capacity < 400; capacity += 7)
        {
            var files = new FaultyFileSystem { CapacityLeftBytes = capacity };
            await using StoreUnderTest store = StoreUnderTest.Open(signal, TestStore.Options(files));
            List<int> kept = [];
            StoreUnavailableException? refusal = null;
            for (int item = 0; refusal is null && item < 100; item++)
            {
                try
                {
                    await store.AppendAsync(item);
                    kept.Add(item);
                }
                catch (StoreUnavailableException e)
                {
                    refusal = e;
                }
            }

            Assert.Contains("No space left on device; free disk space", refusal!.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<StoreUnavailableException>(() => store.AppendAsync(200));
            Assert.Equal(kept, await store.ReadAsync());
            Assert.True(files.Paths.Count <= 1, "refused batches leave no files");
            await using (StoreUnderTest reopened = StoreUnderTest.Open(signal, TestStore.Options(files.AfterKill())))
            {
                Assert.Equal(kept, await reopened.ReadAsync());
                Assert.Empty(reopened.Status.Warnings);
            }

            files.CapacityLeftBytes = long.MaxValue;
            await store.AppendAsync(300);
            await using StoreUnderTest again = StoreUnderTest.Open(signal, TestStore.Options(files.AfterKill()));
            Assert.Equal([.. kept, 300], await again.ReadAsync());
        }
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task FreeSpaceBelowTheFloor_RefusesUntilThereIsSpace(Signal signal)
    {
        var files = new FaultyFileSystem();
        await using StoreUnderTest store = StoreUnderTest.Open(signal, TestStore.Options(files));
        await store.AppendAsync(1);
        files.Space = new DiskSpace(1000, 200L << 30);
        await store.RunOnceAsync();
        StoreUnavailableException e = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.AppendAsync(2));
        Assert.Contains("1000 bytes free", e.Message, StringComparison.Ordinal);
        Assert.Contains("limits.free_space_floor_bytes", e.Message, StringComparison.Ordinal);
        Assert.Equal(e.Message, store.Status.UnavailableReason);
        Assert.Equal([1], await store.ReadAsync());
        files.Space = new DiskSpace(10L << 30, 200L << 30);
        await store.RunOnceAsync();
        await store.AppendAsync(2);
        Assert.Equal([1, 2], await store.ReadAsync());
        Assert.Null(store.Status.UnavailableReason);
    }

    [Fact]
    public async Task SyncFails_WithGroupDurability_WarnsAndGoesOnInANewSegment()
    {
        var files = new FaultyFileSystem();
        await using StoreUnderTest store = StoreUnderTest.Open(Signal.Logs, TestStore.Options(files));
        await store.AppendAsync(1);
        files.FailSync = true;
        await store.RunOnceAsync();
        Assert.Contains("Input/output error", Assert.Single(store.Status.Warnings), StringComparison.Ordinal);
        files.FailSync = false;
        await store.AppendAsync(2);
        await store.RunOnceAsync();
        Assert.Equal(2, store.Status.SegmentCount);
        await using StoreUnderTest again = StoreUnderTest.Open(Signal.Logs, TestStore.Options(files.AfterKill()));
        Assert.Equal([1, 2], await again.ReadAsync());
        await using StoreUnderTest afterPowerFailure = StoreUnderTest.Open(Signal.Logs, TestStore.Options(files.AfterPowerFailure()));
        Assert.Equal([2], await afterPowerFailure.ReadAsync());
    }

    [Fact]
    public async Task SyncFails_WithStrictDurability_AcknowledgesNothingUntilRestart()
    {
        var files = new FaultyFileSystem();
        StoreOptions options = TestStore.Options(files) with { Durability = Durability.Strict };
        await using StoreUnderTest store = StoreUnderTest.Open(Signal.Logs, options);
        await store.AppendAsync(1);
        files.FailSync = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.AppendAsync(2));
        files.FailSync = false;
        StoreUnavailableException e = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.AppendAsync(2));
        Assert.Contains("check the disk and restart", e.Message, StringComparison.Ordinal);
        await store.RunOnceAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.AppendAsync(2));
        await using StoreUnderTest again = StoreUnderTest.Open(Signal.Logs, options with { FileSystem = files.AfterPowerFailure() });
        await again.AppendAsync(2);
        Assert.Equal([1, 2], await again.ReadAsync());
    }

    [Fact]
    public async Task StrictDurability_ConcurrentAppends_ShareOneSync()
    {
        const int Appends = 12;
        var files = new FaultyFileSystem();
        await using StoreUnderTest store = StoreUnderTest.Open(Signal.Logs, TestStore.Options(files) with { Durability = Durability.Strict });
        files.DuringSync = () => SpinWait.SpinUntil(() => store.Status.AppendedItemsTotal == Appends);
        await Task.WhenAll(Enumerable.Range(0, Appends).Select(item => Task.Run(() => store.AppendAsync(item))));
        Assert.InRange(files.SyncCount, 1, 2);
        await using StoreUnderTest again = StoreUnderTest.Open(Signal.Logs, TestStore.Options(files.AfterPowerFailure()));
        Assert.Equal(Enumerable.Range(0, Appends), await again.ReadAsync());
    }

    [Fact]
    public async Task Open_DirectoryOfARunningStore_NamesTheHolder()
    {
        var files = new FaultyFileSystem();
        await using StoreUnderTest store = StoreUnderTest.Open(Signal.Metrics, TestStore.Options(files));
        IOException e = Assert.Throws<IOException>(() => StoreUnderTest.Open(Signal.Metrics, TestStore.Options(files)));
        Assert.Contains("process 4711 holds the lock file /data/metrics/lock", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_Twice_IsHarmlessAndAppendingAfterwardsIsNot()
    {
        var files = new FaultyFileSystem();
        StoreUnderTest store = StoreUnderTest.Open(Signal.Metrics, TestStore.Options(files));
        await store.DisposeAsync();
        await store.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.AppendAsync(1));
    }
}
