// Spec: Langfuse, datasets (public API).
using System.Text.Json;
using Tta.Model;
using Tta.Storage.Registry.Schemas;

namespace Tta.Storage.Registry;

/// <summary>Datasets, their items and the runs over them. Items keep their history. Thread-safe.</summary>
public sealed class DatasetRegistry
{
    private readonly RegistryStore _store;
    private readonly RegistryTable<Dataset> _datasets;
    private readonly DatasetItems _items = new();
    private readonly DatasetRuns _runs;
    private readonly Dictionary<string, Dataset> _byName = new(StringComparer.Ordinal);

    internal DatasetRegistry(RegistryStore store)
    {
        _store = store;
        _datasets = new RegistryTable<Dataset>(
            RegistryKind.Dataset, RegistryJson.Default.Dataset, static dataset => dataset.Id, (dataset, _) => _byName[dataset.Name] = dataset);
        _runs = new DatasetRuns();
    }

    internal IReadOnlyList<IRegistryTable> Tables => [_datasets, _items.Table, _runs.Table, _runs.ItemTable];

    /// <summary>The dataset with a name, or null.</summary>
    public Dataset? Find(string name) => _store.Read(() => _byName.GetValueOrDefault(name));

    /// <summary>The dataset with an id, or null.</summary>
    public Dataset? FindById(string id) => _store.Read(() => _datasets.Find(id));

    /// <summary>Datasets, newest first.</summary>
    public RegistryPage<Dataset> List(int page, int limit) => _store.Read(() =>
    {
        List<Dataset> all = _datasets.ToList();
        all.Reverse();
        return RegistryPage<Dataset>.Of(all, page, limit);
    });

    /// <summary>Makes a dataset, or changes the one with the name.</summary>
    /// <exception cref="RegistryException">A schema is no schema, or items do not fit it.</exception>
    /// <exception cref="StoreUnavailableException">The disk is full or failing.</exception>
    public ValueTask<Dataset> UpsertAsync(DatasetDraft draft, CancellationToken cancellationToken) => _store.ChangeAsync(
        changes =>
        {
            long nowMs = _store.NowMs;
            Dataset known = _byName.GetValueOrDefault(draft.Name)
                ?? new Dataset { Id = Guid.NewGuid().ToString(), Name = draft.Name, CreatedMs = nowMs, UpdatedMs = nowMs };
            Dataset dataset = known with
            {
                Description = draft.Description ?? known.Description,
                MetadataJson = draft.MetadataJson ?? known.MetadataJson,
                InputSchemaJson = NewSchema(draft.InputSchemaJson, known.InputSchemaJson),
                ExpectedOutputSchemaJson = NewSchema(draft.ExpectedOutputSchemaJson, known.ExpectedOutputSchemaJson),
                UpdatedMs = nowMs,
            };
            foreach (DatasetItem item in _items.List(new DatasetItemFilter(), dataset.Id))
            {
                DatasetSchemas.Check(dataset, item);
            }

            changes.Set(_datasets, dataset);
            return dataset;
        },
        cancellationToken);

    /// <summary>An item as it is now, or was at a time (Unix ms); null when it is not, or was not, there.</summary>
    public DatasetItem? FindItem(string id, long? atMs = null) => _store.Read(() => _items.Find(id, atMs));

    /// <summary>Items in use, newest first.</summary>
    /// <exception cref="RegistryException">There is no such dataset.</exception>
    public RegistryPage<DatasetItem> ListItems(DatasetItemFilter filter, int page, int limit) => _store.Read(() =>
        RegistryPage<DatasetItem>.Of(_items.List(filter, filter.DatasetName is { } name ? Existing(name).Id : null), page, limit));

    /// <summary>Makes an item, or a new version of the one with the id.</summary>
    /// <exception cref="RegistryException">There is no such dataset, the id is in use in another one, or the item does not fit the schema.</exception>
    /// <exception cref="StoreUnavailableException">The disk is full or failing.</exception>
    public ValueTask<DatasetItem> UpsertItemAsync(DatasetItemDraft draft, CancellationToken cancellationToken) => _store.ChangeAsync(
        changes =>
        {
            Dataset dataset = Existing(draft.DatasetName);
            string id = draft.Id ?? Guid.NewGuid().ToString();
            long nowMs = _store.NowMs;
            DatasetItem known = _items.Find(id)
                ?? new DatasetItem { Id = id, DatasetId = dataset.Id, CreatedMs = nowMs, UpdatedMs = nowMs, ValidFromMs = nowMs };
            if (!string.Equals(known.DatasetId, dataset.Id, StringComparison.Ordinal))
            {
                throw new RegistryException(
                    RegistryFault.Conflict,
                    $"Dataset item id {id} already exists in another dataset (id {known.DatasetId}) in this project; item ids are unique per "
                    + $"project across datasets. Use a different id or target dataset {known.DatasetId}.");
            }

            DatasetItem item = known with
            {
                InputJson = draft.InputJson ?? known.InputJson,
                ExpectedOutputJson = draft.ExpectedOutputJson ?? known.ExpectedOutputJson,
                MetadataJson = draft.MetadataJson ?? known.MetadataJson,
                SourceTraceId = draft.SourceTraceId ?? known.SourceTraceId,
                SourceObservationId = draft.SourceObservationId ?? known.SourceObservationId,
                IsArchived = draft.IsArchived ?? known.IsArchived,
                UpdatedMs = nowMs,
                ValidFromMs = NextVersionMs(id, nowMs),
            };
            DatasetSchemas.Check(dataset, item);
            changes.Set(_items.Table, item);
            return item;
        },
        cancellationToken);

