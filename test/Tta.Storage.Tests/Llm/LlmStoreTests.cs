using Tta.Model;
using Tta.Storage.Llm;
using Tta.Storage.Tests.Files;
using Tta.TestKit;

namespace Tta.Storage.Tests.Llm;

/// <summary>What the contract of the LLM store promises, on a store that stays open and on one that is reopened before it is read.</summary>
public abstract class LlmStoreContract
{
    private static readonly long s_t0 = TestStore.StartNs;

    private readonly ManualTimeProvider _clock = new(TestStore.Start);
    private FaultyFileSystem _files = new();
    private LlmStore? _store;

    /// <summary>Whether everything goes to blocks before it is read.</summary>
    protected abstract bool Cut { get; }

    /// <summary>Whether the process dies before it is read.</summary>
    protected abstract bool Reopen { get; }

    /// <summary>Sizes of the store.</summary>
    private protected virtual LlmBlockOptions Sizes { get; } = new();

    private LlmStore Store => _store ??= LlmStore.Open(TestStore.Options(_files, _clock), Sizes);

    [Fact]
    public async Task Observation_EveryField_ComesBack()
    {
        LlmObservationChange said = LlmSamples.FullObservation(s_t0);
        await AppendAsync(batch => batch.Observations.Add(said));
        LlmObservation read = (await (await ReadStoreAsync()).ObservationAsync("o", "t", default))!;
        LlmSamples.AssertSameFields(said, read, except: ["EventNs", "UsageDetails", "CostDetails"]);
        Assert.Equal(new Dictionary<string, long> { ["input"] = 10, ["output"] = 20, ["total"] = 30 }, read.UsageDetails);
        Assert.Equal(new Dictionary<string, decimal> { ["input"] = 0.000123456789m, ["output"] = 1m, ["total"] = 1.000123456789m }, read.CostDetails);
        Assert.Equal((said.EventNs, said.EventNs, true), (read.CreatedNs, read.UpdatedNs, read.HasContent));
        Assert.Equal((7, 2), (read.LatencyNs, read.TimeToFirstTokenNs));
    }

    [Fact]
    public async Task TraceAndScore_EveryField_ComesBack()
    {
        LlmTraceChange trace = LlmSamples.FullTrace(s_t0);
        LlmScoreChange score = LlmSamples.FullScore(s_t0);
        await AppendAsync(batch =>
        {
            batch.Traces.Add(trace);
            batch.Scores.Add(score);
        });
        LlmSamples.AssertSameFields(trace, (await (await ReadStoreAsync()).TraceAsync("t", default))!, except: ["EventNs"]);
        LlmSamples.AssertSameFields(score, (await Store.ScoreAsync("s", default))!, except: ["EventNs"]);
    }

    [Fact]
    public async Task Reports_InAnyOrderOfArrival_FoldInTheOrderOfTheirEvents()
    {
        LlmObservationChange first = Observation("o") with { EventNs = s_t0 + 1, Name = "a", Model = "m", MetadataJson = """{"k":{"x":1,"y":1},"l":1}""" };
        LlmObservationChange second = Observation("o") with { EventNs = s_t0 + 2, Name = "b", OutputJson = "out", MetadataJson = """{"k":{"y":2},"l":null}""" };
        LlmObservationChange third = Observation("o") with { EventNs = s_t0 + 3, Name = "c", MetadataJson = """{"m":3}""" };
        foreach (LlmObservationChange[] order in (LlmObservationChange[][])
            [[first, second, third], [third, second, first], [second, third, first], [first, third, second]])
        {
            await AppendAsync(batch => batch.DeletedTraceIds.Add("t"));
            foreach (LlmObservationChange report in order)
            {
                await AppendAsync(batch => batch.Observations.Add(report));
            }

            LlmObservation read = (await (await ReadStoreAsync()).ObservationAsync("o", "t", default))!;
            Assert.Equal(("c", "m", "out"), (read.Name, read.Model, read.OutputJson));
            Assert.Equal("""{"k":{"x":1,"y":2},"l":1,"m":3}""", read.MetadataJson);
            Assert.Equal((s_t0 + 1, s_t0 + 3), (read.CreatedNs, read.UpdatedNs));
        }
    }

