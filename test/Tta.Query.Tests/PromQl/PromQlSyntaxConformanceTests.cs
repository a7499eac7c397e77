using System.Text;
using System.Text.Json;
using Tta.Model;
using Tta.Query.PromQl;
using Tta.TestKit;

namespace Tta.Query.Tests.PromQl;

/// <summary>The tables of the reference parser: queries, tokens, printed forms and series descriptions.</summary>
[Trait("Category", "Conformance")]
public sealed class PromQlSyntaxConformanceTests
{
    [ConformanceFact]
    public void Queries_parse_or_fail_as_in_the_reference() => RunTable("promql-parser", "parser_cases.json", 290, CheckQuery);

    [ConformanceFact]
    public void Tokens_are_those_of_the_reference() => RunTable(
        "promql-lexer", "lexer_cases.json", 121, CheckTokens, testCase => !testCase.GetProperty("series_desc").GetBoolean());

    [ConformanceFact]
    public void Expressions_print_as_in_the_reference() => RunTable("promql-format", "format_cases.json", 122, CheckFormat);

    [ConformanceFact]
    public void Series_descriptions_read_as_in_the_reference() => RunTable("promql-series", "series_cases.json", 37, CheckSeries);

    private static void RunTable(string suite, string file, int atLeast, Func<JsonElement, string?> check, Func<JsonElement, bool>? inScope = null)
    {
        var run = new Conformance(suite);
        using JsonDocument table = JsonDocument.Parse(File.ReadAllBytes(Conformance.PathOf("promql", file)));
        foreach (JsonElement testCase in table.RootElement.GetProperty("cases").EnumerateArray().Where(inScope ?? (_ => true)))
        {
            string input = testCase.TryGetProperty("input", out JsonElement text) ? text.GetString()! : "(not UTF-8)";
            run.Run($"{testCase.GetProperty("id").GetString()} {input[..Math.Min(80, input.Length)]}", () => check(testCase));
        }

        run.Finish(atLeast);
    }

    private static string? CheckQuery(JsonElement testCase)
    {
        string input = Input(testCase);
        bool shouldFail = testCase.GetProperty("should_fail").GetBoolean();
        Expr expr;
        try
        {
            expr = PromQlParser.Parse(input);
        }
        catch (PromQlParseException e)
        {
            return shouldFail ? CheckError(testCase, input, e) : $"failed: {e.Message}";
        }

        if (shouldFail)
        {
            return "should fail";
        }

        string printed = PromQlPrinter.Print(expr);
        string again = PromQlPrinter.Print(PromQlParser.Parse(printed));
        return printed == again ? CheckRoot(testCase, input, expr) : $"printed as {printed}, then as {again}";
    }

    private static string? CheckError(JsonElement testCase, string input, PromQlParseException e)
    {
        if (!testCase.TryGetProperty("errors", out JsonElement errors))
        {
            return null;
        }

        JsonElement first = errors[0];
        string message = first.GetProperty("message").GetString()!;
        (int start, int end) = (Number(first, "start"), Number(first, "end"));
        (int actualStart, int actualEnd) = (ByteOffset(input, e.StartOffset), ByteOffset(input, e.EndOffset));
        return e.Detail == message && actualStart == start && actualEnd == end
            ? null
            : $"expected {message} at {start}-{end}, got {e.Detail} at {actualStart}-{actualEnd}";
    }

    private static string? CheckRoot(JsonElement testCase, string input, Expr expr)
    {
        if (!testCase.TryGetProperty("ast", out JsonElement ast))
        {
            return null;
        }

        string expected = ast.GetProperty("_type").GetString()!;
        string actual = expr.GetType().Name;
        if (expected != actual)
        {
            return $"expected {expected}, got {actual}";
        }

        if (expr is NumberLiteral number)
        {
            JsonElement value = ast.GetProperty("Val");
            double expectedValue = value.ValueKind == JsonValueKind.String
                ? GoText.TryParseFloat(value.GetString()!, out double special) ? special : 0
                : value.GetDouble();
            return expectedValue.Equals(number.Value) ? null : $"expected {expectedValue}, got {number.Value}";
        }

        if (ast.TryGetProperty("PosRange", out JsonElement range))
        {
            (int start, int end) = (ByteOffset(input, expr.Source.Start), ByteOffset(input, expr.Source.End));
            return Number(range, "Start") == start && Number(range, "End") == end ? null : $"position {start}-{end}, expected {range}";
        }

        return null;
    }