    /// <summary>Deletes an item and what runs did with it; its history stays for questions about earlier times.</summary>
    /// <exception cref="RegistryException">There is no such item.</exception>
    /// <exception cref="StoreUnavailableException">The disk is full or failing.</exception>
    public ValueTask<DatasetItem> DeleteItemAsync(string id, CancellationToken cancellationToken) => _store.ChangeAsync(
        changes =>
        {
            DatasetItem item = _items.Find(id) ?? throw new RegistryException(RegistryFault.NotFound, "Dataset item not found");
            long nowMs = _store.NowMs;
            changes.Set(_items.Table, item with { IsDeleted = true, UpdatedMs = nowMs, ValidFromMs = NextVersionMs(id, nowMs) });
            _runs.RemoveItem(changes, id);
            return item;
        },
        cancellationToken);

    /// <summary>Runs over a dataset, newest first.</summary>
    /// <exception cref="RegistryException">There is no such dataset.</exception>
    public RegistryPage<DatasetRun> ListRuns(string datasetName, int page, int limit) => _store.Read(() =>
        RegistryPage<DatasetRun>.Of(_runs.OfDataset(Existing(datasetName).Id), page, limit));

    /// <summary>Runs over all datasets, each with what it did, in the order in which they were made.</summary>
    public IReadOnlyList<(DatasetRun Run, IReadOnlyList<DatasetRunItem> Items)> AllRuns() => _store.Read(() =>
    {
        var all = new List<(DatasetRun Run, IReadOnlyList<DatasetRunItem> Items)>();
        foreach (DatasetRun run in _runs.Table.ToList())
        {
            all.Add((run, _runs.ItemsOf(run.Id)));
        }

        return all;
    });

    /// <summary>A run by the names of its dataset and its own; null when there is none.</summary>
    public DatasetRun? FindRun(string datasetName, string runName) => _store.Read(() =>
        _byName.TryGetValue(datasetName, out Dataset? dataset) ? _runs.Find(dataset.Id, runName) : null);

    /// <summary>A run by the id of its dataset and its name; null when there is none.</summary>
    public DatasetRun? FindRunById(string datasetId, string runName) => _store.Read(() => _runs.Find(datasetId, runName));

    /// <summary>What a run did, newest first.</summary>
    public RegistryPage<DatasetRunItem> ListRunItems(string runId, int page, int limit) =>
        _store.Read(() => RegistryPage<DatasetRunItem>.Of(_runs.ItemsOf(runId), page, limit));

    /// <summary>Notes what a run did with an item; makes the run if there is none of the name.</summary>
    /// <exception cref="RegistryException">There is no such item in use.</exception>
    /// <exception cref="StoreUnavailableException">The disk is full or failing.</exception>
    public ValueTask<(DatasetRun Run, DatasetRunItem Item)> AddRunItemAsync(DatasetRunItemDraft draft, CancellationToken cancellationToken) =>
        _store.ChangeAsync(
            changes => _items.Find(draft.ItemId, draft.ItemAtMs) is { IsArchived: false } item
                ? _runs.Add(changes, draft, item, _store.NowMs)
                : throw new RegistryException(RegistryFault.NotFound, "Dataset item not found"),
            cancellationToken);

    /// <summary>Deletes a run and what it did.</summary>
    /// <exception cref="RegistryException">There is no such run.</exception>
    /// <exception cref="StoreUnavailableException">The disk is full or failing.</exception>
    public ValueTask<DatasetRun> DeleteRunAsync(string datasetName, string runName, CancellationToken cancellationToken) => _store.ChangeAsync(
        changes =>
        {
            DatasetRun run = (_byName.TryGetValue(datasetName, out Dataset? dataset) ? _runs.Find(dataset.Id, runName) : null)
                ?? throw new RegistryException(RegistryFault.NotFound, "Dataset run not found");
            _runs.Remove(changes, run);
            return run;
        },
        cancellationToken);

    private static string? NewSchema(string? said, string? known)
    {
        if (said is null)
        {
            return known;
        }

        using JsonDocument schema = JsonDocument.Parse(said);
        if (schema.RootElement.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        JsonSchema.Parse(schema.RootElement);
        return said;
    }

    private Dataset Existing(string name) =>
        _byName.GetValueOrDefault(name) ?? throw new RegistryException(RegistryFault.NotFound, "Dataset not found");

    private long NextVersionMs(string id, long nowMs) => Math.Max(nowMs, _items.NewestMs(id) + 1);
}
