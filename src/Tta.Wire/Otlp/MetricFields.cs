// Spec: opentelemetry-proto 1.11, metrics/v1/metrics.proto (Metric, Gauge, Sum, Histogram, ExponentialHistogram, Summary).
using Tta.Model;

namespace Tta.Wire.Otlp;

/// <summary>Reads one Metric message without its data points. Slices are relative to it.</summary>
internal ref struct MetricFields(ReadOnlySpan<byte> message)
{
    public const int GaugeField = 5;
    public const int SumField = 7;
    public const int HistogramField = 9;
    public const int ExponentialHistogramField = 10;
    public const int SummaryField = 11;
    public const int Cumulative = 2;

    private readonly ReadOnlySpan<byte> _message = message;

    public ReadOnlySpan<byte> Name { get; private set; }

    public ReadOnlySpan<byte> Description { get; private set; }

    public ReadOnlySpan<byte> Unit { get; private set; }

    /// <summary>Number of the field that holds the data, 0 when there is none.</summary>
    public int DataField { get; private set; }

    public ByteSlice Data { get; private set; }

    public int PointCount { get; private set; }

    public int Temporality { get; private set; }

    public bool IsMonotonic { get; private set; }

    public bool Run()
    {
        var reader = new ProtoReader(_message);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (type != ProtoWireType.LengthDelimited || !reader.TryReadBytes(out ReadOnlySpan<byte> bytes))
            {
                reader.TrySkip(type);
                continue;
            }

            switch (field)
            {
                case 1:
                    Name = bytes;
                    break;
                case 2:
                    Description = bytes;
                    break;
                case 3:
                    Unit = bytes;
                    break;
                case GaugeField or SumField or HistogramField or ExponentialHistogramField or SummaryField:
                    DataField = field;
                    Data = new ByteSlice(reader.Position - bytes.Length, bytes.Length);
                    break;
            }
        }

        return !reader.Failed && ReadData();
    }

    private bool ReadData()
    {
        var reader = new ProtoReader(_message.Slice(Data.Offset, Data.Length));
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            switch (field, type)
            {
                case (1, ProtoWireType.LengthDelimited):
                    PointCount++;
                    reader.TrySkip(type);
                    break;
                case (2, ProtoWireType.Varint) when reader.TryReadVarint(out ulong temporality):
                    Temporality = (int)temporality;
                    break;
                case (3, ProtoWireType.Varint) when reader.TryReadVarint(out ulong isMonotonic):
                    IsMonotonic = isMonotonic != 0;
                    break;
                default:
                    reader.TrySkip(type);
                    break;
            }
        }

        return !reader.Failed;
    }
}
