using System.Globalization;
using Tta.Model;

namespace Tta.Storage.Registry;

/// <summary>The items of all datasets with their history. Used under the lock of the store.</summary>
internal sealed class DatasetItems
{
    private readonly Dictionary<string, List<DatasetItem>> _byId = new(StringComparer.Ordinal);

    public DatasetItems() => Table = new RegistryTable<DatasetItem>(
        RegistryKind.DatasetItem,
        RegistryJson.Default.DatasetItem,
        static item => string.Create(CultureInfo.InvariantCulture, $"{item.ValidFromMs}@{item.Id}"),
        (item, _) => Index(item));

    public RegistryTable<DatasetItem> Table { get; }

    /// <summary>An item as it is now, or was at a time; null when it is not, or was not, there.</summary>
    public DatasetItem? Find(string id, long? atMs = null) =>
        _byId.TryGetValue(id, out List<DatasetItem>? versions) ? At(versions, atMs) : null;

    /// <summary>When the newest version of an item begins, deleted or not; 0 when there never was one.</summary>
    public long NewestMs(string id) => _byId.TryGetValue(id, out List<DatasetItem>? versions) ? versions[^1].ValidFromMs : 0;

    /// <summary>The items in use that match, newest first, items of the same time by id.</summary>
    public List<DatasetItem> List(DatasetItemFilter filter, string? datasetId)
    {
        var found = new List<DatasetItem>();
        foreach (List<DatasetItem> versions in _byId.Values)
        {
            bool matches = At(versions, filter.AtMs) is { IsArchived: false } item
                && (datasetId is null || string.Equals(item.DatasetId, datasetId, StringComparison.Ordinal))
                && (filter.SourceTraceId is null || string.Equals(item.SourceTraceId, filter.SourceTraceId, StringComparison.Ordinal))
                && (filter.SourceObservationId is null
                    || string.Equals(item.SourceObservationId, filter.SourceObservationId, StringComparison.Ordinal));
            if (matches)
            {
                found.Add(At(versions, filter.AtMs)!);
            }
        }

        found.Sort(static (a, b) => a.CreatedMs != b.CreatedMs ? b.CreatedMs.CompareTo(a.CreatedMs) : string.CompareOrdinal(a.Id, b.Id));
        return found;
    }

    private static DatasetItem? At(List<DatasetItem> versions, long? atMs)
    {
        for (int i = versions.Count - 1; i >= 0; i--)
        {
            if (atMs is null || versions[i].ValidFromMs <= atMs)
            {
                return versions[i].IsDeleted ? null : versions[i];
            }
        }

        return null;
    }

    private void Index(DatasetItem item)
    {
        if (!_byId.TryGetValue(item.Id, out List<DatasetItem>? versions))
        {
            _byId.Add(item.Id, versions = []);
        }

        // The log may repeat a version; versions are written in the order of their times.
        int place = versions.FindIndex(known => known.ValidFromMs >= item.ValidFromMs);
        if (place >= 0 && versions[place].ValidFromMs == item.ValidFromMs)
        {
            versions[place] = item;
        }
        else
        {
            versions.Insert(place < 0 ? versions.Count : place, item);
        }
    }
}
