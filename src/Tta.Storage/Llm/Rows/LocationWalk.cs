using Tta.Storage.Llm.Reports;

namespace Tta.Storage.Llm.Rows;

/// <summary>
/// Walks over the places of all traces and observations that there are when it begins, a page at a time. What stands in a block then is found, if it is
/// not removed before the walk gets there. Each page is visited under the lock of the store.
/// </summary>
/// <param name="tables">The rows.</param>
internal sealed class LocationWalk(LlmTables tables)
{
    private readonly int _tracePages = tables.Traces.Locations.PageCount;
    private readonly int _observationPages = tables.Observations.Locations.PageCount;

    /// <summary>Gets the row of a thing and the place of its last report.</summary>
    public delegate void Visitor(ReportKind kind, int row, Location last);

    public int PageCount => _tracePages + _observationPages;

    /// <summary>Visits all pages under a lock that is held.</summary>
    /// <param name="visit">May change places.</param>
    /// <param name="inHeadOnly">Leaves out pages of which no row is in the head.</param>
    public void VisitAll(Visitor visit, bool inHeadOnly)
    {
        for (int page = 0; page < PageCount; page++)
        {
            Visit(page, visit, inHeadOnly);
        }
    }

    /// <summary>Visits what is there of one page.</summary>
    public void Visit(int page, Visitor visit, bool inHeadOnly = false)
    {
        bool isTrace = page < _tracePages;
        LocationColumn locations = isTrace ? tables.Traces.Locations : tables.Observations.Locations;
        page -= isTrace ? 0 : _tracePages;
        if (inHeadOnly && !locations.HasHead(page))
        {
            return;
        }

        ReadOnlySpan<long> all = locations.PageAt(page);
        for (int i = 0; i < all.Length; i++)
        {
            if (all[i] != Location.None.Value)
            {
                visit(isTrace ? ReportKind.Trace : ReportKind.Observation, (page * LocationColumn.PageRows) + i, new Location(all[i]));
            }
        }

        tables.Pages.Trim();
    }
}
