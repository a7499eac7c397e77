using Tta.Server.Http;

namespace Tta.Server.Tests.Http;

public sealed class Rfc3339Tests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("1970-01-01T00:00:01.5Z", 1_500_000_000)]
    [InlineData("1970-01-01T00:00:00.000000001Z", 1)]
    [InlineData("1970-01-01T00:00:00.1234567899Z", 123_456_789)]
    [InlineData("1970-01-01T02:00:00.25+02:00", 250_000_000)]
    [InlineData("1969-12-31T23:59:59.9Z", -100_000_000)]
    [InlineData("2026-01-31T12:00:00Z", 1_769_860_800_000_000_000)]
    [InlineData("9999-12-31T23:59:59Z", long.MaxValue)]
    public void Times_are_read_to_the_nanosecond(string text, long expected)
    {
        Assert.True(Rfc3339.TryParseNs(text, out long ns));
        Assert.Equal(expected, ns);
    }

    [Theory]
    [InlineData("")]
    [InlineData("today")]
    [InlineData("2026-01-31")]
    [InlineData("2026-01-31 12:00:00Z")]
    [InlineData("2026-01-31T12:00:00.Z")]
    [InlineData("2026-13-31T12:00:00Z")]
    public void Other_texts_are_refused(string text) => Assert.False(Rfc3339.TryParseNs(text, out _));
}
