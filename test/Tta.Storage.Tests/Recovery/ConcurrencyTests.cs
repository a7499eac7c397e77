using Tta.Storage.Tests.Files;

namespace Tta.Storage.Tests.Recovery;

/// <summary>Many writers and readers at once, with maintenance in between; the seed fixes who appends what.</summary>
public sealed class ConcurrencyTests
{
    private const int Writers = 4;
    private const int BatchesPerWriter = 40;
    private const int BatchSize = 5;
    private const int Seed = 20260102;

    [Theory]
    [MemberData(nameof(DamageTests.Signals), MemberType = typeof(DamageTests))]
    public async Task WritersAndReaders_SeeEveryAcknowledgedItemOnce(Signal signal)
    {
        var files = new FaultyFileSystem();
        StoreOptions options = TestStore.Options(files) with { SegmentBytes = 1 };
        await using StoreUnderTest store = StoreUnderTest.Open(signal, options);
        int[][][] work = Work();
        using var done = new CancellationTokenSource();
        Task reader = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                List<int> items = await store.ReadAsync();
                Assert.Equal(items.Distinct().Count(), items.Count);
                await store.RunOnceAsync();
            }
        });
        await Task.WhenAll(work.Select(batches => Task.Run(async () =>
        {
            foreach (int[] batch in batches)
            {
                await store.AppendAsync(batch);
                Assert.Empty(batch.Except(await store.ReadAsync()));
            }
        })));
        await done.CancelAsync();
        await reader;
        IEnumerable<int> expected = Enumerable.Range(0, Writers * BatchesPerWriter * BatchSize);
        Assert.Equal(expected, await store.ReadAsync());
        await using StoreUnderTest again = StoreUnderTest.Open(signal, options with { FileSystem = files.AfterKill() });
        Assert.Equal(expected, await again.ReadAsync());
    }

    /// <summary>All items, shuffled over the batches of all writers.</summary>
    private static int[][][] Work()
    {
        int[] items = [.. Enumerable.Range(0, Writers * BatchesPerWriter * BatchSize)];
        new Random(Seed).Shuffle(items);
        return [.. items.Chunk(BatchesPerWriter * BatchSize).Select(mine => mine.Chunk(BatchSize).ToArray())];
    }
}
