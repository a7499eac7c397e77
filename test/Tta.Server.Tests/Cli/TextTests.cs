using Tta.Server.Cli;

namespace Tta.Server.Tests.Cli;

public sealed class TextTests
{
    [Theory]
    [InlineData("30s", 30_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("250ms", 250)]
    [InlineData("1.5d", 129_600_000)]
    public void DurationText_WhatPeopleType_IsRead(string text, double expectedMs)
    {
        Assert.True(DurationText.TryParse(text, out TimeSpan duration));
        Assert.Equal(expectedMs, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("m")]
    [InlineData("-5m")]
    [InlineData("5y")]
    [InlineData("0s")]
    [InlineData("99999999999999999999d")]
    public void DurationText_Nonsense_IsRefused(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Theory]
    [InlineData(0.25, "250 µs")]
    [InlineData(12.34, "12.3 ms")]
    [InlineData(432.1, "432 ms")]
    [InlineData(1234, "1.23 s")]
    [InlineData(125_000, "2 m 5 s")]
    public void DurationText_IsWrittenForReading(double milliseconds, string expected) =>
        Assert.Equal(expected, DurationText.Format(milliseconds));

    [Theory]
    [InlineData("plain grüße", "plain grüße")]
    [InlineData("a\u001b[31mred", "a\ufffd[31mred")]
    [InlineData("a\r\nb\tc", "a  b c")]
    [InlineData("a\u202egnp.exe", "a\ufffdgnp.exe")]
    public void TerminalText_TelemetryCannotSteerTheTerminal(string text, string expected) => Assert.Equal(expected, TerminalText.Safe(text));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("=HYPERLINK(1)", "'=HYPERLINK(1)")]
    [InlineData("-1.5", "-1.5")]
    [InlineData("-rm", "'-rm")]
    public void Csv_CellsAreQuotedAndNeverFormulas(string cell, string expected) => Assert.Equal(expected, ResultTable.Csv(cell));
}
