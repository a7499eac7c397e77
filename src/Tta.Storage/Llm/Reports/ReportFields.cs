// Spec: docs/formats/llm.md, section "Report".
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Tta.Storage.Llm.Reports;

/// <summary>The fields of one report by their numbers. Used again for the next report. Not thread-safe.</summary>
internal sealed class ReportFields
{
    /// <summary>Fields from this number on are content: long, and never filtered by.</summary>
    public const int FirstContentField = 32;

    private const int FieldCount = 40; // Higher numbers come from a later version and are passed over.

    private readonly string?[] _texts = new string?[FieldCount];
    private readonly long?[] _numbers = new long?[FieldCount];
    private readonly string[]?[] _lists = new string[]?[FieldCount];

    /// <summary>Reads a report.</summary>
    /// <param name="report">The bytes.</param>
    /// <param name="withContent">False passes over the fields from <see cref="FirstContentField"/> on.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public void Read(ReadOnlySpan<byte> report, bool withContent)
    {
        Array.Clear(_texts);
        Array.Clear(_numbers);
        Array.Clear(_lists);
        for (int position = 0; position < report.Length;)
        {
            ulong tag = Varint(report, ref position);
            ulong field = tag >> 2;
            bool isWanted = field < FieldCount && (withContent || field < FirstContentField);
            switch ((ReportFieldForm)(tag & 3))
            {
                case ReportFieldForm.Varint:
                    long number = Wal.Varint.UnZigZag(Varint(report, ref position));
                    if (isWanted)
                    {
                        _numbers[field] = number;
                    }

                    break;
                case ReportFieldForm.Block:
                    ReadOnlySpan<byte> block = Take(report, ref position, Varint(report, ref position));
                    if (isWanted)
                    {
                        _texts[field] = Encoding.UTF8.GetString(block);
                    }

                    break;
                case ReportFieldForm.List:
                    string[] list = List(report, ref position);
                    if (isWanted)
                    {
                        _lists[field] = list;
                    }

                    break;
                default:
                    long bits = BinaryPrimitives.ReadInt64LittleEndian(Take(report, ref position, sizeof(long)));
                    if (isWanted)
                    {
                        _numbers[field] = bits;
                    }

                    break;
            }
        }
    }

    public string? Text(int field) => _texts[field];

    /// <exception cref="InvalidDataException">The report lacks the field.</exception>
    public string RequiredText(int field) => _texts[field] is { Length: > 0 } text
        ? text
        : throw new InvalidDataException($"a report lacks its field {field}");

    public long? Number(int field) => _numbers[field];

    public bool? Flag(int field) => _numbers[field] is { } number ? number != 0 : null;

    public double? Double(int field) => _numbers[field] is { } bits ? BitConverter.Int64BitsToDouble(bits) : null;

    public IReadOnlyList<string>? Texts(int field) => _lists[field];

    public Dictionary<string, long>? Units(int field)
    {
        if (_lists[field] is not { } list)
        {
            return null;
        }

        var units = new Dictionary<string, long>(list.Length / 2, StringComparer.Ordinal);
        for (int i = 0; i + 1 < list.Length; i += 2)
        {
            units[list[i]] = long.TryParse(list[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out long value)
                ? value
                : throw new InvalidDataException($"\"{list[i + 1]}\" is no number of units");
        }

        return units;
    }

    public Dictionary<string, decimal>? Costs(int field)
    {
        if (_lists[field] is not { } list)
        {
            return null;
        }

        var costs = new Dictionary<string, decimal>(list.Length / 2, StringComparer.Ordinal);
        for (int i = 0; i + 1 < list.Length; i += 2)
        {
            costs[list[i]] = decimal.TryParse(list[i + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value)
                ? value
                : throw new InvalidDataException($"\"{list[i + 1]}\" is no cost");
        }

        return costs;
    }

    private static string[] List(ReadOnlySpan<byte> report, ref int position)
    {
        ulong count = Varint(report, ref position);
        if (count > (ulong)(report.Length - position))
        {
            throw new InvalidDataException("a list in a report is longer than the report");
        }

        string[] list = new string[count];
        for (int i = 0; i < list.Length; i++)
        {
            list[i] = Encoding.UTF8.GetString(Take(report, ref position, Varint(report, ref position)));
        }

        return list;
    }

    private static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> report, ref int position, ulong length)
    {
        if (length > (ulong)(report.Length - position))
        {
            throw new InvalidDataException("a report ends within a field");
        }

        ReadOnlySpan<byte> bytes = report.Slice(position, (int)length);
        position += (int)length;
        return bytes;
    }

    private static ulong Varint(ReadOnlySpan<byte> report, ref int position) => Wal.Varint.TryRead(report, ref position, out ulong value)
        ? value
        : throw new InvalidDataException("a number in a report is malformed");
}
