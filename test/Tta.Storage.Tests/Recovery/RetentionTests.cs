using Tta.Storage.Tests.Files;
using Tta.TestKit;

namespace Tta.Storage.Tests.Recovery;

/// <summary>What is deleted, and that memory and disk agree on it.</summary>
public sealed class RetentionTests
{
    private const int DayMs = 86_400_000;

    public static TheoryData<Signal> Signals => DamageTests.Signals;

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task Size_OverTheLimit_DeletesTheOldestData(Signal signal)
    {
        var files = new FaultyFileSystem();
        StoreOptions options = TestStore.Options(files) with { RetentionBytes = 300_000 };
        await using StoreUnderTest store = StoreUnderTest.Open(signal, options);
        const int Batch = 200;
        int next = 0;
        for (int round = 0; round < 1000 && store.Status.ItemCount == next; round++)
        {
            await store.AppendAsync([.. Enumerable.Range(next, Batch)]);
            next += Batch;
            await store.RunOnceAsync();
        }

        Assert.InRange(store.Status.DataBytes, 1, options.RetentionBytes);
        List<int> left = await store.ReadAsync();
        Assert.NotEqual(0, left[0]);
        Assert.Equal(Enumerable.Range(left[0], next - left[0]), left);
        Assert.Equal(left.Count, store.Status.ItemCount);
        await using StoreUnderTest again = StoreUnderTest.Open(signal, options with { FileSystem = files.AfterKill() });
        Assert.Equal(left, await again.ReadAsync());
        Assert.Equal(store.Status.ItemCount, again.Status.ItemCount);
        Assert.Equal(store.Status.SeriesCount, again.Status.SeriesCount);
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task Age_OverTheLimit_DeletesTheOldestData(Signal signal)
    {
        var files = new FaultyFileSystem();
        var clock = new ManualTimeProvider(TestStore.Start);
        StoreOptions options = TestStore.Options(files, clock) with { RetentionTime = TimeSpan.FromDays(8) };
        await using StoreUnderTest store = StoreUnderTest.Open(signal, options);
        for (int day = 0; day < 20; day++)
        {
            await store.AppendAsync(day * DayMs);
            await store.RunOnceAsync();
            clock.Advance(TimeSpan.FromDays(1));
        }

        List<int> left = await store.ReadAsync();
        Assert.Equal(Enumerable.Range(11, 9).Select(day => day * DayMs), left);
        await using StoreUnderTest again = StoreUnderTest.Open(signal, options with { FileSystem = files.AfterKill() });
        Assert.Equal(left, await again.ReadAsync());
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task Clock_ThatJumps_DeletesNothing(Signal signal)
    {
        var files = new FaultyFileSystem();
        var clock = new ManualTimeProvider(TestStore.Start);
        StoreOptions options = TestStore.Options(files, clock) with { RetentionTime = TimeSpan.FromDays(8) };
        await using StoreUnderTest store = StoreUnderTest.Open(signal, options);
        await store.AppendAsync(1);
        clock.Advance(TimeSpan.FromDays(2));
        await store.AppendAsync(2 * DayMs);
        Assert.Equal(2, store.Status.SegmentCount);
        foreach (int years in new[] { 10, -10 })
        {
            clock.Jump(TestStore.Start.AddYears(years));
            await store.RunOnceAsync();
            Assert.Equal([1, 2 * DayMs], await store.ReadAsync());
        }

        clock.Jump(TestStore.Start.AddDays(2));
        await store.AppendAsync((2 * DayMs) + 3);
        Assert.Equal([1, 2 * DayMs, (2 * DayMs) + 3], await store.ReadAsync());
    }

    [Fact]
    public async Task SeriesThatAreGone_LeaveTheIndexAndMayComeBack()
    {
        var files = new FaultyFileSystem();
        var clock = new ManualTimeProvider(TestStore.Start);
        StoreOptions options = TestStore.Options(files, clock) with { RetentionTime = TimeSpan.FromDays(8) };
        await using StoreUnderTest store = StoreUnderTest.Open(Signal.Metrics, options);
        await store.AppendAsync(0, 1, 2);
        Assert.Equal(3, store.Status.SeriesCount);
        for (int day = 1; day < 12; day++)
        {
            clock.Advance(TimeSpan.FromDays(1));
            await store.AppendAsync(day * DayMs); // A day is a multiple of 3 ms: always the first series.
            await store.RunOnceAsync();
        }

        Assert.Equal(1, store.Status.SeriesCount);
        await store.AppendAsync((11 * DayMs) + 1);
        Assert.Equal(2, store.Status.SeriesCount);
        Assert.Equal((11 * DayMs) + 1, (await store.ReadAsync())[^1]);
        await using StoreUnderTest again = StoreUnderTest.Open(Signal.Metrics, options with { FileSystem = files.AfterKill() });
        Assert.Equal(await store.ReadAsync(), await again.ReadAsync());
    }
}
