namespace Tta.Model.Tests;

public sealed class IdTests
{
    [Theory]
    [InlineData("0102030405060708090a0b0c0d0e0f10", "0102030405060708090a0b0c0d0e0f10", true)]
    [InlineData("ABCDEF", "00000000000000000000000000abcdef", true)]
    [InlineData("", null, false)]
    [InlineData("0102030405060708090a0b0c0d0e0f1011", null, false)]
    [InlineData("xyz", null, false)]
    [InlineData(" 1", null, false)]
    [InlineData("+1", null, false)]
    public void TraceId_TryParse_TakesHexOfAnyCaseWithMissingLeadingZeros(string text, string? expected, bool ok)
    {
        Assert.Equal(ok, TraceId.TryParse(text, out TraceId id));
        Assert.Equal(expected?.Replace(" ", "", StringComparison.Ordinal) ?? default(TraceId).ToString(), id.ToString());
    }

    [Fact]
    public void TraceId_BytesRoundTrip()
    {
        Assert.True(TraceId.TryParse("0102030405060708090a0b0c0d0e0f10", out TraceId id));
        Span<byte> bytes = stackalloc byte[TraceId.SizeBytes];
        id.WriteTo(bytes);
        Assert.Equal(1, bytes[0]);
        Assert.Equal(16, bytes[15]);
        Assert.Equal(id, TraceId.FromBytes(bytes));
        Assert.True(id.IsValid);
        Assert.False(default(TraceId).IsValid);
    }

    [Fact]
    public void SpanId_RoundTrips()
    {
        Assert.True(SpanId.TryParse("00F067aa0ba902b7", out SpanId id));
        Assert.Equal("00f067aa0ba902b7", id.ToString());
        Span<byte> bytes = stackalloc byte[SpanId.SizeBytes];
        id.WriteTo(bytes);
        Assert.Equal(id, SpanId.FromBytes(bytes));
        Assert.False(SpanId.TryParse("00f067aa0ba902b7f", out _));
    }
}
