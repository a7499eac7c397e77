using Tta.Model;
using Tta.Storage.Traces.Blocks;

namespace Tta.Storage.Traces;

/// <summary>
/// Goes through the traces of a block in the order in which they are stored, by their first start there, and notes those that were taken before their
/// turn. Used once.
/// </summary>
internal sealed class TraceCursor(SpanBlock block, RecentGroups<SpanGroup> groups)
{
    private readonly HashSet<TraceId> _taken = new(TraceIdComparer.Instance);
    private SpanGroup? _group;
    private int _index = -1;
    private int _trace;

    public SpanBlock Block => block;

    public TraceId Id => _group!.Traces.IdOf(_trace);

    /// <summary>First start of the trace in this block.</summary>
    public long StartNs => _group!.StartNs[_group.Traces.FirstRowOf(_trace)];

    /// <summary>Rows of the trace in this block.</summary>
    public (int First, int End) Rows => (block.FirstRowOf(_index) + _group!.Traces.FirstRowOf(_trace), block.EndOf(_index, _group.Traces, _trace));

    /// <summary>Goes to the next trace; false behind the last one.</summary>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    /// <exception cref="IOException">The block cannot be read.</exception>
    public bool MoveNext()
    {
        _trace++;
        while (_group is null || _trace >= _group.Traces.Count)
        {
            if (++_index == block.Footer.Groups.Length)
            {
                return false;
            }

            _group = groups.Of(block, block.FirstRowOf(_index), out _);
            _trace = _group.Traces.FirstBegun;
        }

        return true;
    }

    /// <summary>True when the trace was taken before; asked once.</summary>
    public bool WasTaken() => _taken.Count > 0 && _taken.Remove(Id);

    /// <summary>The rows of a trace that has not had its turn; an empty range when it is not here.</summary>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    /// <exception cref="IOException">The block cannot be read.</exception>
    public (int First, int End) Take(TraceId id)
    {
        (int First, int End) rows = block.RowsOf(id);
        if (rows.End > rows.First)
        {
            _taken.Add(id);
        }

        return rows;
    }
}
