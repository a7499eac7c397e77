using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tta.Model;
using Tta.Server.Jaeger;
using Tta.TestKit;
using Tta.Wire.Otlp;

namespace Tta.Server.Tests.Jaeger;

public sealed class JaegerJsonTests
{
    [ConformanceFact]
    [Trait("Category", "Conformance")]
    public void OtlpToJaeger_GivesTheAnswerOfTheReference()
    {
        var conformance = new Conformance("jaeger-otlp2jaeger");
        byte[] sent = File.ReadAllBytes(Conformance.PathOf("jaeger", "otlp2jaeger", "otlp2jaeger-in.json"));
        JsonNode expected = JsonNode.Parse(File.ReadAllText(Conformance.PathOf("jaeger", "otlp2jaeger", "otlp2jaeger-out.json")))!;
        conformance.Run("otlp2jaeger", () =>
        {
            JsonNode actual = JsonNode.Parse(Envelope(Decode(sent)))!;
            return JsonNode.DeepEquals(expected, actual) ? null : $"expected {expected.ToJsonString()}, got {actual.ToJsonString()}";
        });
        conformance.Finish(1);
    }

    [Fact]
    public void Attributes_KeepTheirTypes()
    {
        JsonNode span = Written("""
            "attributes":[
              {"key":"t","value":{"stringValue":"x"}},{"key":"b","value":{"boolValue":true}},{"key":"i","value":{"intValue":"5"}},
              {"key":"big","value":{"intValue":"9223372036854775222"}},{"key":"d","value":{"doubleValue":72.5}},
              {"key":"nan","value":{"doubleValue":"NaN"}},{"key":"raw","value":{"bytesValue":"AAAwOQ=="}},
              {"key":"list","value":{"arrayValue":{"values":[{"intValue":"1"}]}}}]
            """);
        string tags = span["tags"]!.ToJsonString();
        Assert.Contains("""{"key":"b","type":"bool","value":true}""", tags, StringComparison.Ordinal);
        Assert.Contains("""{"key":"i","type":"int64","value":5}""", tags, StringComparison.Ordinal);
        Assert.Contains("""{"key":"big","type":"int64","value":"9223372036854775222"}""", tags, StringComparison.Ordinal);
        Assert.Contains("""{"key":"d","type":"float64","value":72.5}""", tags, StringComparison.Ordinal);
        Assert.Contains("""{"key":"nan","type":"string","value":"NaN"}""", tags, StringComparison.Ordinal);
        Assert.Contains("""{"key":"raw","type":"binary","value":"AAAwOQ=="}""", tags, StringComparison.Ordinal);
        Assert.Contains("""{"key":"list","type":"string","value":"[1]"}""", tags, StringComparison.Ordinal);
    }

    [Fact]
    public void ErrorsEventsAndLinks_AreWhereClientsLookForThem()
    {
        JsonNode span = Written("""
            "kind":3,"parentSpanId":"00000000000000aa","traceState":"a=b","flags":1,
            "status":{"code":2,"message":"broken"},
            "events":[{"timeUnixNano":"2000","name":"exception","attributes":[{"key":"exception.type","value":{"stringValue":"E"}}]}],
            "links":[{"traceId":"00000000000000000000000000000009","spanId":"0000000000000008"}]
            """);
        string tags = span["tags"]!.ToJsonString();
        foreach (string tag in (string[])
        [
            """{"key":"span.kind","type":"string","value":"client"}""", """{"key":"otel.status_code","type":"string","value":"ERROR"}""",
            """{"key":"otel.status_description","type":"string","value":"broken"}""", """{"key":"error","type":"bool","value":true}""",
            """{"key":"w3c.tracestate","type":"string","value":"a=b"}""",
        ])
        {
            Assert.Contains(tag, tags, StringComparison.Ordinal);
        }

        Assert.Equal("""[{"timestamp":2,"fields":[{"key":"event","type":"string","value":"exception"},{"key":"exception.type","type":"string","value":"E"}]}]""", span["logs"]!.ToJsonString());
        Assert.Equal(
            """[{"refType":"CHILD_OF","traceID":"0000000000000001","spanID":"00000000000000aa"},{"refType":"FOLLOWS_FROM","traceID":"0000000000000009","spanID":"0000000000000008"}]""",
            span["references"]!.ToJsonString());
        Assert.Equal(1, (int)span["flags"]!);
    }

    [Fact]
    public void EndBeforeStart_IsShownWithZeroDurationAndAWarning()
    {
        JsonNode span = Written("", startNs: 5_000, endNs: 1_000);
        Assert.Equal(0, (long)span["duration"]!);
        Assert.Contains("ends before it starts", (string)span["warnings"]![0]!, StringComparison.Ordinal);
    }

    private static JsonNode Written(string fields, long startNs = 1_000, long endNs = 5_000)
    {
        string more = fields.Length == 0 ? "" : "," + fields;
        string body = "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"00000000000000000000000000000001\",\"spanId\":\"0000000000000002\","
            + $"\"name\":\"op\",\"startTimeUnixNano\":\"{startNs}\",\"endTimeUnixNano\":\"{endNs}\"{more}}}]}}]}}]}}";
        return JsonNode.Parse(Envelope(Decode(Encoding.UTF8.GetBytes(body))))!["data"]![0]!["spans"]![0]!;
    }

    private static Trace Decode(byte[] json)
    {
        var batch = new SpanBatch();
        Tta.Wire.DecodeResult result = OtlpTraces.DecodeJson(json, new Limits(), batch);
        Assert.Equal(0, result.RejectedCount);
        Span[] spans = Enumerable.Range(0, batch.Spans.Count).Select(batch.Read).ToArray();
        return new Trace(spans[0].TraceId, spans, []);
    }

    private static string Envelope(Trace trace)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            JaegerJson.WriteEnvelope(writer, 0, inner =>
            {
                inner.WriteStartArray();
                JaegerJson.WriteTrace(inner, trace);
                inner.WriteEndArray();
            });
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
