using FsCheck;
using FsCheck.Fluent;
using Tta.Query.LogQl;
using Tta.Query.PromQl;

namespace Tta.Query.Tests.PromQl;

public sealed class SyntaxPropertyTests
{
    private static readonly string[] s_words =
    [
        "up", "sum", "by", "(", ")", "{", "}", "[", "]", "5m", "1", "-", "+", "*", "^", "==", "bool", "on", "group_left", "offset", "@",
        "start()", ",", "\"a\"", "job=\"x\"", "rate", "topk", ":", "and", "unless", "without", "1.5e3", "0x1f", "'", "`", "\\", "#", "\n", "ü",
        "|=", "| json", "| logfmt", "{app=\"a\"}", "|~", "count_over_time", "| unwrap x", "| line_format", "\"{{ .x }}\"", "or", "\ud800",
    ];

    [Fact]
    public void Parsers_answer_any_text_with_a_tree_or_a_parse_error()
    {
        Gen<string> texts = Gen.OneOf(
            Gen.Elements(s_words).ArrayOf().Select(words => string.Join(' ', words)),
            Gen.Elements(s_words).ArrayOf().Select(string.Concat),
            ArbMap.Default.GeneratorFor<string>().Where(s => s is not null));
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            Attempt(() => PromQlParser.Parse(text));
            Attempt(() => LogQlParser.Parse(text));
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void What_is_printed_parses_to_the_same_expression()
    {
        Gen<string> leaves = Gen.Elements(
            "up", "up{job=\"a\"}", "{\"my.metric\", x!=\"y\"}", "1", "-2.5", "Inf", "up offset -5m", "up @ 12.5", "vector(time())",
            "sum_over_time(up[5m] @ end() offset 1h)", "max_over_time(up[1h:5m])", "rate(up[5m * 2])");
        Gen<string> queries = Expression(leaves, depth: 4);
        Prop.ForAll(queries.ToArbitrary(), query =>
        {
            Expr parsed;
            try
            {
                parsed = PromQlParser.Parse(query);
            }
            catch (PromQlParseException)
            {
                return true;
            }

            string printed = PromQlPrinter.Print(parsed);
            string pretty = PromQlPrinter.PrintPretty(parsed, 12);
            return Same(parsed, PromQlParser.Parse(printed)) && Same(parsed, PromQlParser.Parse(pretty))
                ? true
                : throw new InvalidOperationException($"{query} became {printed}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    private static Gen<string> Expression(Gen<string> leaves, int depth)
    {
        if (depth == 0)
        {
            return leaves;
        }

        Gen<string> inner = Expression(leaves, depth - 1);
        return Gen.OneOf(
            leaves,
            inner.Select(e => $"({e})"),
            inner.Select(e => $"-{e}"),
            inner.Select(e => $"sum by (a, \"b.c\") ({e})"),
            inner.Select(e => $"topk without (x) (3, {e})"),
            inner.Select(e => $"abs({e})"),
            inner.Select(e => $"avg_over_time(({e})[10m:])"),
            from left in inner
            from right in inner
            from op in Gen.Elements("+", "-", "*", "^", "%", "atan2", "and", "or", "unless on (a)", "> bool", "== ignoring (z)", "/ on (a) group_left (b)")
            select $"{left} {op} {right}");
    }

    // Records compare their lists by reference and hold positions, so the printed forms are compared.
    private static bool Same(Expr a, Expr b) => PromQlPrinter.Print(a) == PromQlPrinter.Print(b) && Shape(a) == Shape(b);

    // The printed form hides how operators group; the shape spells it out.
    private static string Shape(Expr expr) => expr switch
    {
        BinaryExpr b => $"({Shape(b.Left)} {b.Op} {Shape(b.Right)})",
        UnaryExpr u => $"(- {Shape(u.Inner)})",
        ParenExpr p => $"[{Shape(p.Inner)}]",
        Call c => $"{c.Function.Name}({string.Join(", ", c.Arguments.Select(Shape))})",
        AggregateExpr a => $"{a.Op}({Shape(a.Inner)})",
        SubqueryExpr s => $"sub({Shape(s.Inner)})",
        _ => PromQlPrinter.Print(expr),
    };

    private static void Attempt(Action parse)
    {
        try
        {
            parse();
        }
        catch (Exception e) when (e is PromQlParseException or LogQlParseException)
        {
            Assert.NotEmpty(e.Message);
        }
    }
}
