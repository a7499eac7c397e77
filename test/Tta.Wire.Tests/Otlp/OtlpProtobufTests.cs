using System.Buffers;
using System.Text;
using System.Text.Json;
using Tta.Model;
using Tta.Wire.Otlp;

namespace Tta.Wire.Tests.Otlp;

public sealed class OtlpProtobufTests
{
    [Fact]
    public void Spans_written_and_read_again_are_the_same() => Seeds.ForAll(300, seed =>
    {
        var random = new RandomTelemetry(seed);
        List<Span> spans = [random.Span(), random.Span(), random.Span()];
        var arena = new ByteArena();
        OtlpProtobuf.WriteResourceSpans(arena, spans);
        var batch = new SpanBatch();
        DecodeResult result = OtlpTraces.DecodeProtobuf(arena.Written, new Limits(), batch);
        Assert.Equal((3, 0, false), (result.ItemCount, result.RejectedCount, result.Error.IsError));
        Span[] read = new Span[batch.Spans.Count];
        for (int i = 0; i < read.Length; i++)
        {
            read[i] = batch.Read(i);
        }

        Assert.Equal(Json(spans, OtlpJsonStyle.Otlp), Json(read, OtlpJsonStyle.Otlp));
    });

    [Fact]
    public void Protobuf_style_has_base64_ids_and_names_of_enums()
    {
        var span = new Span
        {
            TraceId = new TraceId(1, 2),
            SpanId = new SpanId(3),
            ParentSpanId = new SpanId(4),
            Name = "op",
            Kind = SpanKind.Server,
            Status = SpanStatusCode.Error,
            Links = [new SpanLink(new TraceId(0, 5), new SpanId(6), "", [])],
            Resource = new Resource([]),
            Scope = new Scope("", "", []),
        };
        string json = Json([span], OtlpJsonStyle.Protobuf);
        Assert.Contains("\"traceId\":\"AAAAAAAAAAEAAAAAAAAAAg==\",\"spanId\":\"AAAAAAAAAAM=\",\"parentSpanId\":\"AAAAAAAAAAQ=\"", json, StringComparison.Ordinal);
        Assert.Contains("\"kind\":\"SPAN_KIND_SERVER\"", json, StringComparison.Ordinal);
        Assert.Contains("\"status\":{\"code\":\"STATUS_CODE_ERROR\"}", json, StringComparison.Ordinal);
        Assert.Contains("\"links\":[{\"traceId\":\"AAAAAAAAAAAAAAAAAAAABQ==\",\"spanId\":\"AAAAAAAAAAY=\"}]", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OtlpJsonStyle.Otlp, "00000000000000010000000000000002", "0000000000000003")]
    [InlineData(OtlpJsonStyle.Protobuf, "AAAAAAAAAAEAAAAAAAAAAg==", "AAAAAAAAAAM=")]
    public void What_a_span_does_not_say_is_left_out(OtlpJsonStyle style, string traceId, string spanId)
    {
        var span = new Span { TraceId = new TraceId(1, 2), SpanId = new SpanId(3), Name = "", Resource = new Resource([]), Scope = new Scope("", "", []) };
        Assert.Equal(
            $$$"""{"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{},"spans":[{"traceId":"{{{traceId}}}","spanId":"{{{spanId}}}","status":{}}]}]}]}""",
            Json([span], style));
    }

    private static string Json(IReadOnlyList<Span> spans, OtlpJsonStyle style)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            OtlpJson.WriteResourceSpans(writer, spans, style: style);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan).Replace("\\u002B", "+", StringComparison.Ordinal);
    }
}
