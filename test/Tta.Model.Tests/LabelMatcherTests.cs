namespace Tta.Model.Tests;

public sealed class LabelMatcherTests
{
    [Theory]
    [InlineData(MatchType.Equal, "a", "a", true)]
    [InlineData(MatchType.Equal, "a", "ab", false)]
    [InlineData(MatchType.NotEqual, "a", "", true)]
    [InlineData(MatchType.Regex, "a|b", "b", true)]
    [InlineData(MatchType.Regex, "a|b", "ab", false)]
    [InlineData(MatchType.Regex, "a.b", "a\nb", true)]
    [InlineData(MatchType.Regex, "a$", "a\n", false)]
    [InlineData(MatchType.Regex, "(?P<x>a)(?i)B", "ab", true)]
    [InlineData(MatchType.NotRegex, "a.*", "b", true)]
    [InlineData(MatchType.NotRegex, ".*", "", false)]
    public void Matches_ComparesAsPrometheusDoes(MatchType type, string pattern, string value, bool expected) =>
        Assert.Equal(expected, new LabelMatcher(type, "l", pattern).Matches(value));

    [Fact]
    public void AbsentLabel_MatchesLikeAnEmptyValue()
    {
        Assert.True(new LabelMatcher(MatchType.Regex, "absent", ".*").Matches(Labels.Of("a", "1")));
        Assert.False(new LabelMatcher(MatchType.Regex, "absent", ".+").Matches(Labels.Of("a", "1")));
    }

    [Theory]
    [InlineData("(")]
    [InlineData("a)|(b")]
    [InlineData("(?=a)")]
    [InlineData("(a)\\1")]
    public void Regex_MalformedOrNotLinear_IsRefused(string pattern)
    {
        var error = Assert.Throws<ArgumentException>(() => new LabelMatcher(MatchType.Regex, "l", pattern));
        Assert.Contains("error parsing regexp", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_IsPromQl() => Assert.Equal("a=~\"x\\\"y\"", new LabelMatcher(MatchType.Regex, "a", "x\"y").ToString());
}
