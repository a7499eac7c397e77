// Spec: docs/formats/traces-block.md, section "Rows"; opentelemetry-proto 1.11, trace/v1/trace.proto (field numbers).
using Tta.Model;
using Tta.Storage.Wal;

namespace Tta.Storage.Traces.Blocks;

/// <summary>Puts span messages together again from the columns of a row group. Used by one thread at a time.</summary>
internal sealed class SpanAssembler
{
    private readonly ByteWriter _message = new(1024);
    private readonly ByteWriter _inner = new(512);

    /// <summary>The message of a row; valid until the next call.</summary>
    /// <param name="group">The row group.</param>
    /// <param name="row">Index of the row in its group.</param>
    /// <param name="wanted">Columns to take, by number; null takes all and gives the bytes that came in.</param>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    /// <exception cref="IOException">The block cannot be read.</exception>
    public ReadOnlySpan<byte> Assemble(SpanGroup group, int row, bool[]? wanted)
    {
        _message.Reset(0, 1 << 20);
        group.MoveTo(row);
        SpanSchema schema = group.Schema;
        foreach (int column in schema.Templates[group.Templates[row]])
        {
            ref readonly SpanColumn kind = ref schema.Columns[column];
            if (kind.Role == ColumnRole.Messages)
            {
                AddMessages(group, row, column, wanted);
            }
            else
            {
                Add(_message, group, row, column, wanted);
            }
        }

        return _message.Written;
    }

    private void AddMessages(SpanGroup group, int row, int column, bool[]? wanted)
    {
        SpanSchema schema = group.Schema;
        uint tag = schema.Columns[column].Tag;
        for (ulong count = group.NextNumber(column); count > 0; count--)
        {
            _inner.Reset(0, 1 << 16);
            foreach (int inner in schema.Templates[group.NextTemplate(column)])
            {
                if (schema.Columns[inner].Role == ColumnRole.Messages)
                {
                    throw new InvalidDataException("a template inside a template has messages of its own");
                }

                Add(_inner, group, row, inner, wanted);
            }

            if (wanted is null || wanted[column])
            {
                _message.WriteVarint(tag);
                _message.WriteBlock(_inner.Written);
            }
        }
    }

    private static void Add(ByteWriter into, SpanGroup group, int row, int column, bool[]? wanted)
    {
        ref readonly SpanColumn kind = ref group.Schema.Columns[column];
        if (wanted is not null && !wanted[column])
        {
            if (kind.HasValues)
            {
                group.Skip(column);
            }

            return;
        }

        switch (kind.Role)
        {
            case ColumnRole.TraceId:
                into.WriteVarint((1 << 3) | 2);
                into.WriteVarint(TraceId.SizeBytes);
                group.TraceIdOf(row).WriteTo(into.Reserve(TraceId.SizeBytes));
                into.Advance(TraceId.SizeBytes);
                break;
            case ColumnRole.SpanId:
                WriteSpanId(into, 2, group.SpanIds[row]);
                break;
            case ColumnRole.Parent:
                ulong back = group.NextNumber(column);
                WriteSpanId(into, 4, back <= (ulong)row ? group.SpanIds[row - (int)back] : throw new InvalidDataException("a parent is no row"));
                break;
            case ColumnRole.Start:
                WriteTime(into, 7, (ulong)group.StartNs[row]);
                break;
            case ColumnRole.End:
                WriteTime(into, 8, (ulong)group.EndNs[row]);
                break;
            case ColumnRole.EventTime:
                WriteTime(into, 1, (ulong)(group.StartNs[row] + Varint.UnZigZag(group.NextNumber(column))));
                break;
            case ColumnRole.Field:
                WriteField(into, group, column, kind.Tag, kind.HoldsBytes ? group.NextBytes(column) : default);
                break;
            case ColumnRole.Attribute:
                WriteAttribute(into, group, column, kind);
                break;
            default:
                into.WriteRaw(group.NextBytes(column));
                break;
        }
    }

    private static void WriteAttribute(ByteWriter into, SpanGroup group, int column, in SpanColumn kind)
    {
        ReadOnlySpan<byte> key = kind.Key.Span;
        ReadOnlySpan<byte> bytes = kind is { HasValues: true, HoldsBytes: true } ? group.NextBytes(column) : default;
        ulong number = kind is { HasValues: true, HoldsBytes: false } ? group.NextNumber(column) : 0;
        int valueSize = !kind.HasValues ? 0 : Varint.Size(kind.Tag) + kind.Wire switch
        {
            ProtoWireType.Varint => Varint.Size(number),
            ProtoWireType.Fixed64 => 8,
            ProtoWireType.Fixed32 => 4,
            _ => Varint.Size((uint)bytes.Length) + bytes.Length,
        };
        int size = 1 + Varint.Size((uint)key.Length) + key.Length + 1 + Varint.Size((uint)valueSize) + valueSize;
        into.WriteVarint(SpanColumn.AttributesTag(kind.Place));
        into.WriteVarint((uint)size);
        into.WriteVarint((1 << 3) | 2);
        into.WriteBlock(key);
        into.WriteVarint((2 << 3) | 2);
        into.WriteVarint((uint)valueSize);
        if (kind.HasValues)
        {
            WriteValue(into, kind.Tag, number, bytes);
        }
    }

    private static void WriteField(ByteWriter into, SpanGroup group, int column, uint tag, ReadOnlySpan<byte> bytes) =>
        WriteValue(into, tag, (ProtoWireType)(tag & 7) == ProtoWireType.LengthDelimited ? 0 : group.NextNumber(column), bytes);

    private static void WriteValue(ByteWriter into, uint tag, ulong number, ReadOnlySpan<byte> bytes)
    {
        into.WriteVarint(tag);
        switch ((ProtoWireType)(tag & 7))
        {
            case ProtoWireType.Varint:
                into.WriteVarint(number);
                break;
            case ProtoWireType.Fixed64:
                into.WriteFixed64(number);
                break;
            case ProtoWireType.Fixed32:
                into.WriteFixed32((uint)number);
                break;
            default:
                into.WriteBlock(bytes);
                break;
        }
    }

    private static void WriteSpanId(ByteWriter into, int field, ulong id)
    {
        into.WriteVarint((uint)((field << 3) | 2));
        into.WriteVarint(SpanId.SizeBytes);
        new SpanId(id).WriteTo(into.Reserve(SpanId.SizeBytes));
        into.Advance(SpanId.SizeBytes);
    }

    private static void WriteTime(ByteWriter into, int field, ulong timeNs)
    {
        into.WriteVarint((uint)((field << 3) | 1));
        into.WriteFixed64(timeNs);
    }
}
