using Tta.Model;
using Tta.Storage.LabelSets;

namespace Tta.Storage.Metrics;

/// <summary>Lists series, label names and label values that have samples in a range. Used under the lock of the store.</summary>
internal sealed class MetricLists(MetricHead head)
{
    public List<Labels> Series(SeriesFilter filter)
    {
        List<int> ids = head.Index.SelectAny(filter.MatcherSets);
        head.Index.Sort(ids);
        var found = new List<Labels>();
        foreach (int id in ids)
        {
            if (IsInRange(id, filter))
            {
                found.Add(head[id].Labels);
            }
        }

        return found;
    }

    public List<string> LabelNames(SeriesFilter filter)
    {
        IdFilter selected = Selected(filter);
        var names = new List<string>();
        foreach (LabelValues values in head.Index.Names.Values)
        {
            foreach (Posting posting in values.Postings)
            {
                if (HasAny(posting, selected, filter))
                {
                    names.Add(values.Name);
                    break;
                }
            }
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    public List<string> LabelValues(string name, SeriesFilter filter)
    {
        var values = new List<string>();
        if (head.Index.Names.TryGetValue(name, out LabelValues? all))
        {
            IdFilter selected = Selected(filter);
            foreach (Posting posting in all.Postings)
            {
                if (HasAny(posting, selected, filter))
                {
                    values.Add(posting.Value);
                }
            }
        }

        values.Sort(StringComparer.Ordinal);
        return values;
    }

    private IdFilter Selected(SeriesFilter filter) =>
        filter.MatcherSets.Count == 0 ? IdFilter.All : new IdFilter(head.Index.SelectAny(filter.MatcherSets), head.Index.Count);

    /// <summary>True when a series of the posting is selected and in range; mostly the first one is.</summary>
    private bool HasAny(Posting posting, IdFilter selected, SeriesFilter filter)
    {
        foreach (int id in posting.Ids)
        {
            if (selected.Has(id) && IsInRange(id, filter))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsInRange(int id, SeriesFilter filter) => head[id].MayHave(filter.StartMs, filter.EndInclusiveMs);
}
