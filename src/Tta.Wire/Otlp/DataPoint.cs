// Spec: opentelemetry-proto 1.11, metrics/v1/metrics.proto: NumberDataPoint, HistogramDataPoint, SummaryDataPoint.
using System.Buffers.Binary;
using Tta.Model;

namespace Tta.Wire.Otlp;

/// <summary>Reads and checks one data point; reused for all of them, so that its lists grow once. Not thread-safe.</summary>
internal sealed class DataPoint
{
    public long TimeMs { get; private set; }

    /// <summary>When the sender began to count; 0 = not said.</summary>
    public long StartMs { get; private set; }

    /// <summary>Value of a number; sum of a histogram or summary.</summary>
    public double Value { get; private set; }

    public bool HasValue { get; private set; }

    public ulong Count { get; private set; }

    /// <summary>True when the sender says that there is no value: the series ends here.</summary>
    public bool IsStale { get; private set; }

    public RowList<ulong> BucketCounts { get; } = new();

    public RowList<double> Bounds { get; } = new();

    public RowList<QuantileRow> Quantiles { get; } = new();

    /// <summary>Exemplar messages, relative to the data point.</summary>
    public RowList<ByteSlice> Exemplars { get; } = new();

    /// <summary>KeyValue messages, relative to the data point.</summary>
    public RowList<ByteSlice> Attributes { get; } = new();

    public RejectReason Read(ReadOnlySpan<byte> message, DataPointKind kind, Limits limits)
    {
        Clear();
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            RejectReason reason = RejectReason.None;
            switch (field, type, kind)
            {
                case (2, ProtoWireType.Fixed64, _) when reader.TryReadFixed64(out ulong start):
                    StartMs = (long)(start / 1_000_000);
                    break;
                case (3, ProtoWireType.Fixed64, _) when reader.TryReadFixed64(out ulong time):
                    TimeMs = (long)(time / 1_000_000);
                    break;
                case (8, ProtoWireType.Varint, DataPointKind.Number or DataPointKind.Summary):
                case (10, ProtoWireType.Varint, DataPointKind.Histogram):
                    reader.TryReadVarint(out ulong flags);
                    IsStale = (flags & 1) != 0;
                    break;
                case (7, ProtoWireType.LengthDelimited, DataPointKind.Number or DataPointKind.Summary):
                case (9, ProtoWireType.LengthDelimited, DataPointKind.Histogram):
                    reason = ReadAttribute(ref reader, limits);
                    break;
                case (5, ProtoWireType.LengthDelimited, DataPointKind.Number):
                case (8, ProtoWireType.LengthDelimited, DataPointKind.Histogram):
                    reader.TryReadBytes(out ReadOnlySpan<byte> exemplar);
                    Exemplars.Add(new ByteSlice(reader.Position - exemplar.Length, exemplar.Length));
                    break;
                default:
                    reason = kind == DataPointKind.Number ? ReadNumber(ref reader, field, type) : ReadDistribution(ref reader, field, type, kind);
                    break;
            }

            if (reason != RejectReason.None)
            {
                return reason;
            }
        }

        bool isBalanced = BucketCounts.Count == 0 ? Bounds.Count == 0 : BucketCounts.Count == Bounds.Count + 1;
        return reader.Failed || !isBalanced ? RejectReason.Malformed : RejectReason.None;
    }

    private RejectReason ReadAttribute(ref ProtoReader reader, Limits limits)
    {
        if (Attributes.Count == limits.MaxAttributes)
        {
            return RejectReason.TooLarge;
        }

        if (!reader.TryReadBytes(out ReadOnlySpan<byte> pair))
        {
            return RejectReason.Malformed;
        }

        Attributes.Add(new ByteSlice(reader.Position - pair.Length, pair.Length));
        return AttributeCheck.Pair(pair, 0, AttributeCheck.MaxDepth(limits));
    }

    private RejectReason ReadNumber(ref ProtoReader reader, int field, ProtoWireType type)
    {
        switch (field, type)
        {
            case (4, ProtoWireType.Fixed64) when reader.TryReadDouble(out double value):
                Value = value;
                HasValue = true;
                break;
            case (6, ProtoWireType.Fixed64) when reader.TryReadFixed64(out ulong value):
                Value = (long)value;
                HasValue = true;
                break;
            default:
                reader.TrySkip(type);
                break;
        }

        return RejectReason.None;
    }

    private RejectReason ReadDistribution(ref ProtoReader reader, int field, ProtoWireType type, DataPointKind kind)
    {
        switch (field, type, kind)
        {
            case (4, ProtoWireType.Fixed64, _) when reader.TryReadFixed64(out ulong count):
                Count = count;
                break;
            case (5, ProtoWireType.Fixed64, _) when reader.TryReadDouble(out double sum):
                Value = sum;
                HasValue = true;
                break;
            case (6 or 7, ProtoWireType.Fixed64, DataPointKind.Histogram) when reader.TryReadFixed64(out ulong bits):
                AddBucketPart(field, bits);
                break;
            case (6 or 7, ProtoWireType.LengthDelimited, DataPointKind.Histogram) when reader.TryReadBytes(out ReadOnlySpan<byte> packed):
                for (; packed.Length >= 8; packed = packed[8..])
                {
                    AddBucketPart(field, BinaryPrimitives.ReadUInt64LittleEndian(packed));
                }

                return packed.IsEmpty ? RejectReason.None : RejectReason.Malformed;
            case (6, ProtoWireType.LengthDelimited, DataPointKind.Summary) when reader.TryReadBytes(out ReadOnlySpan<byte> quantile):
                return ReadQuantile(quantile);
            default:
                reader.TrySkip(type);
                break;
        }

        return RejectReason.None;
    }

    private void AddBucketPart(int field, ulong bits)
    {
        if (field == 6)
        {
            BucketCounts.Add(bits);
        }
        else
        {
            Bounds.Add(BitConverter.UInt64BitsToDouble(bits));
        }
    }

    private RejectReason ReadQuantile(ReadOnlySpan<byte> message)
    {
        double quantile = 0;
        double value = 0;
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            switch (field, type)
            {
                case (1, ProtoWireType.Fixed64):
                    reader.TryReadDouble(out quantile);
                    break;
                case (2, ProtoWireType.Fixed64):
                    reader.TryReadDouble(out value);
                    break;
                default:
                    reader.TrySkip(type);
                    break;
            }
        }

        Quantiles.Add(new QuantileRow(quantile, value));
        return reader.Failed ? RejectReason.Malformed : RejectReason.None;
    }

    private void Clear()
    {
        TimeMs = 0;
        StartMs = 0;
        Value = 0;
        HasValue = false;
        Count = 0;
        IsStale = false;
        BucketCounts.Clear();
        Bounds.Clear();
        Quantiles.Clear();
        Exemplars.Clear();
        Attributes.Clear();
    }

    public readonly record struct QuantileRow(double Quantile, double Value);
}
