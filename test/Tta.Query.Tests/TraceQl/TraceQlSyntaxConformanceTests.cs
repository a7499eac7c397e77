using System.Text.Json;
using Tta.Query.TraceQl;
using Tta.TestKit;
using YamlDotNet.RepresentationModel;

namespace Tta.Query.Tests.TraceQl;

/// <summary>Which queries the reference takes, where it finds errors, and what it reads.</summary>
[Trait("Category", "Conformance")]
public sealed class TraceQlSyntaxConformanceTests
{
    [ConformanceFact]
    public void Queries_get_the_verdict_of_the_reference()
    {
        var suite = new Conformance("traceql-queries");
        var yaml = new YamlStream();
        using (var text = new StreamReader(Conformance.PathOf("traceql", "test_examples.yaml")))
        {
            yaml.Load(text);
        }

        foreach ((YamlNode verdict, YamlNode queries) in (YamlMappingNode)yaml.Documents[0].RootNode)
        {
            foreach (YamlNode query in queries as YamlSequenceNode ?? [])
            {
                string expected = ((YamlScalarNode)verdict).Value!;
                string input = ((YamlScalarNode)query).Value!;
                suite.Run($"{expected} {input}", () => CheckVerdict(input, expected));
            }
        }

        suite.Finish(atLeast: 379);
    }

    [ConformanceFact]
    public void Queries_parse_as_in_the_reference()
    {
        var suite = new Conformance("traceql-parse");
        using JsonDocument table = JsonDocument.Parse(File.ReadAllBytes(Conformance.PathOf("traceql", "parse_cases.json")));
        foreach (JsonElement testCase in table.RootElement.GetProperty("cases").EnumerateArray())
        {
            string input = testCase.GetProperty("input").GetString()!;
            suite.Run($"{testCase.GetProperty("id").GetString()} {input}", () => CheckParse(testCase, input));
        }

        suite.Finish(atLeast: 508);
    }

    private static string? CheckVerdict(string input, string expected)
    {
        TraceQlQuery query;
        try
        {
            query = TraceQlParser.Parse(input);
        }
        catch (TraceQlParseException e)
        {
            return expected == "parse_fails" ? null : e.Message;
        }

        string actual = "valid";
        try
        {
            TraceQlValidator.ThrowIfInvalid(query);
        }
        catch (TraceQlParseException e)
        {
            actual = e.Kind == TraceQlErrorKind.Unsupported ? "unsupported" : "validate_fails";
        }

        string printed = query.ToString();
        return actual != expected ? $"verdict {actual}"
            : expected is "valid" or "unsupported" && TraceQlParser.Parse(printed).ToString() != printed ? $"printed as {printed}"
            : null;
    }

    private static string? CheckParse(JsonElement testCase, string input)
    {
        bool shouldFail = testCase.GetProperty("should_fail").GetBoolean();
        try
        {
            if (testCase.GetProperty("entry").GetString() == "identifier")
            {
                string field = ReferenceTree.Of(TraceQlParser.ParseField(input));
                return shouldFail ? "should fail" : Compare(ReferenceTree.Normalize(testCase.GetProperty("ast")), field);
            }

            bool rewrites = testCase.GetProperty("table").GetString() == "TestParseRewrites";
            TraceQlQuery query = TraceQlParser.Parse(input);
            query = rewrites ? TraceQlRewriter.Rewrite(query) : query;
            return shouldFail ? "should fail"
                : (testCase.TryGetProperty("string", out JsonElement text) ? Compare(text.GetString()!, query.ToString()) : null)
                ?? (testCase.TryGetProperty("ast", out JsonElement tree) ? CheckTree(tree, query) : null);
        }
        catch (TraceQlParseException e)
        {
            return !shouldFail ? e.Message
                : testCase.TryGetProperty("error_contains", out JsonElement part) ? Contains(part.GetString()!, e.Message)
                : testCase.TryGetProperty("error", out JsonElement error) ? CheckError(error, e)
                : null;
        }
    }

    private static string? CheckTree(JsonElement tree, TraceQlQuery query) =>
        tree[0].GetString()!.EndsWith(".withHints", StringComparison.Ordinal)
            ? Compare(ReferenceTree.NormalizeHints(tree[1]), ReferenceTree.OfHints(query))
            : Compare(ReferenceTree.Normalize(tree), ReferenceTree.Of(query));

    private static string? CheckError(JsonElement error, TraceQlParseException e) => Compare(
        $"{error.GetProperty("line")}:{error.GetProperty("col")} {error.GetProperty("message").GetString()}", $"{e.Line}:{e.Column} {e.Detail}");

    private static string? Contains(string expected, string actual) =>
        actual.Contains(expected, StringComparison.Ordinal) ? null : $"expected {expected}, got {actual}";

    private static string? Compare(string expected, string actual) => expected == actual ? null : $"expected {expected}, got {actual}";
}