    [Fact]
    public async Task Tags_AreUnited_AndWhatTheTraceSays_IsSeenOnItsObservations()
    {
        await AppendAsync(batch => batch.Traces.Add(new LlmTraceChange { Id = "t", EventNs = s_t0, Tags = ["b", "a"], UserId = "u" }));
        await AppendAsync(batch => batch.Observations.Add(Observation("o")));
        await AppendAsync(batch => batch.Traces.Add(new LlmTraceChange { Id = "t", EventNs = s_t0 + 1, Tags = ["c"], SessionId = "s", Name = "n" }));
        LlmObservation read = (await (await ReadStoreAsync()).ObservationAsync("o", null, default))!;
        Assert.Equal(["a", "b", "c"], read.Tags);
        Assert.Equal(("u", "s", "n"), (read.UserId, read.SessionId, read.TraceName));
    }

    [Fact]
    public async Task Observation_WithoutTrace_IsThatOfTheKnownOne_OrItsOwn()
    {
        await AppendAsync(batch => batch.Observations.Add(Observation("o")));
        await AppendAsync(batch => batch.Observations.AddRange(
            [Observation("o") with { TraceId = null, Name = "later" }, Observation("alone") with { TraceId = null }]));
        Assert.Equal(("t", "later"), (await (await ReadStoreAsync()).ObservationAsync("o", null, default)) is { } known ? (known.TraceId, known.Name) : default);
        Assert.Equal("alone", (await Store.ObservationAsync("alone", null, default))?.TraceId);
    }

    [Fact]
    public async Task Observation_WhoseUpdateWithoutTraceCameFirst_IsOne()
    {
        await AppendAsync(batch => batch.Observations.Add(Observation("o") with { TraceId = null, EventNs = s_t0 + 1, OutputJson = "\"done\"" }));
        await ReadStoreAsync();
        await AppendAsync(batch => batch.Observations.Add(Observation("o") with { Name = "created", OutputJson = "\"begun\"" }));
        LlmObservation read = Assert.Single((await (await ReadStoreAsync()).ObservationsAsync(new LlmQuery { Content = LlmContent.All }, default)).Value.Items);
        Assert.Equal(("t", "created", "\"done\""), (read.TraceId, read.Name, read.OutputJson));
        Assert.Equal(["t"], (await Store.TracesAsync(new LlmQuery(), default)).Value.Items.Select(trace => trace.Id));
        await AppendAsync(batch => batch.DeletedTraceIds.Add("t"));
        Assert.Null(await (await ReadStoreAsync()).ObservationAsync("o", null, default));
    }

    [Fact]
    public async Task Observation_WithTheIdOfItsTrace_StaysApartFromThatOfAnother()
    {
        await AppendAsync(batch => batch.Observations.Add(Observation("o") with { TraceId = "o", Name = "1" }));
        await ReadStoreAsync();
        await AppendAsync(batch => batch.Observations.Add(Observation("o") with { Name = "2" }));
        Assert.Equal("1", (await (await ReadStoreAsync()).ObservationAsync("o", "o", default))?.Name);
        Assert.Equal("2", (await Store.ObservationAsync("o", "t", default))?.Name);
    }

    [Fact]
    public async Task EqualIds_InTwoTraces_AreTwoObservations()
    {
        await AppendAsync(batch => batch.Observations.AddRange([Observation("o") with { Name = "1" }, Observation("o") with { TraceId = "u", Name = "2" }]));
        Assert.Equal("1", (await (await ReadStoreAsync()).ObservationAsync("o", "t", default))?.Name);
        Assert.Equal("2", (await Store.ObservationAsync("o", "u", default))?.Name);
        Assert.Equal(2, (await Store.ObservationsAsync(new LlmQuery(), default)).Value.TotalCount);
    }

