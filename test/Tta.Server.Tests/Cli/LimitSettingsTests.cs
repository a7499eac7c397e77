using System.Reflection;
using System.Text.RegularExpressions;
using Tta.Model;
using Tta.Server.Cli;
using Tta.TestKit;

namespace Tta.Server.Tests.Cli;

public sealed partial class LimitSettingsTests
{
    [Fact]
    public void EveryLimitCanBeSetByTheNameThatErrorsUse_AndIsDocumented()
    {
        string[] properties = typeof(Limits).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite).Select(property => Capital().Replace(property.Name, "_$0").ToLowerInvariant().TrimStart('_')).Order().ToArray();
        Assert.Equal(properties, LimitSettings.All.Select(setting => setting.Name).Order());
        string document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "reference", "limits.md"));
        Assert.All(properties, name => Assert.Contains($"| `{name}` |", document, StringComparison.Ordinal));
    }

    [Fact]
    public void EverySetting_ReadsWhatItWrites_AndLeavesTheOthers()
    {
        foreach (LimitSetting setting in LimitSettings.All)
        {
            Limits changed = setting.Write(new Limits(), 42);
            Assert.Equal(42, setting.Read(changed));
            Assert.All(LimitSettings.All.Where(other => other != setting), other => Assert.Equal(other.Read(new Limits()), other.Read(changed)));
        }
    }

    [Theory]
    [InlineData("max_series=2000000", 2_000_000)]
    [InlineData("limits.max_series=5", 5)]
    [InlineData("max_span_bytes=64KiB", 65_536)]
    [InlineData("max_in_flight_request_bytes=4GiB", 4_294_967_296)]
    [InlineData("query_timeout=1m30s", 90)]
    [InlineData("free_space_floor_ratio=0.05", 0.05)]
    public void TryApply_SetsTheLimit(string assignment, double expected)
    {
        var limits = new Limits();
        Assert.True(LimitSettings.TryApply(assignment, ref limits, out string problem), problem);
        string name = assignment.Replace("limits.", "", StringComparison.Ordinal).Split('=')[0];
        Assert.Equal(expected, LimitSettings.All.Single(setting => setting.Name == name).Read(limits));
    }

    [Theory]
    [InlineData("max_serie=1", "there is no limit \"max_serie\"")]
    [InlineData("max_series", "expected max_series=a whole number above 0")]
    [InlineData("max_series=0", "expected")]
    [InlineData("max_series=-1", "expected")]
    [InlineData("max_series=3000000000", "expected")]
    [InlineData("max_request_bytes=4GiB", "expected max_request_bytes=SIZE")]
    [InlineData("query_timeout=soon", "expected query_timeout=DURATION")]
    public void TryApply_Nonsense_SaysWhatIsExpectedAndChangesNothing(string assignment, string part)
    {
        var limits = new Limits();
        Assert.False(LimitSettings.TryApply(assignment, ref limits, out string problem));
        Assert.Contains(part, problem, StringComparison.Ordinal);
        Assert.Equal(new Limits(), limits);
    }

    [Theory]
    [InlineData("65536", 65_536)]
    [InlineData("1.5GiB", 1_610_612_736)]
    [InlineData("512mib", 536_870_912)]
    public void SizeText_WhatPeopleType_IsRead(string text, long expected)
    {
        Assert.True(SizeText.TryParse(text, out long sizeBytes));
        Assert.Equal(expected, sizeBytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("5MB")]
    [InlineData("0")]
    [InlineData("99999TiB")]
    public void SizeText_Nonsense_IsRefused(string text) => Assert.False(SizeText.TryParse(text, out _));

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
