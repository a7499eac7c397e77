using Tta.Server.Http;

namespace Tta.Server.Tests.Http;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("1.5s", 1_500_000_000)]
    [InlineData("100ms", 100_000_000)]
    [InlineData("500us", 500_000)]
    [InlineData("7µs", 7_000)]
    [InlineData("1h30m", 5_400_000_000_000)]
    [InlineData("0", 0)]
    public void Go_ReadsDecimalNumbersWithUnits(string text, long expectedNs)
    {
        Assert.True(Durations.TryParseGo(text, out long ns));
        Assert.Equal(expectedNs, ns);
    }

    [Theory]
    [InlineData("1h30m", 5_400_000_000_000)]
    [InlineData("2d", 172_800_000_000_000)]
    [InlineData("1w", 604_800_000_000_000)]
    [InlineData("15s", 15_000_000_000)]
    public void Prometheus_ReadsWholeNumbersWithUnits(string text, long expectedNs)
    {
        Assert.True(Durations.TryParsePrometheus(text, out long ns));
        Assert.Equal(expectedNs, ns);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("5")]
    [InlineData("5x")]
    [InlineData("-5s")]
    [InlineData("1.5.5s")]
    [InlineData("99999999999999999999h")]
    public void WhatIsNoDuration_IsRefusedByBoth(string text)
    {
        Assert.False(Durations.TryParseGo(text, out _));
        Assert.False(Durations.TryParsePrometheus(text, out _));
    }

    [Fact]
    public void Prometheus_HasNoFractions() => Assert.False(Durations.TryParsePrometheus("1.5s", out _));
}
