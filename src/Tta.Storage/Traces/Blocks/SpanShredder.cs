// Spec: docs/formats/traces-block.md, section "Rows"; opentelemetry-proto 1.11, trace/v1/trace.proto (field numbers).
using Tta.Model;
using Tta.Storage.Wal;

namespace Tta.Storage.Traces.Blocks;

/// <summary>
/// Takes the message of a span apart into the values of columns, such that <see cref="SpanAssembler"/> puts the same bytes together
/// again. What is not coded in the shortest way (which no exporter does, but anybody may) is kept whole.
/// </summary>
internal sealed class SpanShredder(SchemaBuilder schema)
{
    private const int MaxTemplateColumns = 1024;

    private readonly RowList<Item> _items = new();
    private readonly RowList<int> _template = new();
    private readonly RowList<int> _innerTemplate = new();
    private SpanRowHead _head;

    /// <summary>Adds the values of a message to the buffers of their columns.</summary>
    /// <param name="head">The row.</param>
    /// <param name="rowsOfTrace">Span ids of the rows of the same trace in this group so far.</param>
    /// <param name="message">The message.</param>
    /// <returns>Number of its template.</returns>
    public int Add(in SpanRowHead head, ReadOnlySpan<ulong> rowsOfTrace, ReadOnlySpan<byte> message)
    {
        _head = head;
        _items.Clear();
        _template.Clear();
        int template = TrySpan(message, rowsOfTrace) ? schema.TemplateOf(_template.Rows) : -1;
        if (template < 0)
        {
            int column = schema.ColumnOf(SpanPlace.Span, ColumnRole.Whole, 0, default);
            schema.Buffers[column].Add(message);
            return schema.TemplateOf([column], isWhole: true);
        }

        foreach (ref readonly Item item in _items.Rows)
        {
            ColumnBuffer buffer = schema.Buffers[item.Column];
            if (buffer.Column.HoldsBytes)
            {
                buffer.Add(message.Slice(item.Offset, item.Length));
            }
            else
            {
                buffer.Add(item.Number);
            }
        }

        return template;
    }

    private bool TrySpan(ReadOnlySpan<byte> message, ReadOnlySpan<ulong> rowsOfTrace)
    {
        var reader = new ProtoReader(message);
        int runTag = 0; // Tag of the messages whose run is open, with the place of their number.
        int runItem = -1;
        while (reader.Remaining > 0)
        {
            if (!TryField(message, ref reader, out uint tag, out ulong number, out int offset, out int length)
                || _template.Count >= MaxTemplateColumns)
            {
                return false;
            }

            if (SpanColumn.TryPlaceOf(tag, out SpanPlace place))
            {
                if (runTag != tag)
                {
                    runTag = (int)tag;
                    runItem = AddNumber(_template, SpanPlace.Span, ColumnRole.Messages, tag, 0);
                }

                if (runItem < 0 || !TryInner(message, offset, length, place, tag))
                {
                    return false;
                }

                _items[runItem].Number++;
                continue;
            }

            runTag = 0;
            bool added = tag == SpanColumn.AttributesTag(SpanPlace.Span) && TryAttribute(message, offset, length, SpanPlace.Span, _template);
            if (!added && !TrySpanField(message, rowsOfTrace, tag, number, offset, length))
            {
                return false;
            }
        }

        return true;
    }

    private bool TrySpanField(
        ReadOnlySpan<byte> message, ReadOnlySpan<ulong> rowsOfTrace, uint tag, ulong number, int offset, int length)
    {
        ReadOnlySpan<byte> bytes = message.Slice(offset, length);
        switch (tag)
        {
            case (1 << 3) | 2 when length == TraceId.SizeBytes && TraceId.FromBytes(bytes) == _head.TraceId:
                return AddRow(ColumnRole.TraceId);
            case (2 << 3) | 2 when length == SpanId.SizeBytes && SpanId.FromBytes(bytes) == _head.SpanId:
                return AddRow(ColumnRole.SpanId);
            case (7 << 3) | 1 when number == (ulong)_head.StartNs:
                return AddRow(ColumnRole.Start);
            case (8 << 3) | 1 when number == (ulong)_head.EndNs:
                return AddRow(ColumnRole.End);
            case (4 << 3) | 2 when length == SpanId.SizeBytes && rowsOfTrace.LastIndexOf(SpanId.FromBytes(bytes).Value) is >= 0 and var row:
                return AddNumber(_template, SpanPlace.Span, ColumnRole.Parent, 0, (ulong)(rowsOfTrace.Length - row)) >= 0;
            default:
                return AddField(_template, SpanPlace.Span, tag, number, offset, length);
        }
    }

