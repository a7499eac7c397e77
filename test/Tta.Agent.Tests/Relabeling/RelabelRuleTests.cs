using Tta.Agent.Relabeling;
using Tta.Model;

namespace Tta.Agent.Tests.Relabeling;

public class RelabelRuleTests
{
    private static readonly Labels s_labels = Labels.Of("a", "foo", "b", "bar", "c", "baz", "__meta_x_host", "Host-1");

    [Fact]
    public void Replace_sets_the_expanded_target()
    {
        AssertLabels("{a=\"foo\", b=\"bar\", c=\"baz\", d=\"foo/bar\"}", new Spec(Sources: ["a", "b"], Pattern: "(.*);(.*)", Target: "d", Replacement: "$1/$2"));
        AssertLabels("{a=\"foo\", b=\"bar\", c=\"baz\"}", new Spec(Pattern: "nomatch"));
        AssertLabels("{b=\"bar\", c=\"baz\"}", new Spec(Sources: ["a"], Target: "a", Replacement: ""));
        AssertLabels("{a=\"foo\", b=\"bar\", c=\"baz\", foo=\"$-foo-${1\"}", new Spec(Sources: ["a"], Target: "$1", Replacement: "$$-${1}$missing-${1"));
        AssertLabels("{a=\"foo\", b=\"bar\", c=\"baz\", n=\"oo\"}", new Spec(Sources: ["a"], Pattern: "f(?P<rest>.*)", Target: "n", Replacement: "$rest"));
    }

    [Fact]
    public void Keep_and_drop_match_the_whole_joined_value()
    {
        Assert.NotNull(Apply(new Spec(RelabelAction.Keep, ["a", "b"], "foo;bar")));
        Assert.Null(Apply(new Spec(RelabelAction.Keep, ["a"], "fo")));
        Assert.Null(Apply(new Spec(RelabelAction.Drop, ["a"], "f.*")));
        Assert.NotNull(Apply(new Spec(RelabelAction.Drop, ["missing"], ".+")));
        Assert.Null(Apply(new Spec(RelabelAction.KeepEqual, ["a"], Target: "b")));
        Assert.NotNull(Apply(new Spec(RelabelAction.DropEqual, ["a"], Target: "b")));
        Assert.Null(Apply(new Spec(RelabelAction.DropEqual, ["a"], Target: "a")));
    }

    [Fact]
    public void Names_are_mapped_dropped_and_kept()
    {
        AssertLabels("{a=\"foo\", b=\"bar\", c=\"baz\", host=\"Host-1\"}", new Spec(RelabelAction.LabelMap, Pattern: "__meta_x_(.*)"));
        AssertLabels("{c=\"baz\"}", new Spec(RelabelAction.LabelDrop, Pattern: "a|b"));
        AssertLabels("{a=\"foo\"}", new Spec(RelabelAction.LabelKeep, Pattern: "a|__meta.*"));
    }

    [Fact]
    public void Case_and_hash()
    {
        AssertLabels("{a=\"foo\", b=\"bar\", c=\"baz\", h=\"host-1\"}", new Spec(RelabelAction.Lowercase, ["__meta_x_host"], Target: "h"));
        AssertLabels("{a=\"FOO\", b=\"bar\", c=\"baz\"}", new Spec(RelabelAction.Uppercase, ["a"], Target: "a"));

        // The last eight bytes of MD5("foo;bar"), big-endian, modulo 1000.
        AssertLabels("{a=\"foo\", b=\"bar\", c=\"baz\", m=\"750\"}", new Spec(RelabelAction.HashMod, ["a", "b"], Target: "m", Modulus: 1000));
    }

    [Theory]
    [InlineData("(", "'('")]
    [InlineData("a)|(b", "'a)|(b'")]
    [InlineData("(a)\\1", "regexp")]
    [InlineData("(?=a)", "regexp")]
    public void Patterns_that_RE2_refuses_are_refused(string pattern, string part) =>
        Assert.Contains(part, Assert.Throws<ArgumentException>(() => new RelabelRule(pattern: pattern)).Message, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void Incomplete_rules_say_what_they_lack()
    {
        Assert.Contains("target_label", new RelabelRule().Validate(), StringComparison.Ordinal);
        Assert.Contains("modulus", new RelabelRule(RelabelAction.HashMod) { TargetLabel = "x" }.Validate(), StringComparison.Ordinal);
        Assert.Null(new RelabelRule(RelabelAction.LabelDrop).Validate());
    }

    private static Labels? Apply(Spec spec) => RelabelRule.Apply(
        [new RelabelRule(spec.Action, spec.Pattern) { SourceLabels = spec.Sources ?? [], TargetLabel = spec.Target, Replacement = spec.Replacement, Modulus = spec.Modulus }],
        s_labels);

    private static void AssertLabels(string expected, Spec spec) => Assert.Equal(expected, Apply(spec)!.Without("__meta_x_host").ToString());

    private sealed record Spec(
        RelabelAction Action = RelabelAction.Replace, string[]? Sources = null, string Pattern = "(.*)", string Target = "", string Replacement = "$1", ulong Modulus = 0);
}
