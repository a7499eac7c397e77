// Spec: Tempo pkg/tempopb/tempo.proto: SearchResponse, TraceSearchMetadata, SpanSet, Span, SearchMetrics.
using Tta.Model;
using Tta.Query.TraceQl;
using Tta.Wire.Otlp;
using Tta.Wire.Protobuf;

namespace Tta.Server.Tempo;

/// <summary>Answers of a search as protobuf.</summary>
internal static class TempoSearchProtobuf
{
    public static void Write(ByteArena arena, TraceQlSearchResult result)
    {
        var writer = new ProtoWriter(arena);
        foreach (TraceQlTrace trace in result.Traces)
        {
            int start = writer.Begin(1);
            WriteTrace(writer, trace);
            writer.End(start);
        }

        WriteMetrics(writer, 2, result.Statistics);
    }

    public static void WriteMetrics(in ProtoWriter writer, int field, TraceQlStatistics statistics)
    {
        int start = writer.Begin(field);
        writer.Varint(1, (ulong)statistics.InspectedTraces);
        writer.Varint(4, 1);
        writer.Varint(5, 1);
        writer.Varint(7, (ulong)statistics.InspectedSpans);
        writer.End(start);
    }

    private static void WriteTrace(in ProtoWriter writer, TraceQlTrace trace)
    {
        writer.Text(1, TempoSearchJson.TraceId(trace));
        writer.Text(2, trace.RootServiceName ?? TempoSearchJson.NoRoot);
        writer.Text(3, trace.RootTraceName);
        writer.Varint(4, (ulong)trace.StartNs);
        writer.Varint(5, TempoSearchJson.DurationMs(trace));
        for (int i = 0; i < trace.SpanSets.Count; i++)
        {
            if (i == 0)
            {
                WriteSpanSet(writer, 6, trace.SpanSets[i]);
            }

            WriteSpanSet(writer, 7, trace.SpanSets[i]);
        }

        foreach ((string service, TraceQlServiceStats stats) in trace.ServiceStats)
        {
            int entry = writer.Begin(8);
            writer.Text(1, service);
            int value = writer.Begin(2);
            writer.Varint(1, (ulong)stats.SpanCount);
            writer.Varint(2, (ulong)stats.ErrorCount);
            writer.End(value);
            writer.End(entry);
        }
    }

    private static void WriteSpanSet(in ProtoWriter writer, int field, TraceQlSpanSet set)
    {
        int start = writer.Begin(field);
        foreach (TraceQlSpan span in set.Spans)
        {
            int message = writer.Begin(1);
            writer.Text(1, span.SpanId.ToString());
            writer.Text(2, span.Name);
            writer.Varint(3, (ulong)span.StartNs);
            writer.Varint(4, (ulong)span.DurationNs);
            OtlpProtobuf.WriteAttributes(writer, 5, span.Attributes);
            writer.End(message);
        }

        writer.Varint(2, (ulong)set.Matched);
        OtlpProtobuf.WriteAttributes(writer, 3, set.Attributes);
        writer.End(start);
    }
}
