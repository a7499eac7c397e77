using Tta.Model;
using Tta.Wire.Otlp;

namespace Tta.Wire.Tests.Langfuse;

/// <summary>Batches as the receivers make them: through the protobuf decoder.</summary>
internal static class SpanBatches
{
    public static SpanBatch Of(params Span[] spans)
    {
        var arena = new ByteArena();
        OtlpProtobuf.WriteResourceSpans(arena, spans);
        var batch = new SpanBatch();
        DecodeResult result = OtlpTraces.DecodeProtobuf(arena.Written, new Limits(), batch);
        Assert.Equal(0, result.RejectedCount);
        return batch;
    }
}
