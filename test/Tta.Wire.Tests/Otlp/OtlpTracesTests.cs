using System.Buffers;
using System.Text;
using System.Text.Json;
using Tta.Model;
using Tta.TestKit;
using Tta.Wire.Otlp;

namespace Tta.Wire.Tests.Otlp;

public class OtlpTracesTests
{
    private static readonly Limits s_limits = new();
    private static readonly Resource s_resource = new([new("service.name", AnyValue.From("checkout"))]);
    private static readonly Scope s_scope = new("lib", "1.0", []);

    [Fact]
    public void Protobuf_and_JSON_of_the_same_spans_are_stored_alike() => Seeds.ForAll(200, seed =>
    {
        var random = new RandomTelemetry(seed);
        List<Span> spans = [random.Span(), random.Span(), random.Span()];
        var fromProtobuf = new SpanBatch();
        var fromJson = new SpanBatch();
        DecodeResult a = OtlpTraces.DecodeProtobuf(ProtoTraces.Request(spans), s_limits, fromProtobuf);
        DecodeResult b = OtlpTraces.DecodeJson(Encoding.UTF8.GetBytes(Json(spans)), s_limits, fromJson);
        Assert.Equal((3, 0, false), (a.ItemCount, a.RejectedCount, a.Error.IsError));
        Assert.Equal((3, 0, false), (b.ItemCount, b.RejectedCount, b.Error.IsError));
        string expected = Json(spans);
        Assert.Equal(expected, Json(ReadAll(fromProtobuf)));
        Assert.Equal(expected, Json(ReadAll(fromJson)));
    });

    [Fact]
    public void Rows_index_what_the_messages_hold() => Seeds.ForAll(100, seed =>
    {
        var batch = new SpanBatch();
        OtlpTraces.DecodeProtobuf(ProtoTraces.Request([new RandomTelemetry(seed).Span()]), s_limits, batch);
        SpanBatch.SpanRow row = batch.Spans[0];
        Span span = batch.Read(0);
        Assert.Equal(
            (span.TraceId, span.SpanId, span.ParentSpanId, span.StartNs, span.EndNs, span.Name, span.Kind, span.Status),
            (row.TraceId, row.SpanId, row.ParentSpanId, row.StartNs, row.EndNs, batch.Arena.GetString(row.Name), row.Kind, row.Status));
        string service = batch.Arena.GetString(batch.Resources[0].ServiceName);
        Assert.Equal(span.Resource.ServiceName, service.Length == 0 ? Resource.UnknownService : service);
    });

    [Fact]
    public void Service_name_that_is_no_text_is_indexed_as_text()
    {
        var batch = new SpanBatch();
        Span span = Span(1, new Resource([new("service.name", AnyValue.From(42))]));
        OtlpTraces.DecodeProtobuf(ProtoTraces.Request([span]), s_limits, batch);
        Assert.Equal("42", batch.Arena.GetString(batch.Resources[0].ServiceName));
    }

    [Fact]
    public void Damaged_protobuf_never_throws_and_what_is_kept_decodes() => Seeds.ForAll(3000, seed =>
    {
        var random = new RandomTelemetry(seed);
        byte[] body = random.Damage(ProtoTraces.Request([random.Span(), random.Span()]));
        var batch = new SpanBatch();
        batch.Arena.Add("kept"u8);
        DecodeResult result = OtlpTraces.DecodeProtobuf(body, s_limits, batch);
        Assert.Equal(batch.Spans.Count, result.ItemCount);
        Assert.True(!result.Error.IsError || (batch.Arena.Length == 4 && batch.Spans.Count == 0 && result.Error.Offset <= body.Length));
        ReadAll(batch);
    });

    [Fact]
    public void Damaged_JSON_never_throws_and_what_is_kept_decodes() => Seeds.ForAll(3000, seed =>
    {
        var random = new RandomTelemetry(seed);
        byte[] body = random.Damage(Encoding.UTF8.GetBytes(Json([random.Span(), random.Span()])));
        var batch = new SpanBatch();
        DecodeResult result = OtlpTraces.DecodeJson(body, s_limits, batch);
        Assert.Equal(batch.Spans.Count, result.ItemCount);
        Assert.True(!result.Error.IsError || (batch.Arena.Length == 0 && result.Error.Message.Length > 0));
        ReadAll(batch);
    });

