using Tta.Model;
using Tta.Storage.Traces.Blocks;

namespace Tta.Storage.Traces.Search;

/// <summary>
/// Finds the traces that may match in the order in which they are stored, each once. What it must remember of the traces given
/// already are only those of the recent data and those that lie in several places.
/// </summary>
internal sealed class AnyOrder(SpanFilter filter, HeadView[] head, BlockSet blocks, StoreWarnings warnings)
{
    private readonly HashSet<TraceId> _given = new(TraceIdComparer.Instance);

    public IEnumerable<TraceId> Traces()
    {
        foreach (HeadView part in head)
        {
            for (int row = 0; row < part.Columns.Count; row++)
            {
                TraceId id = part.Columns.TraceIds[row];
                if (filter.MayMatch(part, row) && !_given.Contains(id) && Matches(part, row))
                {
                    _given.Add(id);
                    yield return id;
                }
            }
        }

        foreach (SpanBlock block in blocks.Blocks)
        {
            for (int stretch = 0; stretch < block.StretchCount; stretch++)
            {
                (int first, int end) = MayMatch(block, stretch) ? block.GroupsOf(stretch) : default;
                for (int i = first; i < end; i++)
                {
                    foreach (TraceId id in TracesOf(block, i))
                    {
                        yield return id;
                    }
                }
            }
        }
    }

    private bool Matches(in HeadView part, int row)
    {
        try
        {
            return filter.Matches(part, row);
        }
        catch (InvalidDataException e)
        {
            warnings.AddMissingData($"a span of trace {part.Columns.TraceIds[row]} cannot be read and was skipped: {e.Message}");
            return false;
        }
    }

    private bool MayMatch(SpanBlock block, int stretch)
    {
        try
        {
            return filter.MayMatch(block) && filter.MayMatch(block, stretch);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            block.Report(e, warnings);
            return false;
        }
    }

    private List<TraceId> TracesOf(SpanBlock block, int index)
    {
        var found = new List<TraceId>();
        if (!filter.MayMatch(block.Footer.Groups[index]))
        {
            return found;
        }

        try
        {
            var group = new SpanGroup(block, index);
            bool[] mask = filter.Rows(group);
            for (int row = Array.IndexOf(mask, true); row >= 0;)
            {
                int trace = group.Traces.TraceOfRow(row);
                TraceId id = group.Traces.IdOf(trace);
                int end = group.Traces.FirstRowOf(trace + 1);
                if (group.Traces.IsWhole(trace) && !IsElsewhere(block, id) ? !_given.Contains(id) : _given.Add(id))
                {
                    found.Add(id);
                }

                row = end < mask.Length ? Array.IndexOf(mask, true, end) : -1;
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            block.Report(e, warnings);
        }

        return found;
    }

    private bool IsElsewhere(SpanBlock home, TraceId id)
    {
        foreach (SpanBlock block in blocks.Blocks)
        {
            if (block != home && block.MayContain(id))
            {
                return true;
            }
        }

        return false;
    }
}