    [Fact]
    public async Task Delete_ATrace_TakesItsObservationsAndScoresAlong()
    {
        await AppendAsync(batch =>
        {
            batch.Observations.AddRange([Observation("o"), Observation("p") with { TraceId = "other" }]);
            batch.Scores.AddRange([LlmSamples.FullScore(s_t0), LlmSamples.FullScore(s_t0) with { Id = "s2", TraceId = "other" }, LlmSamples.FullScore(s_t0) with { Id = "s3", TraceId = "other" }]);
        });
        await AppendAsync(batch =>
        {
            batch.DeletedTraceIds.Add("t");
            batch.DeletedScoreIds.Add("s3");
        });
        Assert.Equal(["p"], (await (await ReadStoreAsync()).ObservationsAsync(new LlmQuery(), default)).Value.Items.Select(o => o.Id));
        Assert.Equal(["s2"], (await Store.ScoresAsync(new LlmQuery(), default)).Value.Items.Select(s => s.Id));
        Assert.Null(await Store.TraceAsync("t", default));
        Assert.Null(await Store.ObservationAsync("o", null, default));
        await AppendAsync(batch => batch.Observations.Add(Observation("o")));
        Assert.NotNull(await (await ReadStoreAsync()).TraceAsync("t", default));
    }

    [Fact]
    public async Task Append_ABadReport_IsRefusedAloneAndNeighboursAreKept()
    {
        var batch = new LlmBatch();
        batch.Observations.AddRange(
        [
            Observation(""), Observation(new string('x', 801)), Observation("a\rb"), Observation("good"),
            Observation("negative") with { UsageDetails = new Dictionary<string, long> { ["input"] = -1 } },
            Observation("future") with { StartNs = s_t0 + (long)TimeSpan.FromDays(1).TotalNanoseconds },
        ]);
        AppendResult result = await Store.AppendAsync(batch, default);
        Assert.Equal((1, 5, RejectReason.InvalidId), (result.AcceptedCount, result.RejectedCount, result.FirstReason));
        Assert.NotNull(result.Message);
        Assert.Equal(["good"], batch.Observations.Select(o => o.Id));
        Assert.Equal(["good"], (await (await ReadStoreAsync()).ObservationsAsync(new LlmQuery(), default)).Value.Items.Select(o => o.Id));
    }

    private static LlmObservationChange Observation(string id) => new() { Id = id, TraceId = "t", EventNs = s_t0, StartNs = s_t0 };

    private async Task AppendAsync(Action<LlmBatch> fill)
    {
        var batch = new LlmBatch();
        fill(batch);
        AppendResult result = await Store.AppendAsync(batch, default);
        Assert.Equal((batch.Count, 0), (result.AcceptedCount, result.RejectedCount));
    }

    private async Task<LlmStore> ReadStoreAsync()
    {
        if (Cut)
        {
            await Store.FlushAsync(default);
        }

        if (Reopen)
        {
            _files = _files.AfterKill();
            _store = null;
        }

        return Store;
    }
}

public sealed class FreshLlmStoreTests : LlmStoreContract
{
    protected override bool Cut => false;

    protected override bool Reopen => false;
}

public sealed class ReopenedLlmStoreTests : LlmStoreContract
{
    protected override bool Cut => false;

    protected override bool Reopen => true;
}

public sealed class LlmStoreOfBlocksTests : LlmStoreContract
{
    protected override bool Cut => true;

    protected override bool Reopen => false;
}

public sealed class ReopenedLlmStoreOfBlocksTests : LlmStoreContract
{
    protected override bool Cut => true;

    protected override bool Reopen => true;
}

public sealed class LlmStoreOnDiskTests : LlmStoreContract
{
    protected override bool Cut => false;

    protected override bool Reopen => false;

    private protected override LlmBlockOptions Sizes { get; } = new() { RowBytes = 1 };
}

public sealed class ReopenedLlmStoreOnDiskTests : LlmStoreContract
{
    protected override bool Cut => true;

    protected override bool Reopen => true;

    private protected override LlmBlockOptions Sizes { get; } = new() { RowBytes = 1 };
}
