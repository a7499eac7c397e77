// Spec: docs/formats/llm.md, section "Report".
using System.Globalization;
using System.Text;
using Tta.Storage.Wal;

namespace Tta.Storage.Llm.Reports;

/// <summary>Writes the fields of one report; a field that is null is not written.</summary>
internal readonly struct ReportWriter(ByteWriter target)
{
    public void Text(byte field, string? value)
    {
        if (value is not null)
        {
            Tag(field, ReportFieldForm.Block);
            Block(value);
        }
    }

    public void Number(byte field, long? value)
    {
        if (value is { } number)
        {
            Tag(field, ReportFieldForm.Varint);
            target.WriteZigZag(number);
        }
    }

    public void Flag(byte field, bool? value) => Number(field, value is { } flag ? (flag ? 1 : 0) : null);

    public void Double(byte field, double? value)
    {
        if (value is { } number)
        {
            Tag(field, ReportFieldForm.Fixed);
            target.WriteFixed64(BitConverter.DoubleToUInt64Bits(number));
        }
    }

    public void Texts(byte field, IReadOnlyList<string>? values)
    {
        if (values is not null)
        {
            Tag(field, ReportFieldForm.List);
            target.WriteVarint((uint)values.Count);
            for (int i = 0; i < values.Count; i++)
            {
                Block(values[i]);
            }
        }
    }

    public void Units(byte field, IReadOnlyDictionary<string, long>? values)
    {
        if (values is { Count: > 0 })
        {
            Tag(field, ReportFieldForm.List);
            target.WriteVarint(2 * (uint)values.Count);
            foreach ((string key, long value) in values)
            {
                Block(key);
                Block(value.ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    public void Costs(byte field, IReadOnlyDictionary<string, decimal>? values)
    {
        if (values is { Count: > 0 })
        {
            Tag(field, ReportFieldForm.List);
            target.WriteVarint(2 * (uint)values.Count);
            foreach ((string key, decimal value) in values)
            {
                Block(key);
                Block(value.ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    private void Tag(byte field, ReportFieldForm form) => target.WriteVarint((uint)((field << 2) | (int)form));

    private void Block(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        target.WriteVarint((uint)length);
        target.Advance(Encoding.UTF8.GetBytes(text, target.Reserve(length)));
    }
}
