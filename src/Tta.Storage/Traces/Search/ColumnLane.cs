using System.Text;
using Tta.Model;
using Tta.Storage.Traces.Blocks;

namespace Tta.Storage.Traces.Search;

/// <summary>The values of a column of a row group by row; what is made of a distinct value is made once.</summary>
internal sealed class ColumnLane
{
    private readonly SpanColumn _column;
    private readonly ColumnChunk? _chunk; // Null when there is nothing to hold: every value is empty.
    private readonly int[] _codes; // -1 where the row has none.
    private string?[]? _texts;
    private KeyValue[]?[]? _attributes;

    public ColumnLane(SpanGroup group, int column)
    {
        _column = group.Schema.Columns[column];
        _chunk = _column.HasValues ? group.Chunk(column) : null;
        _codes = new int[group.RowCount];
        Array.Fill(_codes, -1);
    }

    private int DistinctCount => _chunk?.DistinctCount ?? 1;

    /// <summary>Notes the value of a row; the last one counts, as in protobuf.</summary>
    public void Set(int row, int code) => _codes[row] = code;

    public bool Has(int row) => _codes[row] >= 0;

    public ulong Number(int row) => Has(row) ? _chunk!.Number(_codes[row]) : 0;

    public ReadOnlySpan<byte> Bytes(int row) => Has(row) ? _chunk!.Bytes(_codes[row]) : default;

    public string Text(int row)
    {
        if (!Has(row))
        {
            return "";
        }

        _texts ??= new string?[DistinctCount];
        return _texts[_codes[row]] ??= Encoding.UTF8.GetString(Bytes(row));
    }

    /// <summary>The attribute of a row that has it, alone in an array that nobody may change.</summary>
    public KeyValue[] Attribute(int row)
    {
        _attributes ??= new KeyValue[]?[DistinctCount];
        return _attributes[_codes[row]] ??=
        [
            new KeyValue(Encoding.UTF8.GetString(_column.Key.Span), _chunk is null ? default : ColumnValue.Read(_column, _chunk, _codes[row])),
        ];
    }
}
