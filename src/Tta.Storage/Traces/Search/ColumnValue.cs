// Spec: opentelemetry-proto 1.11, common/v1/common.proto (AnyValue).
using System.Text;
using Tta.Model;
using Tta.Storage.Traces.Blocks;
using Tta.Storage.Wal;

namespace Tta.Storage.Traces.Search;

/// <summary>Values of columns as queries see them.</summary>
internal static class ColumnValue
{
    public static bool IsText(in SpanColumn column) => column switch
    {
        { Role: ColumnRole.Attribute } => column.Tag == SpanColumn.AnyString,
        { Role: ColumnRole.Field } => column.HoldsBytes,
        _ => false,
    };

    /// <exception cref="InvalidDataException">The value is damaged.</exception>
    public static AnyValue Read(in SpanColumn column, ColumnChunk chunk, int code) => column switch
    {
        { Role: ColumnRole.Attribute } => ReadAny(column, chunk, code),
        { HoldsBytes: true } => AnyValue.From(Encoding.UTF8.GetString(chunk.Bytes(code))),
        { Place: SpanPlace.Span, Tag: SpanColumn.KindTag } => AnyValue.From(SpanFieldReader.KindText((SpanKind)chunk.Number(code))),
        { Place: SpanPlace.Status, Tag: SpanColumn.StatusCodeTag } => AnyValue.From(SpanFieldReader.StatusText((SpanStatusCode)chunk.Number(code))),
        _ => AnyValue.From((long)chunk.Number(code)),
    };

    private static AnyValue ReadAny(in SpanColumn column, ColumnChunk chunk, int code)
    {
        switch (column.Tag)
        {
            case SpanColumn.AnyString:
                return AnyValue.From(Encoding.UTF8.GetString(chunk.Bytes(code)));
            case 2 << 3:
                return AnyValue.From(chunk.Number(code) != 0);
            case 3 << 3:
                return AnyValue.From((long)chunk.Number(code));
            case (4 << 3) | 1:
                return AnyValue.From(BitConverter.UInt64BitsToDouble(chunk.Number(code)));
            default:
                return ReadOther(column, chunk, code);
        }
    }

    /// <summary>Lists, maps, bytes, and what no version of the protocol knows yet: through their message.</summary>
    private static AnyValue ReadOther(in SpanColumn column, ColumnChunk chunk, int code)
    {
        if (!column.HoldsBytes)
        {
            return default;
        }

        var message = new ByteWriter(64);
        message.WriteVarint(column.Tag);
        message.WriteBlock(chunk.Bytes(code));
        return SpanDecoder.DecodeValue(message.Written);
    }
}
