using System.Text;
using Tta.Model;
using Tta.Query.LogQl;

namespace Tta.Query.Tests.LogQl;

public sealed class LineTemplateTests
{
    [Theory]
    [InlineData("{{ .level | upper }}: {{ .msg }}", "WARN: disk low")]
    [InlineData("{{ if eq .level \"error\" }}!{{ else if hasPrefix \"w\" .level }}?{{ else }}.{{ end }}", "?")]
    [InlineData("a {{- .missing -}} b", "ab")]
    [InlineData("{{ printf \"%-6s|%05d|%.2f\" .level 42 1.5 }}", "warn  |00042|1.50")]
    [InlineData("{{ div .size 10 }} {{ divf 1 4 }} {{ round 1.2345 2 }}", "12 0.25 1.23")]
    [InlineData("{{ regexReplaceAll \"(d)(i)\" .msg \"$2$1\" }}", "idsk low")]
    [InlineData("{{ .nope | default \"-\" }}{{/* a comment */}}", "-")]
    [InlineData("{{ __timestamp__ | date \"Mon Jan _2 15:04:05.000 2006\" }}", "Mon Jun 27 12:00:00.123 2022")]
    [InlineData("{{ __timestamp__ }}", "2022-06-27 12:00:00.123456789 +0000 UTC")]
    [InlineData("{{ __line__ | trunc 4 }}", "leve")]
    public void Template_renders_labels_and_line(string template, string expected) =>
        Assert.Equal(expected, LineTemplate.Parse(template).Render(Line()));

    [Theory]
    [InlineData("{{ frob .x }}", "template: line:1: function \"frob\" not defined")]
    [InlineData("{{ .x", "template: line:1: unclosed action")]
    [InlineData("{{ if .x }}", "template: line:1: unexpected EOF")]
    [InlineData("{{ end }}", "template: line:1: unexpected {{end}}")]
    [InlineData("{{ upper }}", "template: line:1: wrong number of args for upper: want 1 got 0")]
    public void Malformed_template_says_why(string template, string message) =>
        Assert.Equal(message, Assert.Throws<TemplateException>(() => LineTemplate.Parse(template)).Message);

    [Theory]
    [InlineData("{{ div .size 0 }}")]
    [InlineData("{{ repeat 1000000 .msg }}")]
    [InlineData("{{ date \"2006\" .msg }}")]
    [InlineData("{{ toDate \"2006-01-02\" \"2021-02-31\" }}")]
    public void Function_that_cannot_work_marks_the_line(string template)
    {
        LineState line = Line();
        Assert.True(new LineFormatStage(LineTemplate.Parse(template)).Apply(line));
        Assert.True(line.TryGet("__error__", out string error));
        Assert.Equal("TemplateFormatErr", error);
    }

    [Theory]
    [InlineData("2006-01-02T15:04:05Z07:00", "2023-03-10T01:32:40.5+02:00", 1_678_404_760_500_000_000)]
    [InlineData("02/Jan/2006:15:04:05 -0700", "10/Oct/2000:13:55:36 -0700", 971_211_336_000_000_000)]
    [InlineData("Jan _2 3:04PM 2006", "Feb  3 4:05PM 2010", 1_265_213_100_000_000_000)]
    [InlineData("2006-01-02 15:04:05.999", "2010-02-03 16:05:06.25", 1_265_213_106_250_000_000)]
    public void Times_are_read_by_the_layouts_of_Go(string layout, string text, long expectedNs) =>
        Assert.Equal(expectedNs, GoTime.Parse(layout, text, TimeZoneInfo.Utc).UnixNs);

    private static LineState Line()
    {
        var state = new LineState();
        const string Text = "level=warn msg=\"disk low\" size=120";
        state.Start(Labels.Of("app", "a"), new LogEntry(1_656_331_200_123_456_789, Encoding.UTF8.GetBytes(Text), default));
        Assert.True(new LogfmtStage(IsStrict: false, KeepsEmpty: false, []).Apply(state));
        return state;
    }
}
