using System.Text;
using System.Text.Unicode;
using Tta.Model;

namespace Tta.Storage.LabelSets;

/// <summary>
/// Checks a label set the first time it is seen, so that everything stored keeps the promises of <see cref="EncodedLabels"/>.
/// </summary>
internal static class LabelSetCheck
{
    public static RejectReason Check(ReadOnlySpan<byte> encoded, Limits limits, out string? message)
    {
        ReadOnlySpan<byte> rest = encoded;
        ReadOnlySpan<byte> previous = default;
        int count = 0;
        while (TryRead(ref rest, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value))
        {
            if (name.IsEmpty || value.IsEmpty || !Utf8.IsValid(name) || !Utf8.IsValid(value))
            {
                message = "a label name or value is empty or not UTF-8";
                return RejectReason.InvalidLabels;
            }

            if (count > 0 && previous.SequenceCompareTo(name) >= 0)
            {
                message = $"label {Encoding.UTF8.GetString(name)} occurs twice or out of order";
                return RejectReason.InvalidLabels;
            }

            if (name.Length > limits.MaxLabelNameBytes || value.Length > limits.MaxLabelValueBytes)
            {
                message = $"label {Encoding.UTF8.GetString(name[..Math.Min(name.Length, 64)])} has a name of {name.Length} bytes "
                    + $"and a value of {value.Length}; limits.max_label_name_bytes is {limits.MaxLabelNameBytes}, "
                    + $"limits.max_label_value_bytes {limits.MaxLabelValueBytes}";
                return RejectReason.LabelLimit;
            }

            previous = name;
            count++;
        }

        if (!rest.IsEmpty)
        {
            message = "the label set is malformed";
            return RejectReason.InvalidLabels;
        }

        bool tooMany = count > limits.MaxLabelsPerSeries;
        message = tooMany ? $"{count} labels, more than limits.max_labels_per_series = {limits.MaxLabelsPerSeries}" : null;
        return tooMany ? RejectReason.LabelLimit : RejectReason.None;
    }

    /// <summary>Number of labels; false when the bytes are no label set at all.</summary>
    public static bool TryCount(ReadOnlySpan<byte> encoded, out int count)
    {
        count = 0;
        while (TryRead(ref encoded, out _, out _))
        {
            count++;
        }

        return encoded.IsEmpty;
    }

    /// <summary>For label sets from the log, where limits that were lowered since do not matter.</summary>
    /// <exception cref="InvalidDataException">The label set is malformed.</exception>
    public static void ThrowIfMalformed(ReadOnlySpan<byte> encoded, Limits limits)
    {
        if (Check(encoded, limits, out string? message) == RejectReason.InvalidLabels)
        {
            throw new InvalidDataException(message);
        }
    }

    /// <summary>As <see cref="EncodedLabels.TryRead"/>, but malformed bytes are no exception: they stay unread.</summary>
    private static bool TryRead(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = value = default;
        var reader = new ProtoReader(rest);
        if (rest.IsEmpty || !reader.TryReadBytes(out name) || !reader.TryReadBytes(out value))
        {
            return false;
        }

        rest = rest[reader.Position..];
        return true;
    }
}