    [Theory]
    [InlineData("short trace id")]
    [InlineData("zero trace id")]
    [InlineData("no span id")]
    [InlineData("truncated")]
    [InlineData("too deep")]
    [InlineData("too many attributes")]
    public void A_bad_span_is_left_out_alone(string kind)
    {
        byte[] good = ProtoTraces.Span(Span(1));
        byte[] bad = BadSpan(kind);
        byte[] body = Proto.Message(o => o.Sub(1, r => ProtoTraces.ResourceSpans(r, s_resource, s_scope, bad, good, bad)));
        var batch = new SpanBatch();
        DecodeResult result = OtlpTraces.DecodeProtobuf(body, s_limits, batch);
        Assert.Equal((1, 2), (result.ItemCount, result.RejectedCount));
        RejectReason expected = kind switch
        {
            "truncated" => RejectReason.Malformed, "too deep" => RejectReason.TooDeep, "too many attributes" => RejectReason.TooLarge, _ => RejectReason.InvalidId,
        };
        Assert.Equal(expected, result.FirstRejection.Reason);
        Assert.True(body.AsSpan(result.FirstRejection.Offset).StartsWith(bad));
        Assert.Equal("span 1", batch.Read(0).Name);
    }

    [Fact]
    public void Spans_of_an_unusable_resource_are_left_out_and_the_others_kept()
    {
        var deep = new Resource([new("a", Deep(s_limits.MaxAttributeDepth + 1))]);
        byte[] body = Proto.Message(o =>
        {
            o.Sub(1, r => ProtoTraces.ResourceSpans(r, deep, s_scope, ProtoTraces.Span(Span(1)), ProtoTraces.Span(Span(2))));
            o.Sub(1, r => ProtoTraces.ResourceSpans(r, s_resource, s_scope, ProtoTraces.Span(Span(3))));
        });
        var batch = new SpanBatch();
        DecodeResult result = OtlpTraces.DecodeProtobuf(body, s_limits, batch);
        Assert.Equal((1, 2, RejectReason.TooDeep), (result.ItemCount, result.RejectedCount, result.FirstRejection.Reason));
        Assert.Equal("span 3", batch.Read(0).Name);
    }

    [Fact]
    public void Attributes_as_deep_as_the_limit_pass()
    {
        Span span = Span(1, new Resource([new("a", Deep(s_limits.MaxAttributeDepth))]));
        var batch = new SpanBatch();
        Assert.Equal(1, OtlpTraces.DecodeProtobuf(ProtoTraces.Request([span]), s_limits, batch).ItemCount);
        Assert.Equal(span.Resource.Attributes[0].Value, batch.Read(0).Resource.Attributes[0].Value);
    }

