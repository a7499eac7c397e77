using System.Text.Json;
using Tta.Model;
using Tta.Query.LogQl;
using Tta.Query.Tests.LogQl.Scripts;
using Tta.TestKit;

namespace Tta.Query.Tests.LogQl;

/// <summary>The scripts and tables of the reference implementation of LogQL.</summary>
[Trait("Category", "Conformance")]
public sealed class LogQlConformanceTests
{
    [ConformanceFact]
    public void Scripts_keep_their_score()
    {
        var suite = new Conformance("logql-scripts");
        foreach (string path in Directory.GetFiles(Conformance.PathOf("logql", "scripts"), "*.logqltest").Order(StringComparer.Ordinal))
        {
            var storage = new InMemoryLogs();
            using var engine = new LogQlEngine(storage);
            var script = new LogQlScript(storage, engine);
            foreach (LogQlScriptCommand command in LogQlScriptCommand.ReadAll(path))
            {
                if (command.Head.StartsWith("eval", StringComparison.Ordinal))
                {
                    suite.Run($"{Path.GetFileName(path)}:{command.LineNumber} {command.Head}", () => script.Evaluate(command));
                }
                else
                {
                    script.Apply(command);
                }
            }
        }

        suite.Finish(atLeast: 859);
    }

    [ConformanceFact]
    public void Queries_parse_or_fail_as_in_the_reference() => RunTable("logql-parser", "parser_cases.json", 226, testCase =>
    {
        string input = testCase.GetProperty("input").GetString()!;
        bool shouldFail = testCase.GetProperty("should_fail").GetBoolean();
        try
        {
            switch (testCase.GetProperty("entry").GetString())
            {
                case "matchers" or "labels":
                    _ = LogQlParser.ParseMatchers(input);
                    break;
                default:
                    _ = LogQlParser.Parse(input);
                    break;
            }
        }
        catch (LogQlParseException e)
        {
            string? expected = shouldFail && testCase.TryGetProperty("error", out JsonElement error)
                ? error.GetProperty("text").GetString() : null;
            return shouldFail && (expected is null || expected == e.Message) ? null : $"expected {expected}, got {e.Message}";
        }

        return shouldFail ? "should fail" : null;
    });

    [ConformanceFact]
    public void Filters_keep_the_lines_of_the_reference() => RunTable("logql-filter", "filter_cases.json", 33, testCase =>
    {
        var query = (LogSelectorExpr)LogQlParser.Parse(testCase.GetProperty("input").GetString()!);
        var stream = new LabelsBuilder();
        foreach (JsonProperty label in testCase.GetProperty("stream_labels").EnumerateObject())
        {
            stream.Set(label.Name, label.Value.GetString()!);
        }

        var state = new LineState();
        foreach (JsonElement line in testCase.TryGetProperty("lines", out JsonElement lines) ? lines.EnumerateArray() : default)
        {
            string text = line.GetProperty("line").GetString()!;
            state.Start(stream.Build(), new LogEntry(0, System.Text.Encoding.UTF8.GetBytes(text), default));
            bool kept = Pipeline.Run(query.Stages, state);
            if (kept != line.GetProperty("matches").GetBoolean())
            {
                return $"{text} {(kept ? "kept" : "dropped")}";
            }
        }

        return null;
    });

    private static void RunTable(string suite, string file, int atLeast, Func<JsonElement, string?> check)
    {
        var run = new Conformance(suite);
        using JsonDocument table = JsonDocument.Parse(File.ReadAllBytes(Conformance.PathOf("logql", file)));
        foreach (JsonElement testCase in table.RootElement.GetProperty("cases").EnumerateArray())
        {
            string input = testCase.TryGetProperty("input", out JsonElement text) ? text.GetString()! : "";
            run.Run($"{testCase.GetProperty("id").GetString()} {input}", () => check(testCase));
        }

        run.Finish(atLeast);
    }
}
