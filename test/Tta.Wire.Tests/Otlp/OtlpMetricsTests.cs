using System.Text;
using Google.Protobuf;
using Tta.Model;
using Tta.TestKit;
using Tta.Wire.Otlp;
using Tta.Wire.Prometheus;

namespace Tta.Wire.Tests.Otlp;

public class OtlpMetricsTests
{
    private const ulong TimeNs = 1_700_000_000_123_456_789;

    private static readonly Limits s_limits = new();
    private static readonly OtlpMetricsOptions s_plain = new() { PromotedResourceAttributes = [], KeepIdentifyingResourceAttributes = false };

    [Fact]
    public void Gauge_and_sum_get_names_by_the_translation()
    {
        byte[] body = Request(
            [],
            Metric("process.cpu.time", "s", 7, o => Sum(o, monotonic: true, Point(4.5, ("state", "user")))),
            Metric("queue.length", "{item}", 7, o => Sum(o, monotonic: false, Point(-3))),
            Metric("cache.hit_rate", "1", 5, o => o.Bytes(1, Point(0.5))));
        MetricBatch batch = Decode(body, s_plain);
        Assert.Equal(
            ["process_cpu_time_seconds_total{state=\"user\"} 4.5 @1700000000123", "queue_length{} -3 @1700000000123", "cache_hit_rate_ratio{} 0.5 @1700000000123"],
            Rows.Of(batch));
        Assert.Equal(
            ["process_cpu_time_seconds_total Counter help seconds", "queue_length Gauge help ", "cache_hit_rate_ratio Gauge help "],
            batch.Metadata.Rows.ToArray().Select(
                m => $"{batch.Arena.GetString(m.Name)} {m.Type} {batch.Arena.GetString(m.Help)} {batch.Arena.GetString(m.Unit)}"));
    }

