using Tta.Model;
using Tta.Query.TraceQl;

namespace Tta.Query.Tests.TraceQl;

public sealed class TraceQlSyntaxTests
{
    private static readonly string[] s_words =
    [
        "{", "}", "{}", "(", ")", ",", "|", ".a", "span.b", "resource.\"c d\"", "parent.span.e", "name", "duration", "status", "nil", "true", "ok", "server",
        "1", "2.5", "3s", "`x`", "\"y\\n\"", "=", "!=", "=~", "!~", "<", ">=", "&&", "||", "!", "-", "+", "*", "/", "%", "^", ">>", "<<", "~", "!>", "&>>",
        "count()", "avg(.a)", "max(", "by(.a)", "select(.a)", "coalesce()", "rate()", "count_over_time() by (name)", "quantile_over_time(duration, .5)",
        "compare({ .a })", "topk(2)", "with(sample=true)", "trace:id", "event:", "'", "§", "\\", "//", "minInt", "{ .a = 1 }", "({} | rate())",
    ];

    [Theory]
    [InlineData(2, "2.0")]
    [InlineData(2.5, "2.5")]
    [InlineData(1e300, "1e+300")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    public void A_float_is_told_from_a_whole_number(double value, string expected) => Assert.Equal(expected, Static.From(value).ToString());

    [Theory]
    [InlineData("{ .a = 1 ", 1, 10, "syntax error: unexpected $end")]
    [InlineData("{ .a }\n  | wrong()", 2, 5, "syntax error: unexpected IDENTIFIER")]
    [InlineData("{ span: }", 1, 9, "syntax error: unexpected }")]
    [InlineData("{ trace:name }", 1, 9, "syntax error: unexpected name, expecting duration or rootName or rootService or id")]
    [InlineData("{ event:id }", 1, 9, "syntax error: unexpected id, expecting name or timeSinceStart")]
    [InlineData("{ name = foo }", 1, 10, "unknown identifier: foo")]
    [InlineData("{ name = \"foo }", 1, 10, "literal not terminated")]
    [InlineData("{ name = \"\\q\" }", 1, 10, "invalid char escape")]
    [InlineData("{ .\"a\\q\" = 1 }", 0, 3, "invalid escape sequence")]
    [InlineData("{ 99999999999999999999 = 1 }", 1, 3, "strconv.Atoi: parsing \"99999999999999999999\": value out of range")]
    [InlineData("{} | rate(.a)", 1, 11, "syntax error: unexpected ., expecting )")]
    [InlineData("{} | rate() by name", 1, 16, "syntax error: unexpected name, expecting (")]
    [InlineData("{} | min_over_time(name", 1, 24, "syntax error: unexpected $end, expecting )")]
    [InlineData("{} | quantile_over_time(duration, `x`)", 1, 35, "syntax error: unexpected STRING, expecting INTEGER or FLOAT")]
    [InlineData("{} | rate() | rate()", 1, 15, "syntax error: unexpected rate, expecting topk or bottomk")]
    [InlineData("{} with", 1, 8, "syntax error: unexpected $end, expecting (")]
    [InlineData("{} with (a 1)", 1, 12, "syntax error: unexpected INTEGER, expecting =")]
    [InlineData("{} with (a=1 b=2)", 1, 14, "syntax error: unexpected IDENTIFIER, expecting ) or ,")]
    [InlineData("{} && 5", 1, 7, "syntax error: unexpected INTEGER, expecting { or (")]
    [InlineData("({} | {}) && {}", 1, 14, "syntax error: unexpected {, expecting (")]
    [InlineData("(count() = 1) > (by(.a)", 1, 24, "syntax error: unexpected $end, expecting ) or |")]
    [InlineData("({} | count()) + ({} | {})", 1, 26, "syntax error: unexpected ), expecting |")]
    [InlineData("({} | count()) + ({} | rate())", 1, 24, "syntax error: unexpected rate")]
    [InlineData("(({} | count()) > 1)", 1, 17, "syntax error: unexpected >")]
    [InlineData("{} | (count() > 1)", 1, 15, "syntax error: unexpected >")]
    [InlineData("{} | rate() > 2 % 3", 1, 17, "syntax error: unexpected %, expecting with")]
    [InlineData("({} | rate()) + 10s", 1, 20, "duration cannot be used as a scalar operand in metric arithmetic")]
    public void Errors_have_a_position_and_say_what_was_expected(string query, int line, int column, string detail)
    {
        TraceQlParseException e = Assert.Throws<TraceQlParseException>(() => TraceQlParser.Parse(query));
        Assert.Equal((TraceQlErrorKind.Syntax, line, column, detail), (e.Kind, e.Line, e.Column, e.Detail));
    }

    [Theory]
    [InlineData("{ -.a * .b ^ -2 = !.c }", "{ (-(.a * (.b ^ -2))) = (!.c) }")]
    [InlineData("{ !.a * .b = 1 }", "{ (!(.a * .b)) = 1 }")]
    [InlineData("{ .a = .b = nil && nil != .c + 1 }", "{ ((.a = .b) = nil) && ((.c + 1) != nil) }")]
    [InlineData("{ .a || .b && .c }", "{ (.a || .b) && .c }")]
    [InlineData("{ .a ^ .b ^ .c }", "{ .a ^ (.b ^ .c) }")]
    [InlineData("{ 2 ^ 3 = .a }", "{ 8 = .a }")]
    [InlineData("{ 1 / 2 = .a && 1 / 0 = .b }", "{ (0 = .a) && ((1 / 0) = .b) }")]
    [InlineData("{ .a = 1d2h && .b = 1.5ms && .c = 90us && .d = 0s }", "{ (((.a = 26h0m0s) && (.b = 1.5ms)) && (.c = 90µs)) && (.d = 0s) }")]
    [InlineData("{ .a = 'it' // comment\n && .b = /* other */ 1e3 }", "{ (.a = `it`) && (.b = 1000.0) }")]
    [InlineData("{ .a = \"tick ` tick\" }", "{ .a = \"tick ` tick\" }")]
    [InlineData("{ trace:id = `00ab` }", "{ trace:id = `ab` }")]
    [InlineData("{ span:status = error && trace:rootService = `x` && .\"\" = 1 }", "{ ((status = error) && (rootServiceName = `x`)) && (.\"\" = 1) }")]
    [InlineData("{} | compare({ status = error }, 5, 1, 2)", "{ true } | compare({ status = error },5,1,2)")]
    [InlineData("2 ^ 7 - count() > 1", "(2 ^ (7 - (count()))) > 1")]
    [InlineData("(2 + 3) * ({} | rate()) / 4 > 1", "(5 * ({ true } | rate())) / 4 > 1")]
    [InlineData("({} | rate()) + 1 * ({} | rate()) with (exemplars=5)", "({ true } | rate()) + (1 * ({ true } | rate())) with(exemplars=5)")]
    public void Queries_print_with_their_precedence(string query, string printed)
    {
        TraceQlQuery parsed = TraceQlParser.Parse(query);
        Assert.Equal(printed, parsed.ToString());
        Assert.Equal(printed, TraceQlParser.Parse(printed).ToString());
    }

    [Theory]
    [InlineData("{ (.a = `x` || .a = `y`) || .b = 1 }", "{ (.a IN [`x`, `y`]) || (.b = 1) }")]
    [InlineData("{ .a != 1 && 2 != .a && .a != 3 }", "{ .a NOT IN [1, 2, 3] }")]
    [InlineData("{ .a = 1 || .a = 2.5 }", "{ (.a = 1) || (.a = 2.5) }")]
    [InlineData("{ status = error || status = ok }", "{ (status = error) || (status = ok) }")]
    [InlineData("{ .a = 1 || .b = 2 }", "{ (.a = 1) || (.b = 2) }")]
    [InlineData("{ name =~ `a` || name =~ `b` } | by(name) | count() > 1", "{ name MATCH ANY [`a`, `b`] }|by(name)|(count()) > 1")]
    public void Chains_of_comparisons_become_lists(string query, string rewritten) =>
        Assert.Equal(rewritten, TraceQlRewriter.Rewrite(TraceQlParser.Parse(query)).ToString());

    [Theory]
    [InlineData("{ .a =~ `(` }", TraceQlErrorKind.Invalid, "invalid regex")]
    [InlineData("{ .a =~ .b }", TraceQlErrorKind.Invalid, "=~")]
    [InlineData("{ .a =~ `(?=x)` }", TraceQlErrorKind.Invalid, "invalid regex")]
    [InlineData("{} | quantile_over_time(duration, 1.5)", TraceQlErrorKind.Invalid, "between 0 and 1")]
    [InlineData("{} | rate() by (.a, .b, .c, .d, .e, .f)", TraceQlErrorKind.Unsupported, "group by 6")]
    [InlineData("{} | histogram_over_time(duration) by (.a, .b, .c, .d, .e)", TraceQlErrorKind.Unsupported, "group by 5")]
    [InlineData("{} | compare({}, 0)", TraceQlErrorKind.Invalid, "between 1 and 1000")]
    [InlineData("{} | compare({}, 1, 9, 8)", TraceQlErrorKind.Invalid, "end timestamp")]
    [InlineData("{} | rate() by (parent.a)", TraceQlErrorKind.Unsupported, "parent")]
    public void Queries_without_sense_are_refused(string query, TraceQlErrorKind kind, string message)
    {
        TraceQlParseException e = Assert.Throws<TraceQlParseException>(() => TraceQlValidator.ThrowIfInvalid(TraceQlParser.Parse(query)));
        Assert.Equal(kind, e.Kind);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_length_and_operators_are_limited()
    {
        string deep = new string('(', 300) + "{}" + new string(')', 300);
        string deepField = "{ " + new string('(', 300) + "true" + new string(')', 300) + " }";
        string minuses = "({} | rate()) + " + new string('-', 100_000) + "1";
        string wide = "{ .a = 1" + string.Concat(Enumerable.Repeat(" && .a = 1", 3_000)) + " }";
        Assert.Contains("limits.max_query_depth", Assert.Throws<TraceQlParseException>(() => TraceQlParser.Parse(deep)).Message, StringComparison.Ordinal);
        Assert.Contains("limits.max_query_depth", Assert.Throws<TraceQlParseException>(() => TraceQlParser.Parse(deepField)).Message, StringComparison.Ordinal);
        Assert.Contains("limits.max_query_depth", Assert.Throws<TraceQlParseException>(() => TraceQlParser.Parse(minuses)).Message, StringComparison.Ordinal);
        Assert.Contains("operators", Assert.Throws<TraceQlParseException>(() => TraceQlParser.Parse(wide)).Message, StringComparison.Ordinal);

        using var engine = new TraceQlEngine(new InMemoryTraces(), new TraceQlOptions { Limits = new Limits { MaxQueryLength = 10 } });
        TraceQlParseException e = Assert.Throws<TraceQlParseException>(() => { _ = engine.SearchAsync("{ .a = 12345 }", 0, 1, 1, 1); });
        Assert.Contains("limits.max_query_length", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_is_a_query_or_an_error()
    {
        var random = new Random(7);
        int parsed = 0;
        for (int i = 0; i < 3_000; i++)
        {
            string text = string.Join(' ', Enumerable.Range(0, random.Next(1, 9)).Select(_ => s_words[random.Next(s_words.Length)]));
            try
            {
                TraceQlQuery query = TraceQlParser.Parse(text);
                parsed++;
                Assert.Equal(query.ToString(), TraceQlParser.Parse(query.ToString()).ToString());
                TraceQlValidator.ThrowIfInvalid(query);
            }
            catch (TraceQlParseException e)
            {
                Assert.NotEmpty(e.Detail);
            }
        }

        Assert.True(parsed > 20, $"only {parsed} texts were queries");
    }
}
