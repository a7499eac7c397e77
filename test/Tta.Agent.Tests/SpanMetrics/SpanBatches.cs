using Tta.Model;
using Tta.Wire.Otlp;

namespace Tta.Agent.Tests.SpanMetrics;

/// <summary>Batches as the receivers make them, through the protobuf decoder, and as a store that had none of their spans gives them back.</summary>
internal static class SpanBatches
{
    public static SpanBatch Of(params Span[] spans)
    {
        var arena = new ByteArena();
        OtlpProtobuf.WriteResourceSpans(arena, spans);
        var batch = new SpanBatch();
        Assert.Equal(0, OtlpTraces.DecodeProtobuf(arena.Written, new Limits(), batch).RejectedCount);
        for (int i = 0; i < batch.Spans.Count; i++)
        {
            batch.NewSpans.Add(i);
        }

        return batch;
    }

    public static Span Span(
        string service, string name, ulong id, ulong parent = 0, SpanKind kind = SpanKind.Internal, double seconds = 0.003, long startNs = 0,
        SpanStatusCode status = SpanStatusCode.Unset, ulong trace = 1, params (string Key, string Value)[] attributes) => new()
    {
        TraceId = new TraceId(7, trace),
        SpanId = new SpanId(id),
        ParentSpanId = new SpanId(parent),
        Name = name,
        Kind = kind,
        Status = status,
        StartNs = startNs,
        EndNs = startNs + (long)(seconds * 1e9),
        Attributes = [.. attributes.Select(pair => new KeyValue(pair.Key, AnyValue.From(pair.Value)))],
        Resource = new Resource(service.Length == 0 ? [] : [new("service.name", AnyValue.From(service))]),
        Scope = new Scope("lib", "1", []),
    };
}