    /// <summary>An event, link or status: its own template, noted behind the number of its run.</summary>
    private bool TryInner(ReadOnlySpan<byte> message, int start, int size, SpanPlace place, uint spanTag)
    {
        int templateItem = AddItem(schema.ColumnOf(SpanPlace.Span, ColumnRole.Messages, spanTag, default), 0, 0, 0);
        _innerTemplate.Clear();
        ReadOnlySpan<byte> inner = message.Slice(start, size);
        var reader = new ProtoReader(inner);
        while (reader.Remaining > 0)
        {
            if (!TryField(inner, ref reader, out uint tag, out ulong number, out int offset, out int length)
                || _innerTemplate.Count >= MaxTemplateColumns)
            {
                return false;
            }

            offset += start;
            if (place == SpanPlace.Event && tag == ((1 << 3) | 1))
            {
                ulong sinceStart = Varint.ZigZag((long)(number - (ulong)_head.StartNs));
                AddNumber(_innerTemplate, place, ColumnRole.EventTime, 0, sinceStart);
            }
            else if (tag != SpanColumn.AttributesTag(place) || !TryAttribute(message, offset, length, place, _innerTemplate))
            {
                if (!AddField(_innerTemplate, place, tag, number, offset, length))
                {
                    return false;
                }
            }
        }

        int template = schema.TemplateOf(_innerTemplate.Rows);
        _items[templateItem].Number = (ulong)template;
        return template >= 0;
    }

    /// <summary>A KeyValue of exactly a key and then a value of exactly one type; any other is a field like others.</summary>
    private bool TryAttribute(ReadOnlySpan<byte> message, int start, int size, SpanPlace place, RowList<int> template)
    {
        ReadOnlySpan<byte> attribute = message.Slice(start, size);
        var reader = new ProtoReader(attribute);
        if (!TryField(attribute, ref reader, out uint tag, out _, out int keyOffset, out int keyLength) || tag != ((1 << 3) | 2)
            || !TryField(attribute, ref reader, out tag, out _, out int valueOffset, out int valueLength) || tag != ((2 << 3) | 2)
            || reader.Remaining > 0)
        {
            return false;
        }

        ReadOnlySpan<byte> key = message.Slice(start + keyOffset, keyLength);
        valueOffset += start;
        if (valueLength == 0)
        {
            return AddColumn(template, schema.ColumnOf(place, ColumnRole.Attribute, 0, key));
        }

        ReadOnlySpan<byte> any = message.Slice(valueOffset, valueLength);
        var value = new ProtoReader(any);
        if (!TryField(any, ref value, out tag, out ulong number, out int offset, out int length) || value.Remaining > 0)
        {
            return false;
        }

        int column = schema.ColumnOf(place, ColumnRole.Attribute, tag, key);
        return AddColumn(template, column) && AddItem(column, number, valueOffset + offset, length) >= 0;
    }

    /// <summary>One field, if it is coded in the shortest way.</summary>
    private static bool TryField(ReadOnlySpan<byte> message, ref ProtoReader reader, out uint tag, out ulong number, out int offset, out int length)
    {
        int start = reader.Position;
        offset = 0;
        length = 0;
        number = 0;
        tag = 0;
        if (!reader.TryReadVarint(out ulong rawTag) || rawTag > uint.MaxValue || rawTag >> 3 == 0
            || reader.Position - start != Varint.Size(rawTag))
        {
            return false;
        }

        tag = (uint)rawTag;
        start = reader.Position;
        switch ((ProtoWireType)(tag & 7))
        {
            case ProtoWireType.Varint:
                return reader.TryReadVarint(out number) && IsShortest(number, message[start..reader.Position]);
            case ProtoWireType.Fixed64:
                return reader.TryReadFixed64(out number);
            case ProtoWireType.Fixed32 when reader.TryReadFixed32(out uint small):
                number = small;
                return true;
            case ProtoWireType.LengthDelimited when reader.TryReadBytes(out ReadOnlySpan<byte> bytes):
                length = bytes.Length;
                offset = reader.Position - length;
                return offset - start == Varint.Size((uint)length);
            default:
                return false;
        }
    }

    /// <summary>Ten bytes have room for 70 bits: what does not fit into 64 is lost when a number of this size is read.</summary>
    private static bool IsShortest(ulong number, ReadOnlySpan<byte> coded) =>
        coded.Length == Varint.Size(number) && (coded.Length < Varint.MaxBytes || coded[^1] == 1);

    private bool AddField(RowList<int> template, SpanPlace place, uint tag, ulong number, int offset, int length)
    {
        int column = schema.ColumnOf(place, ColumnRole.Field, tag, default);
        return AddColumn(template, column) && AddItem(column, number, offset, length) >= 0;
    }

    private bool AddRow(ColumnRole role) => AddColumn(_template, schema.ColumnOf(SpanPlace.Span, role, 0, default));

    private int AddNumber(RowList<int> template, SpanPlace place, ColumnRole role, uint tag, ulong number)
    {
        int column = schema.ColumnOf(place, role, tag, default);
        return AddColumn(template, column) ? AddItem(column, number, 0, 0) : -1;
    }

    private static bool AddColumn(RowList<int> template, int column)
    {
        if (column >= 0)
        {
            template.Add(column);
        }

        return column >= 0;
    }

    private int AddItem(int column, ulong number, int offset, int length) =>
        column >= 0 ? _items.Add(new Item { Column = column, Number = number, Offset = offset, Length = length }) : -1;

    /// <summary>A value on its way into a column: a number, or where its bytes stand in the message.</summary>
    private struct Item
    {
        public int Column;
        public ulong Number;
        public int Offset;
        public int Length;
    }
}
