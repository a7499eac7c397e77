using Google.Protobuf;
using Tta.Model;
using Tta.TestKit;
using Tta.Wire.Otlp;

namespace Tta.Wire.Tests.Otlp;

public class OtlpLogsTests
{
    private const long NowNs = 1_800_000_000_000_000_000;

    private static readonly Limits s_limits = new();

    [Fact]
    public void A_record_becomes_an_entry_as_Loki_maps_it()
    {
        byte[] body = Request(
            o => Attributes(o, 1, ("service.name", "shop"), ("workspace", "clone-1"), ("host.name", "h"), ("k8s.pod.name", "p")),
            s =>
            {
                s.Text(1, "lib");
                s.Text(2, "1.2");
            },
            r =>
            {
                r.Fixed64(1, 1_700_000_000_000_000_001);
                r.Varint(2, 13);
                r.Text(3, "Warning");
                r.Sub(5, v => v.Text(1, "disk is nearly full"));
                Attributes(r, 6, ("persona", "reviewer"), ("host.name", "wins"));
                r.Varint(7, 2);
                r.Fixed32(8, 1);
                r.Bytes(9, new byte[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 });
                r.Bytes(10, new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 });
                r.Fixed64(11, 1_700_000_000_000_000_002);
                r.Text(12, "disk");
            });
        var batch = new LogBatch();
        DecodeResult result = OtlpLogs.DecodeProtobuf(body, s_limits, batch, NowNs);
        Assert.Equal(1, result.ItemCount);
        Assert.Equal(
            ["{k8s_pod_name=\"p\", service_name=\"shop\", workspace=\"clone-1\"} {detected_level=\"warn\", dropped_attributes_count=\"2\", "
                + "event_name=\"disk\", flags=\"1\", host_name=\"wins\", observed_timestamp=\"1700000000000000002\", persona=\"reviewer\", "
                + "scope_name=\"lib\", scope_version=\"1.2\", severity_number=\"13\", severity_text=\"Warning\", span_id=\"0102030405060708\", "
                + "trace_id=\"000102030405060708090a0b0c0d0e0f\"} disk is nearly full @1700000000000000001"],
            Rows.Of(batch));
    }

    [Fact]
    public void Bodies_that_are_no_text_are_JSON_and_maps_are_flattened()
    {
        byte[] body = Request(
            _ => { },
            _ => { },
            r =>
            {
                r.Sub(5, v => ProtoTraces.Value(v, AnyValue.From((KeyValue[])[new("a", AnyValue.From(1)), new("b", AnyValue.From((AnyValue[])[default]))])));
                ProtoTraces.Attributes(r, 6, [new("http", AnyValue.From((KeyValue[])[new("request.method", AnyValue.From("GET")), new("n", AnyValue.From(5))]))]);
            });
        var batch = new LogBatch();
        OtlpLogs.DecodeProtobuf(body, s_limits, batch, NowNs);
        Assert.Equal(
            ["{service_name=\"unknown_service\"} {detected_level=\"unknown\", http_n=\"5\", http_request_method=\"GET\"} {\"a\":1,\"b\":[null]} @1800000000000000000"],
            Rows.Of(batch));
    }

    [Theory]
    [InlineData("app", "checkout", "checkout")]
    [InlineData("k8s.job.name", "nightly", "nightly")]
    [InlineData("other", "x", "unknown_service")]
    public void A_missing_service_name_is_discovered(string attribute, string value, string expected)
    {
        var batch = new LogBatch();
        OtlpLogs.DecodeProtobuf(Request(o => Attributes(o, 1, (attribute, value)), _ => { }, r => r.Fixed64(1, 5)), s_limits, batch, NowNs);
        Assert.Equal(expected, EncodedLabels.Read(batch.Arena.Get(batch.Streams[0].Labels))["service_name"]);
    }

    [Fact]
    public void A_bad_record_is_left_out_alone()
    {
        var small = s_limits with { MaxLogLineBytes = 10, MaxLogMetadataLabels = 3 };
        byte[] good = Proto.Message(r => r.Sub(5, v => v.Text(1, "good")));
        byte[] long1 = Proto.Message(r => r.Sub(5, v => v.Text(1, "much too long")));
        byte[] many = Proto.Message(r => Attributes(r, 6, ("a", "1"), ("b", "1"), ("c", "1")));
        byte[] body = Proto.Message(o => o.Sub(1, r => r.Sub(2, s =>
        {
            s.Bytes(2, long1);
            s.Bytes(2, good);
            s.Bytes(2, many);
            s.Bytes(2, long1.AsSpan(0, long1.Length - 2));
        })));
        var batch = new LogBatch();
        DecodeResult result = OtlpLogs.DecodeProtobuf(body, small, batch, NowNs);
        Assert.Equal((1, 3, RejectReason.TooLarge), (result.ItemCount, result.RejectedCount, result.FirstRejection.Reason));
        Assert.True(body.AsSpan(result.FirstRejection.Offset).StartsWith(long1));
        Assert.Equal("good", batch.Arena.GetString(batch.Entries[0].Line));
    }

    [Fact]
    public void Spans_on_the_logs_endpoint_name_the_cause()
    {
        byte[] body = ProtoTraces.Request([new RandomTelemetry(1).Span()]);
        Assert.Contains("/v1/traces", OtlpLogs.DecodeProtobuf(body, s_limits, new LogBatch(), NowNs).Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Protobuf_and_JSON_of_the_same_records_are_stored_alike() => Seeds.ForAll(200, seed =>
    {
        var random = new RandomTelemetry(seed);
        RandomLogs.Log[] logs = [RandomLogs.Next(random), RandomLogs.Next(random)];
        var fromProtobuf = new LogBatch();
        var fromJson = new LogBatch();
        Assert.Equal(2, OtlpLogs.DecodeProtobuf(RandomLogs.Protobuf(logs), s_limits, fromProtobuf, NowNs).ItemCount);
        Assert.Equal(2, OtlpLogs.DecodeJson(RandomLogs.Json(logs), s_limits, fromJson, NowNs).ItemCount);
        Assert.Equal(Rows.Of(fromProtobuf), Rows.Of(fromJson));
    });

    [Fact]
    public void Damaged_requests_never_throw() => Seeds.ForAll(3000, seed =>
    {
        var random = new RandomTelemetry(seed);
        RandomLogs.Log[] logs = [RandomLogs.Next(random), RandomLogs.Next(random)];
        var batch = new LogBatch();
        DecodeResult result = random.Next(2) == 0
            ? OtlpLogs.DecodeProtobuf(random.Damage(RandomLogs.Protobuf(logs)), s_limits, batch, NowNs)
            : OtlpLogs.DecodeJson(random.Damage(RandomLogs.Json(logs)), s_limits, batch, NowNs);
        Assert.Equal(batch.Entries.Count, result.ItemCount);
        Rows.Of(batch);
    });

    [Fact]
    public void Decoding_allocates_nothing_per_record()
    {
        byte[] record = Proto.Message(r =>
        {
            r.Fixed64(1, 5);
            r.Sub(5, v => v.Text(1, "level=info msg=hello"));
            Attributes(r, 6, ("a", "1"), ("b.c", "2"));
        });
        byte[] body = Proto.Message(o => o.Sub(1, r => r.Sub(2, s =>
        {
            for (int i = 0; i < 50; i++)
            {
                s.Bytes(2, record);
            }
        })));
        byte[] json = RandomLogs.Json([RandomLogs.Next(new RandomTelemetry(3)) with
        {
            Body = AnyValue.From("text"), Attributes = [new("ratio", AnyValue.From(0.25)), new("n", AnyValue.From(-7))], Resource = [], Scope = new Scope("lib", "1", []),
        }]);
        var batch = new LogBatch();
        Assert.Equal(0, Allocations.PerCall(() =>
        {
            batch.Clear();
            OtlpLogs.DecodeProtobuf(body, s_limits, batch, NowNs);
            OtlpLogs.DecodeJson(json, s_limits, batch, NowNs);
        }));
        Assert.Equal(51, batch.Entries.Count);
    }

    [ConformanceFact]
    [Trait("Category", "Conformance")]
    public void Published_examples_decode()
    {
        var suite = new Conformance("otlp-logs");
        foreach (string file in (string[])["logs.json", "events.json"])
        {
            suite.Run(file, () =>
            {
                var batch = new LogBatch();
                DecodeResult result = OtlpLogs.DecodeJson(File.ReadAllBytes(Conformance.PathOf("otlp", file)), s_limits, batch, NowNs);
                return result.Error.IsError || result.RejectedCount > 0 || result.ItemCount == 0 || Rows.Of(batch).Count == 0 ? $"{result}" : null;
            });
        }

        suite.Finish(2);
    }

    private static byte[] Request(Action<CodedOutputStream> resource, Action<CodedOutputStream> scope, Action<CodedOutputStream> record) =>
        Proto.Message(o => o.Sub(1, g =>
        {
            g.Sub(2, s =>
            {
                s.Sub(2, record);
                s.Sub(1, scope);
            });
            g.Sub(1, resource);
        }));

    private static void Attributes(CodedOutputStream o, int field, params (string Key, string Value)[] attributes) =>
        ProtoTraces.Attributes(o, field, attributes.Select(a => new KeyValue(a.Key, AnyValue.From(a.Value))).ToList());
}
