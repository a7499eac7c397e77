// Spec: Tempo pkg/tempopb/tempo.proto: QueryRangeResponse, QueryInstantResponse, TimeSeries, InstantSeries, Sample, Exemplar.
using Tta.Model;
using Tta.Query.TraceQl;
using Tta.Wire.Otlp;
using Tta.Wire.Protobuf;

namespace Tta.Server.Tempo;

/// <summary>Answers of metrics queries as protobuf.</summary>
internal static class TempoMetricsProtobuf
{
    private const ulong Partial = 1;

    public static void WriteRange(ByteArena arena, TraceQlMetricsResult result)
    {
        var writer = new ProtoWriter(arena);
        foreach (TraceQlSeries series in result.Series)
        {
            int start = writer.Begin(1);
            OtlpProtobuf.WriteAttributes(writer, 1, series.Labels);
            foreach (TraceQlSample sample in series.Samples)
            {
                int message = writer.Begin(2);
                writer.Double(1, sample.Value);
                writer.Varint(2, (ulong)sample.TimestampMs);
                writer.End(message);
            }

            foreach (TraceQlExemplar exemplar in series.Exemplars)
            {
                int message = writer.Begin(4);
                OtlpProtobuf.WriteAttributes(writer, 1, exemplar.Labels);
                writer.Double(2, exemplar.Value);
                writer.Varint(3, (ulong)exemplar.TimestampMs);
                writer.End(message);
            }

            writer.End(start);
        }

        WriteEnd(writer, result);
    }

    public static void WriteInstant(ByteArena arena, TraceQlMetricsResult result)
    {
        var writer = new ProtoWriter(arena);
        foreach (TraceQlSeries series in result.Series)
        {
            if (series.Samples.Count > 0)
            {
                int start = writer.Begin(1);
                OtlpProtobuf.WriteAttributes(writer, 1, series.Labels);
                writer.Double(2, series.Samples[^1].Value);
                writer.End(start);
            }
        }

        WriteEnd(writer, result);
    }

    private static void WriteEnd(in ProtoWriter writer, TraceQlMetricsResult result)
    {
        TempoSearchProtobuf.WriteMetrics(writer, 2, result.Statistics);
        if (TempoMetricsJson.MessageOf(result) is { } message)
        {
            writer.Varint(3, Partial);
            writer.Text(4, message);
        }
    }
}
