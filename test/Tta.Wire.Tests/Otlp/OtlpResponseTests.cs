using System.Buffers;
using System.Text;
using Google.Protobuf;
using Tta.Wire.Otlp;

namespace Tta.Wire.Tests.Otlp;

public class OtlpResponseTests
{
    [Fact]
    public void Complete_success_is_the_empty_message()
    {
        Assert.Empty(Written(o => OtlpResponse.WriteProtobuf(o, 0, null)));
        Assert.Equal("{}", Encoding.UTF8.GetString(Written(o => OtlpResponse.WriteJson(o, OtlpSignal.Traces, 0, ""))));
    }

    [Fact]
    public void Partial_success_tells_count_and_reason()
    {
        string reason = new('é', 200);
        Assert.Equal(
            Proto.Message(o => o.Sub(1, p =>
            {
                p.Varint(1, 300);
                p.Text(2, reason);
            })),
            Written(o => OtlpResponse.WriteProtobuf(o, 300, reason)));
        Assert.Equal(Proto.Message(o => o.Sub(1, p => p.Text(2, "warning"))), Written(o => OtlpResponse.WriteProtobuf(o, 0, "warning")));
        Assert.Equal(
            "{\"partialSuccess\":{\"rejectedLogRecords\":\"3\",\"errorMessage\":\"why\"}}",
            Encoding.UTF8.GetString(Written(o => OtlpResponse.WriteJson(o, OtlpSignal.Logs, 3, "why"))));
    }

    [Fact]
    public void Status_carries_the_delay()
    {
        byte[] written = Written(o => RpcStatus.WriteProtobuf(o, 14, "busy", TimeSpan.FromMilliseconds(1500)));
        Assert.Equal(
            Proto.Message(o =>
            {
                o.Varint(1, 14);
                o.Text(2, "busy");
                o.Sub(3, any =>
                {
                    any.Text(1, "type.googleapis.com/google.rpc.RetryInfo");
                    any.Sub(2, info => info.Bytes(1, new Google.Protobuf.WellKnownTypes.Duration { Seconds = 1, Nanos = 500_000_000 }.ToByteArray()));
                });
            }),
            written);
        Assert.Equal(
            "{\"code\":14,\"message\":\"busy\",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"1.5s\"}]}",
            Encoding.UTF8.GetString(Written(o => RpcStatus.WriteJson(o, 14, "busy", TimeSpan.FromMilliseconds(1500)))));
        Assert.Equal("{\"code\":3,\"message\":\"bad\"}", Encoding.UTF8.GetString(Written(o => RpcStatus.WriteJson(o, 3, "bad"))));
    }

    private static byte[] Written(Action<IBufferWriter<byte>> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        write(buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
