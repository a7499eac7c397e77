// Spec: docs/formats/llm.md, section "Report".
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Tta.Storage.Llm.Reports;

/// <summary>
/// The fields of one report by their numbers. Reading finds where each field stands and makes no texts; so it allocates nothing. Used
/// again for the next report. Not thread-safe.
/// </summary>
internal sealed class ReportFields
{
    /// <summary>Fields from this number on, up to <see cref="FirstDerivedField"/>, are content: long, and never filtered by.</summary>
    public const int FirstContentField = 32;

    /// <summary>Fields from this number on stand only in the index of a block: they are derived from content.</summary>
    public const int FirstDerivedField = 40;

    private const int FieldCount = 48; // Higher numbers come from a later version and are passed over.

    private readonly int[] _starts = new int[FieldCount];
    private readonly int[] _lengths = new int[FieldCount];
    private readonly long[] _numbers = new long[FieldCount]; // Also the count of a list.
    private readonly int[] _seenIn = new int[FieldCount];
    private ReadOnlyMemory<byte> _report;
    private int _reading;
    private int _contentStart;
    private bool _isInOrder;

    /// <summary>Finds the fields of a report, whose bytes must stay while the fields are used.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public void Read(ReadOnlyMemory<byte> report)
    {
        _report = report;
        _reading++;
        _contentStart = report.Length;
        _isInOrder = true;
        ReadOnlySpan<byte> bytes = report.Span;
        for (int position = 0; position < bytes.Length;)
        {
            int tagStart = position;
            ulong tag = Varint(bytes, ref position);
            int field = (int)Math.Min(tag >> 2, FieldCount);
            if (field >= FirstContentField)
            {
                _contentStart = Math.Min(_contentStart, tagStart);
            }
            else
            {
                _isInOrder &= _contentStart > tagStart;
            }

            (int start, int length, long number) = ReadValue(bytes, (ReportFieldForm)(tag & 3), ref position);
            if (field < FieldCount)
            {
                _starts[field] = start;
                _lengths[field] = length;
                _numbers[field] = number;
                _seenIn[field] = _reading;
            }
        }
    }

    public bool Has(int field) => _seenIn[field] == _reading;

    /// <summary>The report up to its content, which stands last. False when it stands elsewhere.</summary>
    public bool TryGetWithoutContent(out ReadOnlyMemory<byte> report)
    {
        report = _report[.._contentStart];
        return _isInOrder;
    }

    /// <summary>Text of a field as UTF-8; empty when it is not said.</summary>
    public ReadOnlySpan<byte> Bytes(int field) => Has(field) ? _report.Span.Slice(_starts[field], _lengths[field]) : default;

    public string? Text(int field) => Has(field) ? Encoding.UTF8.GetString(Bytes(field)) : null;

    /// <exception cref="InvalidDataException">The report lacks the field.</exception>
    public string RequiredText(int field) => Text(field) is { Length: > 0 } text
        ? text
        : throw new InvalidDataException($"a report lacks its field {field}");

    public long? Number(int field) => Has(field) ? _numbers[field] : null;

    public bool? Flag(int field) => Has(field) ? _numbers[field] != 0 : null;

    public double? Double(int field) => Has(field) ? BitConverter.Int64BitsToDouble(_numbers[field]) : null;

    public string[]? Texts(int field)
    {
        if (!Has(field))
        {
            return null;
        }

        string[] texts = new string[_numbers[field]];
        ReadOnlySpan<byte> list = Bytes(field);
        int position = 0;
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = Encoding.UTF8.GetString(NextBlock(list, ref position));
        }

        return texts;
    }

    /// <summary>Walks over a list of key, value, key, value ...</summary>
    /// <param name="field">The list.</param>
    /// <param name="position">Where it goes on; 0 at first.</param>
    /// <param name="key">Next key.</param>
    /// <param name="value">Its value.</param>
    public bool NextPair(int field, ref int position, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> list = Bytes(field);
        key = default;
        value = default;
        if (position >= list.Length)
        {
            return false;
        }

        key = NextBlock(list, ref position);
        value = position < list.Length ? NextBlock(list, ref position) : throw new InvalidDataException("a map in a report lacks a value");
        return true;
    }

    public Dictionary<string, long>? Units(int field)
    {
        if (!Has(field))
        {
            return null;
        }

        var units = new Dictionary<string, long>(StringComparer.Ordinal);
        int position = 0;
        while (NextPair(field, ref position, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value))
        {
            units[Encoding.UTF8.GetString(key)] = ParseUnits(value);
        }

        return units;
    }

    public Dictionary<string, decimal>? Costs(int field)
    {
        if (!Has(field))
        {
            return null;
        }

        var costs = new Dictionary<string, decimal>(StringComparer.Ordinal);
        int position = 0;
        while (NextPair(field, ref position, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value))
        {
            costs[Encoding.UTF8.GetString(key)] = ParseCost(value);
        }

        return costs;
    }

    public static long ParseUnits(ReadOnlySpan<byte> text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : throw new InvalidDataException("a number of units is malformed");

    public static decimal ParseCost(ReadOnlySpan<byte> text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value) ? value : throw new InvalidDataException("a cost is malformed");

    private static (int Start, int Length, long Number) ReadValue(ReadOnlySpan<byte> bytes, ReportFieldForm form, ref int position)
    {
        switch (form)
        {
            case ReportFieldForm.Varint:
                return (position, 0, Wal.Varint.UnZigZag(Varint(bytes, ref position)));
            case ReportFieldForm.Block:
                int length = NextBlock(bytes, ref position).Length;
                return (position - length, length, 0);
            case ReportFieldForm.List:
                ulong count = Varint(bytes, ref position);
                if (count > (ulong)(bytes.Length - position))
                {
                    throw new InvalidDataException("a list in a report is longer than the report");
                }

                int start = position;
                for (ulong i = 0; i < count; i++)
                {
                    NextBlock(bytes, ref position);
                }

                return (start, position - start, (long)count);
            default:
                if (bytes.Length - position < sizeof(long))
                {
                    throw new InvalidDataException("a report ends within a field");
                }

                position += sizeof(long);
                return (position, 0, BinaryPrimitives.ReadInt64LittleEndian(bytes[(position - sizeof(long))..]));
        }
    }

    private static ReadOnlySpan<byte> NextBlock(ReadOnlySpan<byte> bytes, ref int position)
    {
        ulong length = Varint(bytes, ref position);
        if (length > (ulong)(bytes.Length - position))
        {
            throw new InvalidDataException("a text in a report is longer than the report");
        }

        ReadOnlySpan<byte> block = bytes.Slice(position, (int)length);
        position += (int)length;
        return block;
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int position) => Wal.Varint.TryRead(bytes, ref position, out ulong value)
        ? value
        : throw new InvalidDataException("a number in a report is malformed");
}
