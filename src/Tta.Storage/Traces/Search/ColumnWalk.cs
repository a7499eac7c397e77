using Tta.Storage.Traces.Blocks;

namespace Tta.Storage.Traces.Search;

/// <summary>Goes through the rows of a group and visits only the values of some columns. Used once.</summary>
internal sealed class ColumnWalk
{
    private readonly SpanGroup _group;
    private readonly ColumnChunk?[] _chunks; // Of the columns that are visited or hold messages on the way to them.
    private readonly bool[] _visited;
    private readonly int[] _positions;
    private readonly int[]?[] _plans;

    public ColumnWalk(SpanGroup group, bool[] visited)
    {
        _group = group;
        _visited = visited;
        SpanColumn[] columns = group.Schema.Columns;
        _chunks = new ColumnChunk?[columns.Length];
        _positions = new int[columns.Length];
        _plans = new int[]?[group.Schema.Templates.Length];
        bool inner = false;
        for (int i = 0; i < columns.Length; i++)
        {
            inner |= visited[i] && columns[i].Place != SpanPlace.Span;
        }

        for (int i = 0; i < columns.Length; i++)
        {
            if ((visited[i] && columns[i].HasValues) || (inner && columns[i].Role == ColumnRole.Messages))
            {
                _chunks[i] = group.Chunk(i);
            }
        }
    }

    /// <summary>Calls the visitor with the column and the code of each value of a row; code 0 for columns without values.</summary>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public void Row(int row, Action<int, int> visit) => Message(_group.Templates[row], visit, isInner: false);

    private void Message(int template, Action<int, int> visit, bool isInner)
    {
        foreach (int column in _plans[template] ??= Plan(template))
        {
            if (_chunks[column] is not { } chunk)
            {
                visit(column, 0);
                continue;
            }

            int code = Next(column, chunk);
            if (_group.Schema.Columns[column].Role != ColumnRole.Messages)
            {
                visit(column, code);
                continue;
            }

            for (ulong count = isInner ? throw Damaged() : chunk.Number(code); count > 0; count--)
            {
                ulong inner = chunk.Number(Next(column, chunk));
                Message(inner < (ulong)_plans.Length ? (int)inner : throw Damaged(), visit, isInner: true);
            }
        }
    }

    private int Next(int column, ColumnChunk chunk)
    {
        int position = _positions[column]++;
        return position < chunk.Count ? chunk.CodeOf(position) : throw Damaged();
    }

    /// <summary>The columns of a template that are on the way.</summary>
    private int[] Plan(int template)
    {
        var plan = new List<int>();
        foreach (int column in _group.Schema.Templates[template])
        {
            if (_chunks[column] is not null || (_visited[column] && !_group.Schema.Columns[column].HasValues))
            {
                plan.Add(column);
            }
        }

        return [.. plan];
    }

    private static InvalidDataException Damaged() => new("the templates of a row group do not fit its columns");
}
