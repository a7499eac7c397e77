using Tta.Model;
using Tta.Storage.Registry;
using Tta.TestKit;

namespace Tta.Storage.Tests.Registry;

public sealed class DatasetRegistryTests : IAsyncDisposable
{
    private readonly ManualTimeProvider _clock = new(TestStore.Start);
    private readonly RegistryStore _store;

    public DatasetRegistryTests() => _store = RegistryStore.Open(TestStore.Options(TestStore.Files(), _clock));

    private DatasetRegistry Datasets => _store.Datasets;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Items_AreWhatTheyWereAtAnyTime()
    {
        await Datasets.UpsertAsync(new DatasetDraft("d"), default);
        await PutAsync("a", "1");
        _clock.Advance(TimeSpan.FromSeconds(10));
        await PutAsync("a", "2");
        await PutAsync("b", "3");
        _clock.Advance(TimeSpan.FromSeconds(10));
        await Datasets.DeleteItemAsync("a", default);

        Assert.Equal(["3"], Inputs(null));
        Assert.Equal(["2", "3"], Inputs(19).Order());
        Assert.Equal(["1"], Inputs(9));
        Assert.Empty(Inputs(-1));
        Assert.Null(Datasets.FindItem("a"));
        await Assert.ThrowsAsync<RegistryException>(async () => await Datasets.DeleteItemAsync("a", default));

        await PutAsync("a", "4");
        Assert.Equal(["3", "4"], Inputs(null).Order());
        Assert.Equal(["2", "3"], Inputs(19).Order());
    }

    [Fact]
    public async Task AnUpdate_KeepsWhatItDoesNotName_AndIsANewVersionEvenInTheSameMillisecond()
    {
        await Datasets.UpsertAsync(new DatasetDraft("d"), default);
        DatasetItem first = await Datasets.UpsertItemAsync(new DatasetItemDraft("d") { Id = "a", InputJson = "1", MetadataJson = "{}" }, default);
        DatasetItem second = await Datasets.UpsertItemAsync(new DatasetItemDraft("d") { Id = "a", ExpectedOutputJson = "2", IsArchived = true }, default);
        Assert.Equal(("1", "2", "{}"), (second.InputJson, second.ExpectedOutputJson, second.MetadataJson));
        Assert.Equal(first.CreatedMs, second.CreatedMs);
        Assert.True(second.ValidFromMs > first.ValidFromMs);
        Assert.Empty(Inputs(null));
        Assert.True(Datasets.FindItem("a")!.IsArchived);
    }

    [Fact]
    public async Task AnIdOfAnotherDataset_IsRefused()
    {
        await Datasets.UpsertAsync(new DatasetDraft("d"), default);
        await Datasets.UpsertAsync(new DatasetDraft("other"), default);
        await PutAsync("a", "1");
        RegistryException refused = await Assert.ThrowsAsync<RegistryException>(async () =>
            await Datasets.UpsertItemAsync(new DatasetItemDraft("other") { Id = "a" }, default));
        Assert.Equal(RegistryFault.Conflict, refused.Fault);
        refused = await Assert.ThrowsAsync<RegistryException>(async () => await Datasets.UpsertItemAsync(new DatasetItemDraft("none"), default));
        Assert.Equal(RegistryFault.NotFound, refused.Fault);
    }

    [Fact]
    public async Task Runs_AreMadeByTheirFirstItem_AndDeletedWithTheirItems()
    {
        await Datasets.UpsertAsync(new DatasetDraft("d"), default);
        await PutAsync("a", "1");
        await PutAsync("b", "2");
        (DatasetRun run, DatasetRunItem first) = await Datasets.AddRunItemAsync(
            new DatasetRunItemDraft("r", "a", "t1") { RunDescription = "first said" }, default);
        (DatasetRun same, _) = await Datasets.AddRunItemAsync(new DatasetRunItemDraft("r", "b", "t2") { RunDescription = "later" }, default);
        Assert.Equal(run, same);
        Assert.Equal("first said", Datasets.FindRun("d", "r")!.Description);
        Assert.Equal(["t2", "t1"], Datasets.ListRunItems(run.Id, 1, 10).Items.Select(i => i.TraceId));
        Assert.Equal("a", first.ItemId);

        await Datasets.DeleteItemAsync("a", default);
        Assert.Equal("t2", Assert.Single(Datasets.ListRunItems(run.Id, 1, 10).Items).TraceId);
        await Assert.ThrowsAsync<RegistryException>(async () => await Datasets.AddRunItemAsync(new DatasetRunItemDraft("r", "a", "t3"), default));

        await Datasets.DeleteRunAsync("d", "r", default);
        Assert.Null(Datasets.FindRun("d", "r"));
        Assert.Empty(Datasets.ListRunItems(run.Id, 1, 10).Items);
        (DatasetRun again, _) = await Datasets.AddRunItemAsync(new DatasetRunItemDraft("r", "b", "t4"), default);
        Assert.NotEqual(run.Id, again.Id);
    }

    [Fact]
    public async Task Schemas_HoldForNewItems_ForOldItems_AndCanBeRemoved()
    {
        const string Schema = """{"type":"object","required":["q"],"properties":{"q":{"type":"string"}}}""";
        await Datasets.UpsertAsync(new DatasetDraft("d") { InputSchemaJson = Schema }, default);
        RegistryException refused = await Assert.ThrowsAsync<RegistryException>(() => PutAsync("a", """{"q":1}"""));
        Assert.Contains("input of item a does not fit the schema: /q: must be string", refused.Message, StringComparison.Ordinal);
        await PutAsync("a", """{"q":"x"}""");
        await Assert.ThrowsAsync<RegistryException>(async () =>
            await Datasets.UpsertAsync(new DatasetDraft("d") { InputSchemaJson = """{"required":["r"]}""" }, default));
        await Assert.ThrowsAsync<RegistryException>(async () =>
            await Datasets.UpsertAsync(new DatasetDraft("d") { InputSchemaJson = """{"type":"text"}""" }, default));
        Dataset free = await Datasets.UpsertAsync(new DatasetDraft("d") { InputSchemaJson = "null" }, default);
        Assert.Null(free.InputSchemaJson);
        await PutAsync("b", "1");
    }

    private async Task PutAsync(string id, string inputJson) =>
        await Datasets.UpsertItemAsync(new DatasetItemDraft("d") { Id = id, InputJson = inputJson }, default);

    private IEnumerable<string?> Inputs(int? atSecond) => Datasets
        .ListItems(new DatasetItemFilter { DatasetName = "d", AtMs = atSecond is { } s ? TestStore.StartMs + (s * 1000) : null }, 1, 100)
        .Items.Select(i => i.InputJson);
}
