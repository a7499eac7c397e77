namespace Tta.Storage.Llm.Reports;

/// <summary>All reports about one thing, in the order of their events; of equal times, in the order of arrival.</summary>
internal sealed class Fold<T>(Func<T, long> eventNs, Func<T, T, T> merge)
    where T : class
{
    private readonly List<T> _reports = [];
    private T? _merged;

    public long CreatedNs => eventNs(_reports[0]);

    /// <summary>Segment of the log that holds the last report that arrived.</summary>
    public long Segment { get; private set; }

    public T Merged => _merged ??= MergeAll();

    public void Add(T report, long segment)
    {
        Segment = segment;
        int place = _reports.Count;
        while (place > 0 && eventNs(_reports[place - 1]) > eventNs(report))
        {
            place--;
        }

        _merged = place == _reports.Count && _merged is not null ? merge(_merged, report) : null;
        _reports.Insert(place, report);
    }

    private T MergeAll()
    {
        T merged = _reports[0];
        for (int i = 1; i < _reports.Count; i++)
        {
            merged = merge(merged, _reports[i]);
        }

        return merged;
    }
}
