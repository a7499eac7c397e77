using System.Text;
using System.Text.Json;
using Tta.Model;
using Tta.Query.LogQl;
using Tta.TestKit;

namespace Tta.Query.Tests.LogQl;

/// <summary>Single pipeline stages of the reference implementation.</summary>
[Trait("Category", "Conformance")]
public sealed class LogQlStageConformanceTests
{
    [ConformanceFact]
    public void Stages_do_what_the_reference_does()
    {
        var run = new Conformance("logql-stages");
        using JsonDocument table = JsonDocument.Parse(File.ReadAllBytes(Conformance.PathOf("logql", "stage_cases.json")));
        foreach (JsonElement testCase in table.RootElement.GetProperty("cases").EnumerateArray())
        {
            string name = $"{testCase.GetProperty("table").GetString()} {Text(testCase, "name")}";
            run.Run($"{testCase.GetProperty("id").GetString()} {name}", () => Check(testCase));
        }

        run.Finish(atLeast: 153);
    }

    private static string? Check(JsonElement testCase)
    {
        string stage = testCase.GetProperty("stage").GetString()!;
        string[] args = testCase.TryGetProperty("args", out JsonElement list) ? list.EnumerateArray().Select(a => Bytes(a)).ToArray() : [];
        bool shouldFail = testCase.TryGetProperty("should_fail", out JsonElement fails) && fails.GetBoolean();
        if (stage == "sanitize_label_key")
        {
            string key = LabelKeys.Sanitize(args[0]);
            return key == Text(testCase, "want") ? null : $"got {key}";
        }

        if (stage == "line_filter_ip")
        {
            return CheckIp(testCase, args[0], shouldFail);
        }

        LogSelectorExpr query;
        try
        {
            query = (LogSelectorExpr)LogQlParser.Parse("{app=\"x\"} | " + Source(testCase, stage, args));
        }
        catch (LogQlParseException e)
        {
            return shouldFail ? null : e.Message;
        }

        if (shouldFail)
        {
            return "should fail";
        }

        var state = Start(testCase);
        _ = Pipeline.Run(query.Stages, state);
        return Compare(testCase, state);
    }

    private static LineState Start(JsonElement testCase)
    {
        var arena = new ByteArena();
        ByteSlice metadata = EncodedLabels.Write(arena, ReadLabels(testCase, "structured_metadata"));
        long timeNs = testCase.TryGetProperty("timestamp_ns", out JsonElement time) ? time.GetInt64() : 0;
        var state = new LineState();
        state.Start(
            ReadLabels(testCase, "labels"),
            new LogEntry(timeNs, Encoding.UTF8.GetBytes(Text(testCase, "line")), arena.Get(metadata).ToArray()));
        if (Text(testCase, "error").Length > 0)
        {
            state.SetError(Text(testCase, "error"), Text(testCase, "error_details"));
        }

        return state;
    }

    private static string? Compare(JsonElement testCase, LineState state)
    {
        if (testCase.TryGetProperty("want_line", out JsonElement line) && Bytes(line) != state.Text)
        {
            return $"expected line {Bytes(line)}, got {state.Text}";
        }

        if (!testCase.TryGetProperty("want_labels", out JsonElement labels))
        {
            return null;
        }

        var expected = labels.EnumerateObject().Select(l => (l.Name, Bytes(l.Value))).Order().ToList();
        var actual = state.Current.Select(l => (l.Name, l.Value)).Order().ToList();
        return expected.SequenceEqual(actual) ? null : $"expected {string.Join(' ', expected)}, got {string.Join(' ', actual)}";
    }

    private static string? CheckIp(JsonElement testCase, string range, bool shouldFail)
    {
        var parsed = IpRange.Parse(range);
        if (parsed is null || shouldFail)
        {
            return parsed is null && shouldFail ? null : $"parsed: {parsed is not null}";
        }

        var lines = testCase.GetProperty("lines").EnumerateArray().Select(l => l.GetString()!).ToList();
        var kept = Enumerable.Range(0, lines.Count).Where(i => parsed.OccursIn(lines[i]));
        var expected = testCase.TryGetProperty("want_matching", out JsonElement want) ? want.EnumerateArray().Select(i => i.GetInt32()) : [];
        return kept.SequenceEqual(expected) ? null : $"kept {string.Join(',', kept)}";
    }

    private static string Source(JsonElement testCase, string stage, string[] args)
    {
        if (testCase.TryGetProperty("extract", out JsonElement extract))
        {
            return $"{stage} {string.Join(", ", extract.EnumerateArray().Select(e => $"{e[0].GetString()}={GoText.Quote(e[1].GetString()!)}"))}";
        }

        if (testCase.TryGetProperty("ops", out JsonElement ops))
        {
            return "label_format " + string.Join(", ", ops.EnumerateArray().Select(op => op.TryGetProperty("rename", out JsonElement rename)
                ? $"{rename[0].GetString()}={rename[1].GetString()}"
                : $"{op.GetProperty("template")[0].GetString()}={GoText.Quote(op.GetProperty("template")[1].GetString()!)}"));
        }

        return stage is "drop" or "keep"
            ? $"{stage} {string.Join(", ", args)}"
            : $"{stage} {string.Join(' ', args.Select(GoText.Quote))}";
    }

    private static Labels ReadLabels(JsonElement testCase, string property)
    {
        var builder = new LabelsBuilder();
        foreach (JsonProperty label in testCase.TryGetProperty(property, out JsonElement labels) ? labels.EnumerateObject() : default)
        {
            builder.SetEvenEmpty(label.Name, Bytes(label.Value));
        }

        return builder.Build();
    }

    private static string Text(JsonElement testCase, string property) =>
        testCase.TryGetProperty(property, out JsonElement value) ? Bytes(value) : "";

    private static string Bytes(JsonElement value) => value.ValueKind == JsonValueKind.Object
        ? Encoding.UTF8.GetString(Convert.FromBase64String(value.GetProperty("_base64").GetString()!))
        : value.GetString()!;
}
