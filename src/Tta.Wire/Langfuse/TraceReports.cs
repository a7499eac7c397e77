using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>
/// Makes few reports of what several spans of a batch say about their trace: one of those of one time, and none of what a newer one says again. Those
/// of different times stay apart otherwise: each says its fields at its own time, and other reports of the trace, from elsewhere, may come between. Not thread-safe.
/// </summary>
internal sealed class TraceReports
{
    private readonly Dictionary<string, int> _newest = new(StringComparer.Ordinal);

    /// <summary>Turns to an empty batch.</summary>
    public void Clear() => _newest.Clear();

    /// <summary>Joins the last report, which has just been added, with the newest of those about the same trace.</summary>
    public void JoinLast(List<LlmTraceChange> traces)
    {
        int lastPlace = traces.Count - 1;
        LlmTraceChange last = traces[lastPlace];
        if (!_newest.TryGetValue(last.Id, out int place))
        {
            _newest.Add(last.Id, lastPlace);
            return;
        }

        LlmTraceChange newest = traces[place];
        LlmTraceChange? one = last.EventNs == newest.EventNs ? ReportMerge.Merge(newest, last)
            : last.EventNs > newest.EventNs ? (ReportMerge.Covers(last, newest) ? last : null)
            : ReportMerge.Covers(newest, last) ? newest : null;
        if (one is not null)
        {
            traces[place] = one;
            traces.RemoveAt(lastPlace);
        }
        else if (last.EventNs > newest.EventNs)
        {
            _newest[last.Id] = lastPlace;
        }
    }
}
