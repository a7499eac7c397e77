using System.Buffers.Binary;
using System.Text;

namespace Tta.Model.Tests;

public sealed class SpanDecoderTests
{
    private static readonly Resource s_resource = new([]);
    private static readonly Scope s_scope = new("", "", []);

    [Fact]
    public void Decode_ReadsEveryFieldOfASpan()
    {
        byte[] attribute = Message(1, Text("k"), 2, Message(3, Number(42)));
        byte[] message =
        [
            .. Field(1, Bytes(1, 16)), .. Field(2, Bytes(2, 8)), .. Field(3, Text("state")), .. Field(4, Bytes(3, 8)), .. Field(5, Text("op")),
            .. Varint(6, 3), .. Fixed64(7, 1000), .. Fixed64(8, 5000), .. Field(9, attribute), .. Varint(10, 1),
            .. Field(11, [.. Fixed64(1, 2000), .. Field(2, Text("event")), .. Field(3, attribute)]),
            .. Field(13, [.. Field(1, Bytes(4, 16)), .. Field(2, Bytes(5, 8)), .. Field(3, Text("ls"))]),
            .. Field(15, [.. Field(2, Text("broken")), .. Varint(3, 2)]), .. Field(99, Text("unknown")),
        ];
        Span span = SpanDecoder.Decode(message, s_resource, s_scope);
        Assert.Equal("01010101010101010101010101010101", span.TraceId.ToString());
        Assert.Equal("0202020202020202", span.SpanId.ToString());
        Assert.Equal("0303030303030303", span.ParentSpanId.ToString());
        Assert.Equal(("state", "op", SpanKind.Client, 1000L, 5000L, 4000L), (span.TraceState, span.Name, span.Kind, span.StartNs, span.EndNs, span.DurationNs));
        Assert.Equal((SpanStatusCode.Error, "broken", 1u), (span.Status, span.StatusMessage, span.DroppedAttributesCount));
        Assert.True(span.TryGetAttribute("k", out AnyValue value) && value.IntValue == 42);
        SpanEvent happened = Assert.Single(span.Events);
        Assert.Equal((2000L, "event", 1), (happened.TimeNs, happened.Name, happened.Attributes.Count));
        Assert.Equal("ls", Assert.Single(span.Links).TraceState);
    }

    [Fact]
    public void Decode_EndBeforeStart_HasNoNegativeDuration()
    {
        Span span = SpanDecoder.Decode([.. Fixed64(7, 5000), .. Fixed64(8, 1000)], s_resource, s_scope);
        Assert.Equal(0, span.DurationNs);
    }

    [Fact]
    public void Decode_Truncated_ThrowsWithPosition()
    {
        byte[] message = Field(5, Text("operation"));
        var error = Assert.Throws<InvalidDataException>(() => SpanDecoder.Decode(message.AsSpan(0, 5), s_resource, s_scope));
        Assert.Contains("damaged span message", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DecodeValue_NestedDeeperThanAllowed_IsRefusedNotAStackOverflow()
    {
        byte[] value = Message(1, Text("core"));
        for (int i = 0; i < 200; i++)
        {
            value = Message(5, Field(1, value));
        }

        var error = Assert.Throws<InvalidDataException>(() => SpanDecoder.DecodeValue(value));
        Assert.Contains("deeper than 64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ServiceName_Absent_IsSaidSo()
    {
        Assert.Equal("unknown_service", SpanDecoder.DecodeResource([], "").ServiceName);
        byte[] resource = Field(1, Message(1, Text("service.name"), 2, Field(1, Text("shop"))));
        Assert.Equal("shop", SpanDecoder.DecodeResource(resource, "").ServiceName);
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Bytes(byte value, int count) => [.. Enumerable.Repeat(value, count)];

    private static byte[] Number(int value) => [(byte)value];

    private static byte[] Field(int number, byte[] value) => [.. Tag(number, 2), .. Length(value.Length), .. value];

    private static byte[] Varint(int number, int value) => [.. Tag(number, 0), .. Length(value)];

    private static byte[] Fixed64(int number, long value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return [.. Tag(number, 1), .. bytes];
    }

    private static byte[] Message(int number, byte[] value) => number == 3 ? [.. Tag(3, 0), .. value] : Field(number, value);

    private static byte[] Message(int first, byte[] key, int second, byte[] value) => [.. Field(first, key), .. Field(second, value)];

    private static byte[] Tag(int number, int wireType) => Length((number << 3) | wireType);

    private static byte[] Length(int value)
    {
        var bytes = new List<byte>();
        for (uint rest = (uint)value; ; rest >>= 7)
        {
            bytes.Add((byte)(rest > 0x7f ? rest | 0x80 : rest));
            if (rest <= 0x7f)
            {
                return [.. bytes];
            }
        }
    }
}