    private static string? CheckTokens(JsonElement testCase)
    {
        string input = Input(testCase);
        var lexer = new PromQlLexer(input);
        var tokens = new List<Token>();
        do
        {
            tokens.Add(lexer.Next(withComments: true));
        }
        while (tokens[^1].Kind is not (TokenKind.EndOfInput or TokenKind.Error));

        bool failed = tokens[^1].Kind == TokenKind.Error;
        if (testCase.GetProperty("should_fail").GetBoolean())
        {
            return failed ? null : "should fail";
        }

        var expected = testCase.GetProperty("tokens").EnumerateArray()
            .Select(t => (Kind: t[0].GetString()!, Offset: t[1].GetInt32(), Text: t[2].GetString()!)).ToList();
        if (expected.Exists(t => t.Kind == "ERROR"))
        {
            return failed && tokens[^1].Text == expected.First(t => t.Kind == "ERROR").Text ? null : "should report the error";
        }

        string shown = string.Join(' ', tokens.SkipLast(1).Select(t => $"{t.Start}:{t.Text}"));
        string wanted = string.Join(' ', expected.Select(t => $"{t.Offset}:{t.Text}"));
        return !failed && shown == wanted ? null : $"expected {wanted}, got {shown}";
    }

    private static string? CheckFormat(JsonElement testCase)
    {
        Expr expr = PromQlParser.Parse(Input(testCase));
        string expected = testCase.TryGetProperty("output", out JsonElement output) ? output.GetString()! : "";
        string actual = testCase.GetProperty("kind").GetString() == "print"
            ? PromQlPrinter.Print(expr)
            : PromQlPrinter.PrintPretty(expr, testCase.GetProperty("max_characters_per_line").GetInt32());
        return actual == expected ? null : $"expected {expected}, got {actual}";
    }

    private static string? CheckSeries(JsonElement testCase)
    {
        SeriesDescription series;
        try
        {
            series = SeriesDescription.Parse(Input(testCase));
        }
        catch (PromQlParseException e)
        {
            return testCase.GetProperty("should_fail").GetBoolean() ? null : e.Message;
        }

        if (testCase.GetProperty("should_fail").GetBoolean())
        {
            return "should fail";
        }

        if (testCase.TryGetProperty("labels", out JsonElement labels))
        {
            var builder = new LabelsBuilder();
            foreach (JsonProperty label in labels.EnumerateObject())
            {
                builder.Set(label.Name, label.Value.GetString()!);
            }

            if (builder.Build() != series.Labels)
            {
                return $"labels {series.Labels}";
            }
        }

        if (testCase.TryGetProperty("values", out JsonElement values))
        {
            string expected = string.Join(' ', values.EnumerateArray().Select(Point));
            string actual = string.Join(' ', series.Points.Select(p => Point(p.Value)));
            return expected == actual ? null : $"expected {expected}, got {actual}";
        }

        return testCase.GetProperty("histograms").GetArrayLength() == series.Points.Count(p => p.IsHistogram) ? null : "histogram count";
    }

    private static string Point(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "_",
        JsonValueKind.String when value.GetString() == "stale" => "stale",
        JsonValueKind.String => value.GetString()!,
        _ => Point(value.GetDouble()),
    };

    private static string Point(double? value) =>
        value is not { } number ? "_" : StaleMarker.Is(number) ? "stale" : GoText.Shortest(number);

    private static string Input(JsonElement testCase) => testCase.TryGetProperty("input", out JsonElement input)
        ? input.GetString()!
        : Encoding.UTF8.GetString(Convert.FromBase64String(testCase.GetProperty("input_base64").GetString()!));

    private static int Number(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? value.GetInt32() : 0;

    private static int ByteOffset(string text, int offset) => Encoding.UTF8.GetByteCount(text.AsSpan(0, offset));
}
