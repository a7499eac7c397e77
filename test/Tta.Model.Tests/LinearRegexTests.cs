namespace Tta.Model.Tests;

public sealed class LinearRegexTests
{
    [Theory]
    [InlineData("a{1000}")]
    [InlineData("(?P<name>a+)b")]
    [InlineData("[[:alpha]]")]
    public void Pattern_is_accepted(string pattern) => Assert.NotNull(LinearRegex.Anchored(pattern));

    [Theory]
    [InlineData("a)|(b")]
    [InlineData("(?=a)")]
    [InlineData(@"(a)\1")]
    [InlineData("a(")]
    [InlineData("[a")]
    [InlineData("(a{1000}){1000}")] // A million states.
    [InlineData("(((a{100}){100}){100}){100}")]
    public void What_is_malformed_not_linear_or_too_large_is_refused(string pattern)
    {
        Assert.StartsWith("error parsing regexp: ", Assert.Throws<ArgumentException>(() => LinearRegex.Anchored(pattern)).Message, StringComparison.Ordinal);
        Assert.StartsWith("error parsing regexp: ", Assert.Throws<ArgumentException>(() => LinearRegex.Unanchored(pattern)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Anchored_matches_the_whole_text_and_dot_a_newline()
    {
        Assert.Matches(LinearRegex.Anchored("a.b|c"), "a\nb");
        Assert.DoesNotMatch(LinearRegex.Anchored("a|b"), "ab");
        Assert.DoesNotMatch(LinearRegex.Anchored("a"), "a\n");
    }
}
