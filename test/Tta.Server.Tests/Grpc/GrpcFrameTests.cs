using Tta.Server.Grpc;

namespace Tta.Server.Tests.Grpc;

public sealed class GrpcFrameTests
{
    [Theory]
    [InlineData("1H", 3_600_000)]
    [InlineData("10S", 10_000)]
    [InlineData("250m", 250)]
    [InlineData("99999999n", 99.9999)]
    public void A_timeout_is_read(string text, double expectedMs)
    {
        Assert.True(GrpcFrame.TryParseTimeout(text, out TimeSpan timeout));
        Assert.Equal(expectedMs, timeout.TotalMilliseconds, 3);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("10")]
    [InlineData("10s")]
    [InlineData("123456789S")]
    [InlineData("-1S")]
    public void Another_timeout_is_none(string text) => Assert.False(GrpcFrame.TryParseTimeout(text, out _));

    [Theory]
    [InlineData("plain text.", "plain text.")]
    [InlineData("50% of grüße\n", "50%25 of gr%C3%BC%C3%9Fe%0A")]
    public void A_message_is_percent_encoded(string message, string expected) => Assert.Equal(expected, GrpcFrame.EncodeMessage(message));
}
