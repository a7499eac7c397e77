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
    [Theory]
    [InlineData("batches.wal")]
    [InlineData("batches-v2.wal")]
    public async Task LogOfBatches_OpensWithAllItsData(string golden) => await AssertCompleteAsync("/data/llm/00000001.wal", golden);

    [Fact]
    public async Task LogOfVersion1_IsReadAndLeftAsItIs_AndWhatComesIsOfVersion2()
    {
        const string Old = "/data/llm/00000001.wal";
        var files = new FaultyFileSystem();
        byte[] golden = await File.ReadAllBytesAsync(PathOf("batches.wal"));
        files.Replace(Old, golden);
        await using (LlmStore store = LlmStore.Open(TestStore.Options(files, new ManualTimeProvider(TestStore.Start))))
        {
            var batch = new LlmBatch();
            batch.Traces.Add(new LlmTraceChange { Id = "new", EventNs = TestStore.StartNs });
            await store.AppendAsync(batch, default);
        }

        Assert.Equal(golden, files.Read(Old));
        Assert.Equal(2, BitConverter.ToUInt16(files.Read("/data/llm/00000002.wal"), 8));
        await using LlmStore reopened = LlmStore.Open(TestStore.Options(files.AfterKill(), new ManualTimeProvider(TestStore.Start)));
        Assert.NotNull(await reopened.TraceAsync("new", default));
        Assert.NotNull(await reopened.ObservationAsync("o", "t", default));
    }

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
