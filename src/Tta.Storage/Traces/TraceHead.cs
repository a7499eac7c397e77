using Tta.Model;
using Tta.Storage.Traces.Search;

namespace Tta.Storage.Traces;

/// <summary>The recent data in memory, in one part per segment of the log. Used under the lock of the store.</summary>
internal sealed class TraceHead
{
    private readonly List<TracePart> _parts = []; // Oldest first.
    private readonly RecentRecords _recent = new();

    /// <summary>Parts whose segment is full, waiting to become blocks.</summary>
    public int SealedCount => Math.Max(0, _parts.Count - 1);

    public long SpanCount
    {
        get
        {
            long count = 0;
            foreach (TracePart part in _parts)
            {
                count += part.SpanCount;
            }

            return count;
        }
    }

    public long TraceCount
    {
        get
        {
            long count = 0;
            foreach (TracePart part in _parts)
            {
                count += part.TraceCount;
            }

            return count;
        }
    }

    /// <summary>The part of a segment, which is the newest one.</summary>
    public TracePart PartOf(long segment)
    {
        if (_parts.Count == 0 || _parts[^1].Segment != segment)
        {
            _parts.Add(new TracePart(segment, _recent, _parts.Count > 0 ? _parts[^1] : null));
        }

        return _parts[^1];
    }

    public TracePart? Find(long segment) => _parts.Find(part => part.Segment == segment);

    public void Forget(long segment) => _parts.RemoveAll(part => part.Segment == segment);

    public bool Has(TraceId traceId, SpanKey key)
    {
        foreach (TracePart part in _parts)
        {
            if (part.Has(traceId, key))
            {
                return true;
            }
        }

        return false;
    }

    public void CollectTrace(TraceId traceId, List<StoredSpan> spans)
    {
        foreach (TracePart part in _parts)
        {
            part.CollectTrace(traceId, spans);
        }
    }

    /// <summary>What may be read without the lock.</summary>
    public HeadView[] View()
    {
        var views = new HeadView[_parts.Count];
        for (int i = 0; i < views.Length; i++)
        {
            views[i] = new HeadView(_parts[i].Columns, _parts[i].CopyScopes(), [.. _parts[i].Operations]);
        }

        return views;
    }
}