    [Fact]
    public void Only_cumulative_series_say_when_they_were_zero()
    {
        const ulong StartNs = 1_699_999_990_000_000_000;
        byte[] number = Proto.Message(o =>
        {
            o.Fixed64(2, StartNs);
            o.Fixed64(3, TimeNs);
            o.Double(4, 5);
        });
        byte[] histogram = Proto.Message(o =>
        {
            o.Fixed64(2, StartNs);
            o.Fixed64(3, TimeNs);
            o.Fixed64(4, 1);
        });
        MetricBatch batch = Decode(
            Request(
                [],
                Metric("counter", "", 7, o => Sum(o, monotonic: true, number)),
                Metric("up_down", "", 7, o => Sum(o, monotonic: false, number)),
                Metric("gauge", "", 5, o => o.Bytes(1, number)),
                Metric("latency", "", 9, o => Sum(o, false, histogram))),
            s_plain);
        Assert.Equal(
            ["counter_total 1699999990000", "up_down 0", "gauge 0", "latency_count 1699999990000", "latency_bucket 1699999990000"],
            batch.Series.Rows.ToArray().Select(row => $"{EncodedLabels.Read(batch.Arena.Get(row.Labels)).MetricName} {row.StartMs}"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Histogram_becomes_cumulative_buckets_with_exemplars(bool isPacked)
    {
        byte[] exemplar = Proto.Message(o =>
        {
            o.Fixed64(2, TimeNs);
            o.Double(3, 0.7);
            o.Bytes(4, new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 });
            o.Bytes(5, new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8 });
            Attributes(o, 7, ("user", "u1"), ("long", new string('x', 100)));
        });
        byte[] point = Proto.Message(o =>
        {
            o.Fixed64(3, TimeNs);
            o.Fixed64(4, 10);
            o.Double(5, 12.5);
            Repeated(o, 6, isPacked, 1ul, 4ul, 5ul);
            Repeated(o, 7, isPacked, BitConverter.DoubleToUInt64Bits(0.5), BitConverter.DoubleToUInt64Bits(1));
            o.Bytes(8, exemplar);
            Attributes(o, 9, ("route", "/"));
        });
        MetricBatch batch = Decode(Request([], Metric("latency", "s", 9, o => Sum(o, false, point))), s_plain);
        Assert.Equal(
            [
                "latency_seconds_sum{route=\"/\"} 12.5 @1700000000123", "latency_seconds_count{route=\"/\"} 10 @1700000000123",
                "latency_seconds_bucket{le=\"0.5\", route=\"/\"} 1 @1700000000123", "latency_seconds_bucket{le=\"1\", route=\"/\"} 5 @1700000000123",
                "latency_seconds_bucket{le=\"+Inf\", route=\"/\"} 10 @1700000000123",
            ],
            Rows.Of(batch));
        MetricBatch.ExemplarRow row = batch.Exemplars[0];
        Assert.Equal((3, 1700000000123, 0.7), (row.SeriesIndex, row.TimeMs, row.Value));
        Assert.Equal("{span_id=\"0102030405060708\", trace_id=\"01020304050607080102030405060708\", user=\"u1\"}", Rows.Labels(batch.Arena, row.Labels));
    }

    [Fact]
    public void Summary_becomes_quantiles()
    {
        byte[] point = Proto.Message(o =>
        {
            o.Fixed64(3, TimeNs);
            o.Fixed64(4, 3);
            o.Double(5, 6);
            o.Sub(6, q =>
            {
                q.Double(1, 0.99);
                q.Double(2, 2.5);
            });
        });
        Assert.Equal(
            ["rpc_sum{} 6 @1700000000123", "rpc_count{} 3 @1700000000123", "rpc{quantile=\"0.99\"} 2.5 @1700000000123"],
            Rows.Of(Decode(Request([], Metric("rpc", "", 11, o => o.Bytes(1, point))), s_plain)));
    }

    [Fact]
    public void No_recorded_value_ends_every_series_of_the_point()
    {
        byte[] point = Proto.Message(o =>
        {
            o.Fixed64(3, TimeNs);
            o.Varint(10, 1);
        });
        Assert.All(Rows.Of(Decode(Request([], Metric("h", "", 9, o => Sum(o, false, point))), s_plain)), row => Assert.Contains(" stale ", row, StringComparison.Ordinal));
        byte[] gauge = Proto.Message(o =>
        {
            o.Fixed64(3, TimeNs);
            o.Varint(8, 1);
        });
        Assert.Equal(["g{} stale @1700000000123"], Rows.Of(Decode(Request([], Metric("g", "", 5, o => o.Bytes(1, gauge))), s_plain)));
    }

    [Fact]
    public void Resource_becomes_job_instance_promoted_labels_and_target_info()
    {
        byte[] body = Request(
            [("service.name", "shop"), ("service.namespace", "ns"), ("service.instance.id", "i-1"), ("workspace", "clone"), ("host.name", "h")],
            Metric("up.time", "", 5, o => o.Bytes(1, Point(1, ("job", "loses"), ("service.name", "wins")))));
        Assert.Equal(
            [
                "up_time{instance=\"i-1\", job=\"ns/shop\", service_name=\"wins\", service_namespace=\"ns\", workspace=\"clone\"} 1 @1700000000123",
                "target_info{host_name=\"h\", instance=\"i-1\", job=\"ns/shop\", service_instance_id=\"i-1\", service_name=\"shop\", "
                    + "service_namespace=\"ns\", workspace=\"clone\"} 1 @1700000000123",
            ],
            Rows.Of(Decode(body, OtlpMetricsOptions.Default)));
        Assert.Equal(
            ["up_time{instance=\"i-1\", job=\"ns/shop\", service_name=\"wins\"} 1 @1700000000123",
                "target_info{host_name=\"h\", instance=\"i-1\", job=\"ns/shop\", workspace=\"clone\"} 1 @1700000000123"],
            Rows.Of(Decode(body, s_plain)));
    }

    [Fact]
    public void Target_info_covers_the_times_of_the_request()
    {
        const ulong Minute = 60_000_000_000;
        byte[] body = Request(
            [("service.name", "shop"), ("host.name", "h")],
            Metric("g", "", 5, o =>
            {
                o.Bytes(1, Point(1, TimeNs));
                o.Bytes(1, Point(1, TimeNs + (6 * Minute)));
            }));
        long[] times = Rows.Of(Decode(body, OtlpMetricsOptions.Default)).Where(row => row.StartsWith("target_info", StringComparison.Ordinal))
            .Select(row => (long.Parse(row.Split('@')[1], System.Globalization.CultureInfo.InvariantCulture) - 1700000000123) / 1000).ToArray();
        Assert.Equal([0, 150, 300, 360], times);
    }

    [Fact]
    public void Attributes_that_collide_are_joined_in_the_order_of_their_names()
    {
        byte[] body = Request([], Metric("g", "", 5, o => o.Bytes(1, Point(1, ("a_b", "3"), ("a.b", "2"), ("a-b", "1")))));
        Assert.Equal(["g{a_b=\"1;2;3\"} 1 @1700000000123"], Rows.Of(Decode(body, s_plain)));
    }

    [Fact]
    public void Names_can_stay_as_they_are()
    {
        byte[] body = Request([], Metric("http.größe", "By", 5, o => o.Bytes(1, Point(1, ("a.b", "x")))));
        MetricBatch batch = Decode(body, new OtlpMetricsOptions { Strategy = NameStrategy.NoTranslation });
        Assert.Equal(["http.größe{a.b=\"x\"} 1 @1700000000123"], Rows.Of(batch));
    }

    [Fact]
    public void What_cannot_be_stored_is_counted_by_data_point_and_named()
    {
        byte[] body = Request(
            [],
            Metric("delta", "", 7, o =>
            {
                o.Bytes(1, Point(1));
                o.Bytes(1, Point(2));
                o.Varint(2, 1);
            }),
            Metric("exp", "", 10, o => o.Bytes(1, Point(1))),
            Metric("@#", "", 5, o => o.Bytes(1, Point(1))),
            Metric("g", "", 5, o =>
            {
                o.Bytes(1, Point(1).AsSpan(0, 12));
                o.Bytes(1, Point(1, ("日本", "no ASCII letter")));
                o.Bytes(1, Point(7));
            }));
        var batch = new MetricBatch();
        DecodeResult result = OtlpMetrics.DecodeProtobuf(body, s_limits, s_plain, batch);
        Assert.Equal((1, 6, RejectReason.Unsupported), (result.ItemCount, result.RejectedCount, result.FirstRejection.Reason));
        Assert.Contains("\"delta\": only cumulative", result.FirstRejection.Message, StringComparison.Ordinal);
        Assert.Equal(["g{} 7 @1700000000123"], Rows.Of(batch));
    }

    [Fact]
    public void Protobuf_and_JSON_of_the_same_metrics_are_stored_alike()
    {
        const string Json = """
            {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"s"}},{"key":"x","value":{"doubleValue":1.5}}]},
             "scopeMetrics":[{"metrics":[
              {"name":"c","unit":"1","description":"help","sum":{"aggregationTemporality":2,"isMonotonic":true,"dataPoints":[
                {"asInt":"7","timeUnixNano":"1700000000123456789","attributes":[{"key":"a","value":{"boolValue":true}}]},
                {"asDouble":"NaN","timeUnixNano":1700000000123456789},{"asInt":-7}]}},
              {"name":"h","histogram":{"aggregationTemporality":2,"dataPoints":[
                {"count":"3","sum":1.25,"bucketCounts":["1",2],"explicitBounds":[1e3],"timeUnixNano":"1700000000123456789",
                 "exemplars":[{"timeUnixNano":"1","asInt":"4","traceId":"01020304050607080102030405060708","spanId":"0102030405060708"}]}]}},
              {"name":"s","summary":{"dataPoints":[{"count":1,"sum":2,"quantileValues":[{"quantile":0.5,"value":2}]}]}},
              {"name":"e","exponentialHistogram":{"aggregationTemporality":2,"dataPoints":[{"count":1,"scale":-1,"positive":{"offset":-3,"bucketCounts":["1"]}}]}}]}]}]}
            """;
        byte[] protobuf = RequestOf(
            [new("service.name", AnyValue.From("s")), new("x", AnyValue.From(1.5))],
            Metric("c", "1", 7, o => Sum(o, true, Point(7, ("a", "true")), Point(double.NaN), Proto.Message(p => p.Double(4, -7)))),
            Metric("h", "", 9, o => Sum(o, false, Proto.Message(p =>
            {
                p.Fixed64(3, TimeNs);
                p.Fixed64(4, 3);
                p.Double(5, 1.25);
                Repeated(p, 6, true, 1ul, 2ul);
                Repeated(p, 7, true, BitConverter.DoubleToUInt64Bits(1e3));
                p.Sub(8, e =>
                {
                    e.Fixed64(2, 1);
                    e.Double(3, 4);
                    e.Bytes(4, new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 });
                    e.Bytes(5, new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8 });
                });
            }))),
            Metric("s", "", 11, o => o.Sub(1, p =>
            {
                p.Fixed64(4, 1);
                p.Double(5, 2);
                p.Sub(6, q =>
                {
                    q.Double(1, 0.5);
                    q.Double(2, 2);
                });
            })),
            Metric("e", "", 10, o => o.Bytes(1, Point(1))));
        MetricBatch expected = Decode(protobuf, OtlpMetricsOptions.Default);
        var batch = new MetricBatch();
        DecodeResult result = OtlpMetrics.DecodeJson(Encoding.UTF8.GetBytes(Json), s_limits, OtlpMetricsOptions.Default, batch);
        Assert.Equal((5, 1, RejectReason.Unsupported), (result.ItemCount, result.RejectedCount, result.FirstRejection.Reason));
        Assert.Equal(Rows.Of(expected), Rows.Of(batch));
        Assert.Equal(expected.Exemplars.Count, batch.Exemplars.Count);
    }

    [Fact]
    public void Damaged_requests_never_throw() => Seeds.ForAll(3000, seed =>
    {
        var random = new RandomTelemetry(seed);
        byte[] body = RequestOf(
            random.Attributes(),
            Metric("c", "s", 7, o => Sum(o, true, Point(1, ("a", "b")))),
            Metric("h", "", 9, o => Sum(o, false, Proto.Message(p =>
            {
                p.Fixed64(4, 3);
                Repeated(p, 6, true, 1ul, 2ul);
                Repeated(p, 7, random.Next(2) == 0, 1ul);
                p.Sub(8, e => ProtoTraces.Attributes(e, 7, random.Attributes()));
            }))),
            Metric("s", "", 11, o => o.Sub(1, p => p.Sub(6, q => q.Double(1, 0.5)))));
        var batch = new MetricBatch();
        OtlpMetrics.DecodeProtobuf(random.Damage(body), s_limits, OtlpMetricsOptions.Default, batch);
        Rows.Of(batch);
    });

    [Fact]
    public void Decoding_allocates_nothing_per_data_point()
    {
        byte[] body = Request(
            [("service.name", "s"), ("host.name", "h")],
            Enumerable.Range(0, 50).Select(i => Metric($"metric.{i}", "s", 7, o => Sum(o, true, Point(i, ("a", "b"), ("c.d", "e"))))).ToArray());
        var batch = new MetricBatch();
        Assert.Equal(0, Allocations.PerCall(() =>
        {
            batch.Clear();
            OtlpMetrics.DecodeProtobuf(body, s_limits, OtlpMetricsOptions.Default, batch);
        }));
        Assert.Equal(51, batch.Series.Count);
    }

    [ConformanceFact]
    [Trait("Category", "Conformance")]
    public void Published_example_decodes()
    {
        var suite = new Conformance("otlp-metrics");
        suite.Run("metrics.json", () =>
        {
            var batch = new MetricBatch();
            DecodeResult result = OtlpMetrics.DecodeJson(File.ReadAllBytes(Conformance.PathOf("otlp", "metrics.json")), s_limits, s_plain, batch);

            // The example's exponential histogram and its delta sums are refused by name; everything else is kept.
            return result.Error.IsError || result.ItemCount == 0 || (result.RejectedCount > 0 && result.FirstRejection.Reason != RejectReason.Unsupported)
                ? $"{result}" : null;
        });
        suite.Finish(1);
    }

    private static MetricBatch Decode(byte[] body, OtlpMetricsOptions options)
    {
        var batch = new MetricBatch();
        DecodeResult result = OtlpMetrics.DecodeProtobuf(body, s_limits, options, batch);
        Assert.False(result.Error.IsError, result.Error.ToString());
        return batch;
    }

    private static byte[] Request((string Key, string Value)[] resource, params byte[][] metrics) =>
        RequestOf(resource.Select(a => new KeyValue(a.Key, AnyValue.From(a.Value))).ToList(), metrics);

    private static byte[] RequestOf(List<KeyValue> resource, params byte[][] metrics) => Proto.Message(o => o.Sub(1, g =>
    {
        g.Sub(2, s =>
        {
            foreach (byte[] metric in metrics)
            {
                s.Bytes(2, metric);
            }
        });
        g.Sub(1, r => ProtoTraces.Attributes(r, 1, resource));
    }));

    private static byte[] Metric(string name, string unit, int dataField, Action<CodedOutputStream> data) => Proto.Message(o =>
    {
        o.Text(1, name);
        o.Text(2, "help");
        o.Text(3, unit);
        o.Sub(dataField, data);
    });

    private static void Sum(CodedOutputStream o, bool monotonic, params byte[][] points)
    {
        foreach (byte[] point in points)
        {
            o.Bytes(1, point);
        }

        o.Varint(2, 2);
        o.Varint(3, monotonic ? 1 : 0);
    }

    private static byte[] Point(double value, params (string Key, string Value)[] attributes) => Point(value, TimeNs, attributes);

    private static byte[] Point(double value, ulong timeNs, params (string Key, string Value)[] attributes) => Proto.Message(o =>
    {
        o.Fixed64(3, timeNs);
        o.Double(4, value);
        Attributes(o, 7, attributes);
    });

    private static void Repeated(CodedOutputStream o, int field, bool isPacked, params ulong[] values)
    {
        if (isPacked)
        {
            o.Bytes(field, values.SelectMany(BitConverter.GetBytes).ToArray());
            return;
        }

        foreach (ulong value in values)
        {
            o.Fixed64(field, value);
        }
    }

    private static void Attributes(CodedOutputStream o, int field, params (string Key, string Value)[] attributes) =>
        ProtoTraces.Attributes(o, field, attributes.Select(a => new KeyValue(a.Key, AnyValue.From(a.Value))).ToList());
}
