using Tta.Storage.Llm.Pages;
using Tta.Storage.Llm.Reports;
using Tta.Storage.Llm.Rows;

namespace Tta.Storage.Llm.Blocks;

/// <summary>
/// Which things go to a block that is being written, and where they will stand there. There may be as many as rows, so they are in pages too. Used under the
/// lock of the store.
/// </summary>
internal sealed class BlockMoves : IDisposable
{
    private readonly PageGroup _group;
    private readonly Column<byte> _kinds;
    private readonly Column<int> _rows; // Of a score, the number of its id.
    private readonly Column<long> _from;
    private readonly Column<long> _to;
    private readonly List<string> _scoreIds = [];

    public BlockMoves(RowPages pages)
    {
        _group = new PageGroup(pages);
        _kinds = new Column<byte>(_group);
        _rows = new Column<int>(_group);
        _from = new Column<long>(_group);
        _to = new Column<long>(_group);
    }

    public int Count { get; private set; }

    public (SealedEntry Entry, Location To) this[int number]
    {
        get
        {
            var kind = (ReportKind)_kinds[number];
            int row = _rows[number];
            var from = new Location(_from[number]);
            SealedEntry entry = kind == ReportKind.Score
                ? new SealedEntry(kind, -1, _scoreIds[row], from)
                : new SealedEntry(kind, row, null, from);
            return (entry, new Location(_to[number]));
        }
    }

    public void Add(SealedEntry entry, Location to)
    {
        int number = Count++;
        _kinds.Grow(Count);
        _rows.Grow(Count);
        _from.Grow(Count);
        _to.Grow(Count);
        _kinds[number] = (byte)entry.Kind;
        _rows[number] = entry.ScoreId is null ? entry.Row : _scoreIds.Count;
        _from[number] = entry.From.Value;
        _to[number] = to.Value;
        if (entry.ScoreId is { } id)
        {
            _scoreIds.Add(id);
        }
    }

    /// <summary>Lets pages go; nothing that any column handed out may be used afterwards.</summary>
    public void Trim() => _group.Pages.Trim();

    public void Dispose() => _group.Free();
}
