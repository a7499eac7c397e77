using Tta.Model;
using Tta.Storage.Llm;
using Tta.Storage.Tests.Files;
using Tta.TestKit;

namespace Tta.Storage.Tests.Llm;

/// <summary>
/// Logs and blocks of every version ever shipped, in data/llm, open with all their data. They hold the samples in which every field says
/// something, a call that the store priced, and a deleted trace; compressed as they are, they are only read.
/// </summary>
public sealed class LlmFormatTests
{
    [Fact]
    public async Task LogOfBatches_OpensWithAllItsData() => await AssertCompleteAsync("/data/llm/00000001.wal", "batches.wal");

    [Fact]
    public async Task Block_OpensWithAllItsData() => await AssertCompleteAsync("/data/llm/blocks/00000001.block", "things.block");

    [Fact]
    public async Task LogOfCalls_BecomesObservationsOfTheirTraces()
    {
        var files = new FaultyFileSystem();
        files.Replace("/data/llm/00000001.wal", await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "test", "Tta.Storage.Tests", "data", "wal-v1", "llm.bin")));
        await using LlmStore store = LlmStore.Open(TestStore.Options(files));
        LlmObservation call = (await store.ObservationsAsync(new LlmQuery(), default)).Value.Items[0];
        Assert.Equal((LlmObservationType.Generation, 32, 16), (call.Type, call.TraceId.Length, call.Id.Length));
        Assert.NotNull(await store.TraceAsync(call.TraceId, default));
    }

    private static async Task AssertCompleteAsync(string path, string golden)
    {
        var files = new FaultyFileSystem();
        files.Replace(path, await File.ReadAllBytesAsync(PathOf(golden)));
        await using LlmStore store = LlmStore.Open(TestStore.Options(files, new ManualTimeProvider(TestStore.Start)));
        LlmSamples.AssertSameFields(
            LlmSamples.FullObservation(TestStore.StartNs), (await store.ObservationAsync("o", "t", default))!, except: ["EventNs", "UsageDetails", "CostDetails"]);
        LlmSamples.AssertSameFields(LlmSamples.FullTrace(TestStore.StartNs), (await store.TraceAsync("t", default))!, except: ["EventNs"]);
        LlmSamples.AssertSameFields(LlmSamples.FullScore(TestStore.StartNs), (await store.ScoreAsync("s", default))!, except: ["EventNs"]);
        LlmObservation priced = (await store.ObservationAsync("priced", "t", default))!;
        Assert.Equal((0.0035m, "gpt-4o", "Standard"), (priced.TotalCost, priced.PricedAs, priced.PricingTier));
        Assert.Null(await store.TraceAsync("gone", default));
        Assert.Empty(store.Status.Warnings);
    }

    private static string PathOf(string name) => Path.Combine(Repository.Root, "test", "Tta.Storage.Tests", "data", "llm", name);
}
