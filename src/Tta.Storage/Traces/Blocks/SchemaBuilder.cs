using Tta.Storage.LabelSets;
using Tta.Storage.Wal;

namespace Tta.Storage.Traces.Blocks;

/// <summary>Numbers the columns and templates of the block under construction.</summary>
internal sealed class SchemaBuilder
{
    /// <summary>Beyond so many, spans are kept whole: they have little in common, and every reader holds all templates.</summary>
    private const int MaxTemplates = 4096;
    private const int MaxColumns = 16384;

    private readonly ByteKeyTable _columnIds = new();
    private readonly ByteKeyTable _templateIds = new();
    private readonly ByteWriter _key = new(256);

    public List<ColumnBuffer> Buffers { get; } = [];

    public List<SpanColumn> Columns { get; } = [];

    public List<int[]> Templates { get; } = [];

    /// <summary>Number of a column, or -1 when there are too many.</summary>
    public int ColumnOf(SpanPlace place, ColumnRole role, uint tag, ReadOnlySpan<byte> key)
    {
        _key.Reset(0, 4096);
        _key.WriteByte((byte)place);
        _key.WriteByte((byte)role);
        _key.WriteVarint(tag);
        _key.WriteRaw(key);
        int id = Columns.Count < MaxColumns ? _columnIds.GetOrAdd(_key.Written, out _) : _columnIds.Find(_key.Written);
        if (id == Columns.Count)
        {
            ReadOnlyMemory<byte> stored = _columnIds[id];
            Columns.Add(new SpanColumn(place, role, tag, stored[(stored.Length - key.Length)..]));
            Buffers.Add(new ColumnBuffer(Columns[id]));
        }

        return id;
    }

    /// <summary>Number of a template, or -1 when there are too many; the last places stay free for whole spans.</summary>
    public int TemplateOf(ReadOnlySpan<int> columns, bool isWhole = false)
    {
        _key.Reset(0, 4096);
        foreach (int column in columns)
        {
            _key.WriteVarint((uint)column);
        }

        int id = isWhole || Templates.Count < MaxTemplates ? _templateIds.GetOrAdd(_key.Written, out _) : _templateIds.Find(_key.Written);
        if (id == Templates.Count)
        {
            Templates.Add(columns.ToArray());
        }

        return id;
    }
}
