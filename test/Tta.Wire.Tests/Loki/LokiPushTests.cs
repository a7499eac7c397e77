using System.Text;
using Google.Protobuf;
using IronSnappy;
using Tta.Model;
using Tta.TestKit;
using Tta.Wire.Loki;
using Tta.Wire.Tests.Otlp;

namespace Tta.Wire.Tests.Loki;

public class LokiPushTests
{
    private const string Json = """
        {"streams":[
          {"values":[["1700000000000000001","level=warn slow \"x\""],["1700000000000000002","b",{"trace_id":"t","empty":""}]],"stream":{"app":"shop","env":"pr\u00f6d"}},
          {"stream":{"level":"Error","job":"j"},"values":[["3","c"]],"ignored":[1]},
          {"stream":{"service_name":"s"},"values":[]}]}
        """;

    private static readonly Limits s_limits = new();

    private static readonly string[] s_rows =
    [
        "{app=\"shop\", env=\"pröd\", service_name=\"shop\"} {detected_level=\"warn\"} level=warn slow \"x\" @1700000000000000001",
        "{app=\"shop\", env=\"pröd\", service_name=\"shop\"} {detected_level=\"unknown\", trace_id=\"t\"} b @1700000000000000002",
        "{job=\"j\", level=\"Error\", service_name=\"j\"} {detected_level=\"error\"} c @3",
    ];

    [Fact]
    public void Json_push()
    {
        var batch = new LogBatch();
        DecodeResult result = LokiPush.DecodeJson(Encoding.UTF8.GetBytes(Json), s_limits, batch);
        Assert.Equal((3, 0, ""), (result.ItemCount, result.RejectedCount, result.Error.Message));
        Assert.Equal(s_rows, Rows.Of(batch));
    }

    [Fact]
    public void Protobuf_push_of_the_same_entries_is_stored_alike()
    {
        var batch = new LogBatch();
        DecodeResult result = LokiPush.DecodeProtobuf(Snappy.Encode(Protobuf()), s_limits, batch);
        Assert.Equal((3, 0, ""), (result.ItemCount, result.RejectedCount, result.Error.Message));
        Assert.Equal(s_rows, Rows.Of(batch));
    }

    [Theory]
    [InlineData("{a=\"x\\ty\\\"\\\\\\u00e9\\x41\"}", "x\ty\"\\éA")]
    [InlineData("{ a = \"x\" , b=\"y\", }", "x")]
    [InlineData("{a=\"x\"", null)]
    [InlineData("{a=\"x\"} b", null)]
    [InlineData("{a=\"\\q\"}", null)]
    [InlineData("{a=x}", null)]
    [InlineData("a=\"x\"", null)]
    [InlineData("{}", null)]
    [InlineData("", null)]
    public void Stream_labels_are_Go_literals(string labels, string? expected)
    {
        byte[] body = Proto.Message(o => o.Sub(1, s =>
        {
            s.Text(1, labels);
            Entry(s, 1, "x");
        }));
        var batch = new LogBatch();
        DecodeResult result = LokiPush.DecodeProtobuf(Snappy.Encode(body), s_limits, batch);
        Assert.Equal(expected is null, result.Error.IsError);
        Assert.Equal(expected ?? "", batch.Streams.Count == 0 ? "" : EncodedLabels.Read(batch.Arena.Get(batch.Streams[0].Labels))["a"]);
    }

    [Theory]
    [InlineData("", "malformed JSON")]
    [InlineData("[]", "expected a JSON object")]
    [InlineData("{\"streams\":{}}", "must be an array")]
    [InlineData("{\"streams\":[{\"stream\":{},\"values\":[]}]}", "at least one label")]
    [InlineData("{\"streams\":[{\"stream\":{\"a\":1},\"values\":[]}]}", "object of texts")]
    [InlineData("{\"streams\":[{\"stream\":{\"a\":\"b\"},\"values\":[[1,\"x\"]]}]}", "array of a timestamp as text")]
    [InlineData("{\"streams\":[{\"stream\":{\"a\":\"b\"},\"values\":[[\"x\",\"x\"]]}]}", "nanoseconds")]
    [InlineData("{\"streams\":[{\"stream\":{\"a\":\"b\"},\"values\":[[\"1\",\"x\",{\"a\":{}}]]}]}", "array of a timestamp as text")]
    [InlineData("{\"streams\":[{\"stream\":{\"a\":\"b\"},\"values\":[[\"1\",\"x\",{},1]]}]}", "array of a timestamp as text")]
    public void Malformed_JSON_is_refused_as_a_whole(string body, string part)
    {
        var batch = new LogBatch();
        DecodeResult result = LokiPush.DecodeJson(Encoding.UTF8.GetBytes(body), s_limits, batch);
        Assert.Contains(part, result.Error.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0, 0), (batch.Entries.Count, batch.Streams.Count, batch.Arena.Length));
    }

    [Fact]
    public void A_line_beyond_the_limit_is_left_out_alone()
    {
        var batch = new LogBatch();
        DecodeResult result = LokiPush.DecodeJson(Encoding.UTF8.GetBytes(Json), s_limits with { MaxLogLineBytes = 10 }, batch);
        Assert.Equal((2, 1, RejectReason.TooLarge), (result.ItemCount, result.RejectedCount, result.FirstRejection.Reason));
        Assert.Contains("max entry size '10' bytes exceeded", result.FirstRejection.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_requests_never_throw() => Seeds.ForAll(5000, seed =>
    {
        var random = new RandomTelemetry(seed);
        var batch = new LogBatch();
        DecodeResult result = random.Next(2) == 0
            ? LokiPush.DecodeJson(random.Damage(Encoding.UTF8.GetBytes(Json)), s_limits, batch)
            : LokiPush.DecodeProtobuf(Snappy.Encode(random.Damage(Protobuf())), s_limits, batch);
        Assert.Equal(batch.Entries.Count, result.ItemCount);
        Rows.Of(batch);
    });

    [Fact]
    public void Decoding_allocates_nothing()
    {
        byte[] json = Encoding.UTF8.GetBytes(Json);
        byte[] protobuf = Snappy.Encode(Protobuf());
        var batch = new LogBatch();
        Assert.Equal(0, Allocations.PerCall(() =>
        {
            batch.Clear();
            LokiPush.DecodeJson(json, s_limits, batch);
            LokiPush.DecodeProtobuf(protobuf, s_limits, batch);
        }));
    }

    private static byte[] Protobuf() => Proto.Message(o =>
    {
        o.Sub(1, s =>
        {
            s.Text(1, "{env=\"pröd\", app=\"shop\"}");
            Entry(s, 1700000000000000001, "level=warn slow \"x\"");
            Entry(s, 1700000000000000002, "b", ("trace_id", "t"), ("empty", ""));
        });
        o.Sub(1, s =>
        {
            s.Text(1, "{level=\"Error\",job=\"j\"}");
            Entry(s, 3, "c");
        });
    });

    private static void Entry(CodedOutputStream o, long timeNs, string line, params (string Name, string Value)[] metadata) => o.Sub(2, e =>
    {
        e.Sub(1, t =>
        {
            t.Varint(1, timeNs / 1_000_000_000);
            t.Varint(2, timeNs % 1_000_000_000);
        });
        e.Text(2, line);
        foreach ((string name, string value) in metadata)
        {
            e.Sub(3, p =>
            {
                p.Text(1, name);
                p.Text(2, value);
            });
        }
    });
}
