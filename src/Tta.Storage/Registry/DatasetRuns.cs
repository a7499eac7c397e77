using Tta.Model;

namespace Tta.Storage.Registry;

/// <summary>Runs over datasets and what they did. Used under the lock of the store.</summary>
internal sealed class DatasetRuns
{
    private readonly Dictionary<(string DatasetId, string Name), DatasetRun> _byName = [];
    private readonly Dictionary<string, List<DatasetRunItem>> _itemsByRun = new(StringComparer.Ordinal);

    public DatasetRuns()
    {
        Table = new RegistryTable<DatasetRun>(
            RegistryKind.DatasetRun,
            RegistryJson.Default.DatasetRun,
            static run => run.Id,
            (run, _) => _byName[(run.DatasetId, run.Name)] = run,
            run => _byName.Remove((run.DatasetId, run.Name)));
        ItemTable = new RegistryTable<DatasetRunItem>(
            RegistryKind.DatasetRunItem, RegistryJson.Default.DatasetRunItem, static item => item.Id, Index, Unindex);
    }

    public RegistryTable<DatasetRun> Table { get; }

    public RegistryTable<DatasetRunItem> ItemTable { get; }

    public DatasetRun? Find(string datasetId, string name) => _byName.GetValueOrDefault((datasetId, name));

    /// <summary>Newest first, runs of the same time by id.</summary>
    public List<DatasetRun> OfDataset(string datasetId)
    {
        List<DatasetRun> runs = Table.ToList();
        runs.RemoveAll(run => !string.Equals(run.DatasetId, datasetId, StringComparison.Ordinal));
        runs.Sort(static (a, b) => a.CreatedMs != b.CreatedMs ? b.CreatedMs.CompareTo(a.CreatedMs) : string.CompareOrdinal(a.Id, b.Id));
        return runs;
    }

    /// <summary>Newest first.</summary>
    public List<DatasetRunItem> ItemsOf(string runId)
    {
        List<DatasetRunItem> items = [.. _itemsByRun.GetValueOrDefault(runId) ?? []];
        items.Reverse();
        return items;
    }

    public (DatasetRun Run, DatasetRunItem Item) Add(RegistryChanges changes, DatasetRunItemDraft draft, DatasetItem item, long nowMs)
    {
        long createdMs = draft.CreatedMs ?? nowMs;
        DatasetRun? run = Find(item.DatasetId, draft.RunName);
        if (run is null)
        {
            run = new DatasetRun
            {
                Id = Guid.NewGuid().ToString(),
                Name = draft.RunName,
                DatasetId = item.DatasetId,
                Description = draft.RunDescription,
                MetadataJson = draft.RunMetadataJson,
                CreatedMs = createdMs,
                UpdatedMs = createdMs,
            };
            changes.Set(Table, run);
        }

        var runItem = new DatasetRunItem
        {
            Id = Guid.NewGuid().ToString(),
            RunId = run.Id,
            ItemId = item.Id,
            ItemValidFromMs = item.ValidFromMs,
            TraceId = draft.TraceId,
            ObservationId = draft.ObservationId,
            CreatedMs = createdMs,
        };
        changes.Set(ItemTable, runItem);
        return (run, runItem);
    }

    public void Remove(RegistryChanges changes, DatasetRun run)
    {
        changes.Remove(Table, run);
        foreach (DatasetRunItem item in ItemsOf(run.Id))
        {
            changes.Remove(ItemTable, item);
        }
    }

    public void RemoveItem(RegistryChanges changes, string itemId)
    {
        foreach (DatasetRunItem runItem in ItemTable.ToList())
        {
            if (string.Equals(runItem.ItemId, itemId, StringComparison.Ordinal))
            {
                changes.Remove(ItemTable, runItem);
            }
        }
    }

    private void Index(DatasetRunItem item, DatasetRunItem? before)
    {
        if (before is not null)
        {
            return; // A link never changes; the log repeats it.
        }

        if (!_itemsByRun.TryGetValue(item.RunId, out List<DatasetRunItem>? items))
        {
            _itemsByRun.Add(item.RunId, items = []);
        }

        items.Add(item);
    }

    private void Unindex(DatasetRunItem item)
    {
        List<DatasetRunItem> items = _itemsByRun[item.RunId];
        items.RemoveAll(known => string.Equals(known.Id, item.Id, StringComparison.Ordinal));
        if (items.Count == 0)
        {
            _itemsByRun.Remove(item.RunId);
        }
    }
}
