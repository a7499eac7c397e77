using Tta.Agent.Configuration;

namespace Tta.Agent.Tests.Configuration;

public class PrometheusDurationTests
{
    [Theory]
    [InlineData("15s", 15_000, "15s")]
    [InlineData("1h30m", 5_400_000, "1h30m")]
    [InlineData("90m", 5_400_000, "1h30m")]
    [InlineData("1d", 86_400_000, "1d")]
    [InlineData("2w", 1_209_600_000, "2w")]
    [InlineData("1500ms", 1_500, "1s500ms")]
    [InlineData("1y2w3d4h5m6s7ms", 33_019_506_007, "9172h5m6s7ms")]
    [InlineData("0", 0, "0s")]
    public void Good_durations(string text, long ms, string written)
    {
        Assert.True(PrometheusDuration.TryParse(text, out TimeSpan duration));
        Assert.Equal(ms, (long)duration.TotalMilliseconds);
        Assert.Equal(written, PrometheusDuration.ToText(duration));
        Assert.True(PrometheusDuration.TryParse(written, out TimeSpan again));
        Assert.Equal(duration, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("1.5s")]
    [InlineData("5m1h")]
    [InlineData("1s1s")]
    [InlineData("5 s")]
    [InlineData("99999999999999999999s")]
    [InlineData("9000000000y")]
    public void Bad_durations(string? text) => Assert.False(PrometheusDuration.TryParse(text, out _));
}
