// Spec: docs/formats/traces-block.md, section "Rows"; opentelemetry-proto 1.11, trace/v1/trace.proto (field numbers).
using Tta.Model;
using Tta.Storage.Traces.Blocks;

namespace Tta.Storage.Traces.Search;

/// <summary>
/// A row group of which a query reads some columns. These are lined up by row once, so that spans are made of them in any order without putting
/// their messages together first; equal texts and attributes are shared. Used by one thread at a time.
/// </summary>
internal sealed class ProjectedGroup
{
    private const uint ParentTag = (4 << 3) | 2;

    private readonly SpanGroup _group;
    private readonly bool?[] _isUnusual; // By template.
    private readonly ColumnLane?[] _lanes; // By column; null for those that are not read.
    private readonly List<ColumnLane> _attributes = [];
    private ColumnLane? _name;
    private ColumnLane? _kind;
    private ColumnLane? _parentRow;
    private ColumnLane? _parentId;
    private ColumnLane? _status;
    private ColumnLane? _statusMessage;

    /// <param name="group">The group.</param>
    /// <param name="wanted">By column, whether the query reads it; events and links cannot be read.</param>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    /// <exception cref="IOException">The block cannot be read.</exception>
    public ProjectedGroup(SpanGroup group, bool[] wanted)
    {
        _group = group;
        _isUnusual = new bool?[group.Schema.Templates.Length];
        _lanes = new ColumnLane?[wanted.Length];
        var visited = new bool[wanted.Length];
        for (int i = 0; i < wanted.Length; i++)
        {
            visited[i] = wanted[i] && TryPlace(group.Schema.Columns[i], i);
        }

        var walk = new ColumnWalk(group, visited);
        int at = 0;
        Action<int, int> visit = (column, code) => _lanes[column]!.Set(at, code);
        for (; at < group.RowCount; at++)
        {
            walk.Row(at, visit);
        }
    }

    /// <summary>The columns that tell the parents of spans.</summary>
    public static bool[] Parents(SpanSchema schema) =>
        Array.ConvertAll(schema.Columns, static column => column.Role == ColumnRole.Parent || IsField(column, ParentTag));

    /// <summary>The span of a row; null when only its message tells.</summary>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public Span? Read(TraceId traceId, int row)
    {
        if (IsUnusual(row))
        {
            return null;
        }

        StoredScope scope = _group.ScopeOf(row);
        return new Span
        {
            TraceId = traceId,
            SpanId = new SpanId(_group.SpanIds[row]),
            ParentSpanId = ParentOf(row),
            Name = _name?.Text(row) ?? "",
            Kind = (SpanKind)(_kind?.Number(row) ?? 0),
            StartNs = _group.StartNs[row],
            EndNs = _group.EndNs[row],
            Status = (SpanStatusCode)(_status?.Number(row) ?? 0),
            StatusMessage = _statusMessage?.Text(row) ?? "",
            Attributes = AttributesOf(row),
            Resource = scope.Resource,
            Scope = scope.Scope,
        };
    }

    /// <summary>The span that a row names as its parent, invalid for none; false when only the message of the row tells.</summary>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public bool TryParentOf(int row, out SpanId parent)
    {
        bool isUnusual = IsUnusual(row);
        parent = isUnusual ? default : ParentOf(row);
        return !isUnusual;
    }

    private bool IsUnusual(int row)
    {
        int template = _group.Templates[row];
        return _isUnusual[template] ??= IsUnusual(_group.Schema.Templates[template]);
    }

    private SpanId ParentOf(int row)
    {
        if (_parentRow is not null && _parentRow.Has(row))
        {
            ulong back = _parentRow.Number(row);
            return back <= (ulong)row ? new SpanId(_group.SpanIds[row - (int)back]) : throw new InvalidDataException("a parent is no row");
        }

        ReadOnlySpan<byte> id = _parentId is null ? default : _parentId.Bytes(row);
        return id.Length == SpanId.SizeBytes ? SpanId.FromBytes(id) : default;
    }

    private KeyValue[] AttributesOf(int row)
    {
        KeyValue[] found = [];
        foreach (ColumnLane lane in _attributes)
        {
            if (lane.Has(row))
            {
                found = found.Length == 0 ? lane.Attribute(row) : [.. found, .. lane.Attribute(row)];
            }
        }

        return found;
    }

    /// <summary>Rows whose columns do not tell everything that is asked, or tell it in an order that counts.</summary>
    private bool IsUnusual(int[] template)
    {
        SpanColumn[] columns = _group.Schema.Columns;
        int parents = 0;
        var keys = new List<ReadOnlyMemory<byte>>();
        foreach (int column in template)
        {
            if (ColumnTest.IsOpaque(columns[column]))
            {
                return true;
            }

            parents += columns[column].Role == ColumnRole.Parent || IsField(columns[column], ParentTag) ? 1 : 0;
            if (columns[column].Role == ColumnRole.Attribute && _lanes[column] is not null)
            {
                keys.Add(columns[column].Key);
            }
        }

        bool repeats = keys.Count > 1
            && keys.Exists(key => keys.FindIndex(each => each.Span.SequenceEqual(key.Span)) != keys.FindLastIndex(each => each.Span.SequenceEqual(key.Span)));
        return parents > 1 || repeats;
    }

    /// <summary>Makes the lane of a column; false for one that spans are not made of, or that has no values here.</summary>
    private bool TryPlace(in SpanColumn column, int index)
    {
        if (column.HasValues && !_group.Has(index))
        {
            return false;
        }

        ColumnLane? Lane() => _lanes[index] = new ColumnLane(_group, index);
        switch (column)
        {
            case { Role: ColumnRole.Attribute, Place: SpanPlace.Span }:
                _attributes.Add(Lane()!);
                break;
            case { Role: ColumnRole.Parent }:
                _parentRow = Lane();
                break;
            case { Role: ColumnRole.Field, Place: SpanPlace.Span, Tag: ParentTag }:
                _parentId = Lane();
                break;
            case { Role: ColumnRole.Field, Place: SpanPlace.Span, Tag: SpanColumn.NameTag }:
                _name = Lane();
                break;
            case { Role: ColumnRole.Field, Place: SpanPlace.Span, Tag: SpanColumn.KindTag }:
                _kind = Lane();
                break;
            case { Role: ColumnRole.Field, Place: SpanPlace.Status, Tag: SpanColumn.StatusCodeTag }:
                _status = Lane();
                break;
            case { Role: ColumnRole.Field, Place: SpanPlace.Status, Tag: SpanColumn.StatusMessageTag }:
                _statusMessage = Lane();
                break;
        }

        return _lanes[index] is not null;
    }

    private static bool IsField(in SpanColumn column, uint tag) => column is { Role: ColumnRole.Field, Place: SpanPlace.Span } && column.Tag == tag;
}
