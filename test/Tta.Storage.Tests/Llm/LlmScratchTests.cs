using Tta.Model;
using Tta.Storage.Llm;
using Tta.Storage.Llm.Pages;
using Tta.Storage.Tests.Files;
using Tta.TestKit;

namespace Tta.Storage.Tests.Llm;

/// <summary>A store whose rows are mostly on disk, and a disk that does not take or give them.</summary>
public sealed class LlmScratchTests
{
    private const string Scratch = "/data/llm/rows.scratch";

    private readonly ManualTimeProvider _clock = new(TestStore.Start);
    private readonly FaultyFileSystem _files = new();

    [Fact]
    public async Task ScratchFile_IsCountedAndGoesWithTheStore()
    {
        LlmStore store = Open(refusePages: 1_000);
        await LlmRandom.FillAsync(store, 1, 300);
        Assert.Contains(Scratch, _files.Paths);
        Assert.Equal(_files.Read(Scratch).Length, store.Status.ScratchBytes, tolerance: Extent.UnitBytes);
        await store.DisposeAsync();
        Assert.DoesNotContain(Scratch, _files.Paths);
    }

    [Fact]
    public async Task ScratchFileThatCannotBeWritten_RefusesOnlyWhenTheMemoryIsFull_AndLosesNothing()
    {
        _files.FailCreate = static path => path == Scratch;
        await using LlmStore store = Open(refusePages: 40);
        int taken = 0;
        StoreUnavailableException? refused = null;
        for (int i = 0; i < 100_000 && refused is null; i++)
        {
            try
            {
                await store.AppendAsync(Batch(i), default);
                taken++;
            }
            catch (StoreUnavailableException e)
            {
                refused = e;
            }
        }

        Assert.Contains(Scratch, refused!.Message, StringComparison.Ordinal);
        Assert.Equal(refused.Message, store.Status.UnavailableReason);
        Assert.Equal(taken * 100, await CountAsync(store));

        _files.FailCreate = null;
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(taken * 100, await CountAsync(store)); // Rows leave the memory when a turn ends.
        await store.AppendAsync(Batch(taken), default);
        Assert.Equal((taken + 1) * 100, await CountAsync(store));
    }

    [Fact]
    public async Task ScratchFileThatCannotBeRead_FailsTheQuestion_AndTheNextStartHasEverything()
    {
        LlmStore store = Open(refusePages: 1_000);
        for (int i = 0; i < 60; i++)
        {
            await store.AppendAsync(Batch(i), default);
        }

        _files.UnreadableFrom = static path => path == Scratch ? 0 : null;
        StoreUnavailableException e = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await CountAsync(store));
        Assert.Contains(Scratch, e.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.AppendAsync(Batch(60), default));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.FlushAsync(default));
        Assert.Contains(Scratch, Assert.Single(store.Status.Warnings), StringComparison.Ordinal);

        await using LlmStore again = LlmStore.Open(TestStore.Options(_files.AfterKill(), _clock));
        Assert.Equal(6_000, await CountAsync(again));
        Assert.Empty(again.Status.Warnings);
    }

    private static LlmBatch Batch(int number)
    {
        var batch = new LlmBatch();
        for (int i = 0; i < 100; i++)
        {
            long startNs = TestStore.StartNs + (number * 1_000L) + i;
            batch.Observations.Add(new LlmObservationChange { Id = $"o{number}-{i}", TraceId = $"t{number}", EventNs = startNs, StartNs = startNs, Name = "step" });
        }

        return batch;
    }

    private static async Task<decimal> CountAsync(LlmStore store)
    {
        var count = new LlmAggregation { Measures = [new LlmMeasure(LlmField.Count, LlmFunction.Count)] };
        return (await store.AggregateAsync(count, default)).Value.Sum(group => group.Values[0].Number ?? 0);
    }

    private LlmStore Open(int refusePages) => LlmStore.Open(
        TestStore.Options(_files, _clock), new LlmBlockOptions { RowBytes = RowPages.PageBytes, RefuseRowBytes = refusePages * RowPages.PageBytes });
}
