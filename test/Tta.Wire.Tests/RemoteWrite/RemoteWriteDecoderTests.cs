using Google.Protobuf;
using IronSnappy;
using Tta.Model;
using Tta.TestKit;
using Tta.Wire.RemoteWrite;
using Tta.Wire.Tests.Otlp;

namespace Tta.Wire.Tests.RemoteWrite;

public class RemoteWriteDecoderTests
{
    private static readonly Limits s_limits = new();

    [Fact]
    public void Version_1()
    {
        byte[] body = Proto.Message(o =>
        {
            o.Sub(1, s =>
            {
                Label(s, "job", "api");
                Label(s, "__name__", "up");
                Label(s, "empty", "");
                Sample(s, 1.5, 1000);
                Sample(s, StaleMarker.Value, 2000);
                s.Sub(3, e =>
                {
                    Label(e, "trace_id", "t");
                    e.Double(2, 0.5);
                    e.Varint(3, 900);
                });
            });
            o.Sub(3, m =>
            {
                m.Varint(1, 1);
                m.Text(2, "up");
                m.Text(4, "help");
                m.Text(5, "seconds");
            });
        });
        MetricBatch batch = Decode(body, RemoteWriteVersion.V1, 2, 0);
        Assert.Equal(["up{job=\"api\"} 1.5 @1000", "up{job=\"api\"} stale @2000"], Rows.Of(batch));
        Assert.Equal(("{trace_id=\"t\"}", 0.5, 900L), (Rows.Labels(batch.Arena, batch.Exemplars[0].Labels), batch.Exemplars[0].Value, batch.Exemplars[0].TimeMs));
        MetricBatch.MetadataRow row = batch.Metadata[0];
        Assert.Equal(("up", MetricType.Counter, "help", "seconds"), (batch.Arena.GetString(row.Name), row.Type, batch.Arena.GetString(row.Help), batch.Arena.GetString(row.Unit)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Version_2(bool isPacked)
    {
        string[] symbols = ["", "__name__", "up", "trace_id", "t", "help"];
        byte[] body = Proto.Message(o =>
        {
            o.Sub(5, s =>
            {
                References(s, isPacked, 1, 2);
                Sample(s, 7, 1000);
                s.Sub(4, e =>
                {
                    References(e, isPacked, 3, 4);
                    e.Double(2, 0.5);
                    e.Varint(3, 900);
                });
                s.Sub(5, m =>
                {
                    m.Varint(1, 2);
                    m.Varint(3, 5);
                });
            });
            foreach (string symbol in symbols)
            {
                o.Text(4, symbol);
            }
        });
        MetricBatch batch = Decode(body, RemoteWriteVersion.V2, 1, 0);
        Assert.Equal(["up{} 7 @1000"], Rows.Of(batch));
        Assert.Equal("{trace_id=\"t\"}", Rows.Labels(batch.Arena, batch.Exemplars[0].Labels));
        Assert.Equal(("up", MetricType.Gauge, "help"), (batch.Arena.GetString(batch.Metadata[0].Name), batch.Metadata[0].Type, batch.Arena.GetString(batch.Metadata[0].Help)));
    }

    [Theory]
    [InlineData("no name", RejectReason.InvalidLabels)]
    [InlineData("empty label name", RejectReason.InvalidLabels)]
    [InlineData("twice", RejectReason.InvalidLabels)]
    [InlineData("not utf-8", RejectReason.InvalidLabels)]
    [InlineData("histogram", RejectReason.Unsupported)]
    [InlineData("truncated sample", RejectReason.Malformed)]
    public void A_bad_series_is_left_out_alone(string kind, RejectReason reason)
    {
        byte[] good = Proto.Message(s =>
        {
            Label(s, "__name__", "good");
            Sample(s, 1, 1);
        });
        byte[] bad = Proto.Message(s =>
        {
            Label(s, kind == "no name" ? "job" : "__name__", "bad");
            switch (kind)
            {
                case "empty label name":
                    Label(s, "", "x");
                    break;
                case "twice":
                    Label(s, "a", "1");
                    Label(s, "a", "2");
                    break;
                case "not utf-8":
                    s.Sub(1, l =>
                    {
                        l.Text(1, "a");
                        l.Bytes(2, new byte[] { 0xFF });
                    });
                    break;
                case "histogram":
                    s.Sub(4, h => h.Double(3, 1));
                    return;
                case "truncated sample":
                    s.Bytes(2, new byte[] { 0x09, 1, 2 });
                    return;
            }

            Sample(s, 1, 1);
        });
        byte[] body = Proto.Message(o =>
        {
            o.Bytes(1, bad);
            o.Bytes(1, good);
        });
        var batch = new MetricBatch();
        DecodeResult result = RemoteWriteDecoder.Decode(Snappy.Encode(body), s_limits, batch);
        Assert.Equal((1, 1, reason), (result.ItemCount, result.RejectedCount, result.FirstRejection.Reason));
        Assert.Equal(["good{} 1 @1"], Rows.Of(batch));
    }

    [Fact]
    public void The_wrong_version_and_damaged_bodies_are_errors()
    {
        byte[] v1 = Snappy.Encode(Proto.Message(o => o.Sub(1, s => Label(s, "__name__", "up"))));
        Assert.True(RemoteWriteDecoder.Decode(v1, s_limits, new MetricBatch(), RemoteWriteVersion.V2).Error.IsError);
        v1[0] = 48;
        Assert.True(RemoteWriteDecoder.Decode(v1, s_limits, new MetricBatch()).Error.IsError);
    }

    [Fact]
    public void Damaged_requests_never_throw() => Seeds.ForAll(3000, seed =>
    {
        var random = new RandomTelemetry(seed);
        bool isV2 = random.Next(2) == 0;
        byte[] body = Proto.Message(o =>
        {
            o.Text(4, "");
            o.Text(4, "__name__");
            o.Sub(isV2 ? 5 : 1, s =>
            {
                if (isV2)
                {
                    References(s, random.Next(2) == 0, 1, 1);
                }
                else
                {
                    Label(s, "__name__", "up");
                }

                Sample(s, 1, 1);
                s.Sub(isV2 ? 4 : 3, e => e.Double(2, 1));
            });
        });
        var batch = new MetricBatch();
        DecodeResult result = RemoteWriteDecoder.Decode(Snappy.Encode(random.Damage(body)), s_limits, batch, isV2 ? RemoteWriteVersion.V2 : RemoteWriteVersion.V1);
        Assert.Equal(batch.Samples.Count, result.ItemCount);
        Rows.Of(batch);
    });

    [Fact]
    public void Decoding_allocates_nothing()
    {
        byte[] body = Snappy.Encode(Proto.Message(o =>
        {
            for (int i = 0; i < 50; i++)
            {
                o.Sub(1, s =>
                {
                    Label(s, "__name__", "up");
                    Label(s, "job", "j" + i);
                    Sample(s, i, i);
                });
            }
        }));
        var batch = new MetricBatch();
        Assert.Equal(0, Allocations.PerCall(() =>
        {
            batch.Clear();
            RemoteWriteDecoder.Decode(body, s_limits, batch);
        }));
        Assert.Equal(50, batch.Samples.Count);
    }

    private static MetricBatch Decode(byte[] body, RemoteWriteVersion version, int samples, int rejected)
    {
        var batch = new MetricBatch();
        DecodeResult result = RemoteWriteDecoder.Decode(Snappy.Encode(body), s_limits, batch, version);
        Assert.Equal((samples, rejected, ""), (result.ItemCount, result.RejectedCount, result.Error.Message));
        return batch;
    }

    private static void Label(CodedOutputStream o, string name, string value) => o.Sub(1, l =>
    {
        l.Text(1, name);
        l.Text(2, value);
    });

    private static void Sample(CodedOutputStream o, double value, long timeMs) => o.Sub(2, s =>
    {
        s.Double(1, value);
        s.Varint(2, timeMs);
    });

    private static void References(CodedOutputStream o, bool isPacked, byte name, byte value)
    {
        if (isPacked)
        {
            o.Bytes(1, new[] { name, value });
            return;
        }

        o.Varint(1, name);
        o.Varint(1, value);
    }
}