    [Fact]
    public void Logs_on_the_traces_endpoint_name_the_cause()
    {
        byte[] record = Proto.Message(o =>
        {
            o.Fixed64(1, 1_700_000_000_000_000_000);
            o.Varint(2, 9);
            o.Sub(5, v => v.Text(1, "hello"));
        });
        byte[] body = Proto.Message(o => o.Sub(1, r => r.Sub(2, s => s.Bytes(2, record))));
        DecodeResult result = OtlpTraces.DecodeProtobuf(body, s_limits, new SpanBatch());
        Assert.Contains("/v1/logs", result.Error.Message, StringComparison.Ordinal);
        DecodeResult json = OtlpTraces.DecodeJson("{\"resourceLogs\":[]}"u8, s_limits, new SpanBatch());
        Assert.Contains("/v1/logs", json.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("{}", false)]
    [InlineData("{\"resourceSpans\":[]}", false)]
    [InlineData("{\"resourceSpans\":null}", false)]
    [InlineData("{\"resourceSpans\":{}}", true)]
    [InlineData("[]", true)]
    [InlineData("{} {}", true)]
    [InlineData("{\"resourceSpans\":[", true)]
    [InlineData("{\"unknown\":{\"a\":[1,2,{}]}}", false)]
    public void Empty_and_odd_JSON(string body, bool isError) =>
        Assert.Equal(isError, OtlpTraces.DecodeJson(Encoding.UTF8.GetBytes(body), s_limits, new SpanBatch()).Error.IsError);

    [Fact]
    public void Json_takes_what_real_senders_write()
    {
        const string Span = """
            {"traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"eee19b7ec3c1b174","parentSpanId":"","name":"a\ud800b","kind":2,
             "startTimeUnixNano":1544712660300000000,"endTimeUnixNano":"1544712661300000000","flags":257,"future":{"x":[1]},
             "attributes":[{"key":"n","value":{"intValue":5}},{"key":"s","value":{"intValue":"6"}},{"key":"d","value":{"doubleValue":"NaN"}},
                           {"key":"b","value":{"bytesValue":"AP8="}},{"key":"e","value":{}}],"status":{"code":2,"message":null}}
            """;
        string body = "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[" + Span + "," + Span.Replace("\"kind\":2", "\"kind\":\"SPAN_KIND_SERVER\"", StringComparison.Ordinal)
            + "," + Span.Replace("eee19b7e", "xyz", StringComparison.Ordinal) + ",7," + Span + "]}]}]}";
        var batch = new SpanBatch();
        DecodeResult result = OtlpTraces.DecodeJson(Encoding.UTF8.GetBytes(body), s_limits, batch);
        Assert.Equal((2, 3), (result.ItemCount, result.RejectedCount));
        Assert.Contains("\"kind\"", result.FirstRejection.Message, StringComparison.Ordinal);
        Assert.Equal(body.IndexOf("\"SPAN_KIND_SERVER\"", StringComparison.Ordinal), result.FirstRejection.Offset);
        Span span = batch.Read(1);
        Assert.Equal("5b8efff798038103d269b633813fc60c", span.TraceId.ToString());
        Assert.Equal((1544712660300000000, 1_000_000_000, 257u, SpanStatusCode.Error, "a\uFFFDb"), (span.StartNs, span.DurationNs, span.Flags, span.Status, span.Name));
        Assert.Equal("n=5 s=6 d=NaN b=AP8= e=", string.Join(' ', span.Attributes.Select(a => $"{a.Key}={a.Value}")));
    }

    [Fact]
    public void Json_deeper_than_the_limit_is_an_error()
    {
        string body = "{\"a\":" + new string('[', 300) + new string(']', 300) + "}";
        Assert.True(OtlpTraces.DecodeJson(Encoding.UTF8.GetBytes(body), s_limits, new SpanBatch()).Error.IsError);
    }

    [Fact]
    public void Decoding_allocates_nothing_per_span()
    {
        byte[] protobuf = ProtoTraces.Request(Enumerable.Range(1, 50).Select(i => Span(i)));
        byte[] json = Encoding.UTF8.GetBytes(Json(Enumerable.Range(1, 50).Select(i => Span(i)).ToList()));
        var batch = new SpanBatch();
        Assert.Equal(0, Allocations.PerCall(() =>
        {
            batch.Clear();
            OtlpTraces.DecodeProtobuf(protobuf, s_limits, batch);
        }));
        Assert.Equal(0, Allocations.PerCall(() =>
        {
            batch.Clear();
            OtlpTraces.DecodeJson(json, s_limits, batch);
        }));
        Assert.Equal(50, batch.Spans.Count);
    }

    [ConformanceFact]
    [Trait("Category", "Conformance")]
    public void Published_examples_and_Jaeger_fixtures_decode()
    {
        var suite = new Conformance("otlp-traces");
        string[] fixtures = Directory.GetFiles(Conformance.PathOf("jaeger", "storage", "traces"), "*.json");
        foreach (string file in fixtures.Append(Conformance.PathOf("otlp", "trace.json")))
        {
            suite.Run(Path.GetFileName(file), () =>
            {
                var batch = new SpanBatch();
                DecodeResult result = OtlpTraces.DecodeJson(File.ReadAllBytes(file), s_limits, batch);
                string written = Json(ReadAll(batch));
                var again = new SpanBatch();
                OtlpTraces.DecodeJson(Encoding.UTF8.GetBytes(written), s_limits, again);
                return result.Error.IsError || result.RejectedCount > 0 || result.ItemCount == 0 ? $"{result}"
                    : written == Json(ReadAll(again)) ? null : "differs after a round trip";
            });
        }

        suite.Finish(33);
    }

    private static Span Span(int i, Resource? resource = null, IReadOnlyList<KeyValue>? attributes = null) => new()
    {
        TraceId = new TraceId(1, (ulong)i),
        SpanId = new SpanId((ulong)i),
        Name = $"span {i}",
        Attributes = attributes ?? [new("http.route", AnyValue.From("/cart/{id}")), new("n", AnyValue.From(i))],
        Resource = resource ?? s_resource,
        Scope = s_scope,
    };

    private static byte[] BadSpan(string kind) => kind switch
    {
        "short trace id" => Proto.Message(o =>
        {
            o.Bytes(1, new byte[] { 1, 2, 3 });
            o.Bytes(2, new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 });
        }),
        "zero trace id" => Proto.Message(o => ProtoTraces.Ids(o, default, new SpanId(1))),
        "no span id" => Proto.Message(o => o.Bytes(1, new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8 })),
        "truncated" => ProtoTraces.Span(Span(9))[..^3],
        "too deep" => ProtoTraces.Span(Span(9, attributes: [new("a", Deep(65))])),
        _ => ProtoTraces.Span(Span(9, attributes: Enumerable.Repeat(new KeyValue("a", default), 1001).ToList())),
    };

    private static AnyValue Deep(int depth)
    {
        AnyValue value = AnyValue.From("leaf");
        for (int i = 0; i < depth; i++)
        {
            value = i % 2 == 0 ? AnyValue.From((AnyValue[])[value]) : AnyValue.From((KeyValue[])[new("k", value)]);
        }

        return value;
    }

    private static List<Span> ReadAll(SpanBatch batch) => Enumerable.Range(0, batch.Spans.Count).Select(batch.Read).ToList();

    private static string Json(IReadOnlyList<Span> spans)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            OtlpJson.WriteTrace(writer, new Trace(default, spans, []));
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
