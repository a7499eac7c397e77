using System.Globalization;
using System.Text.RegularExpressions;
using Tta.Model;
using Tta.Query.LogQl;

namespace Tta.Query.Tests.LogQl.Scripts;

/// <summary>Runs the commands of a logqltest script.</summary>
internal sealed partial class LogQlScript(InMemoryLogs storage, LogQlEngine engine)
{
    private static readonly long s_epochNs = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1_000_000;

    /// <summary>Runs a command that is not an eval.</summary>
    public void Apply(LogQlScriptCommand command)
    {
        if (command.Head == "clear")
        {
            storage.Clear();
            return;
        }

        if (command.Head != "load")
        {
            throw new FormatException($"line {command.LineNumber}: unknown command {command.Head}");
        }

        foreach (string line in command.Body)
        {
            Load(line);
        }
    }

    /// <summary>Runs an eval command and says what is wrong, or null.</summary>
    public string? Evaluate(LogQlScriptCommand command)
    {
        var expected = LogQlExpectation.Read(command.Body);
        Match head = EvalHead().Match(command.Head);
        bool isRange = head.Groups["from"].Success;
        long stepMs = isRange ? Ns(head.Groups["step"].Value) / 1_000_000 : 0;
        long fromNs = s_epochNs + Ns(head.Groups[isRange ? "from" : "at"].Value);
        string query = head.Groups["query"].Value;
        LogQlResult result;
        try
        {
            result = isRange
                ? engine.QueryRangeAsync(query, fromNs, s_epochNs + Ns(head.Groups["to"].Value), stepMs, 100, false).GetAwaiter().GetResult()
                : engine.QueryInstantAsync(query, fromNs).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is LogQlParseException or LogQlExecutionException && expected.Failure is not null)
        {
            return expected.Failure(e.Message) ? null : $"failed with another message: {e.Message}";
        }

        return expected.Failure is not null ? "expected to fail" : expected.Check(result.Value!, fromNs / 1_000_000, stepMs);
    }

    private void Load(string text)
    {
        Match match = LoadLine().Match(text);
        if (!match.Success)
        {
            throw new FormatException($"malformed load line {text}");
        }

        Labels stream = Labels.From(LogQlExpectation.ParseLabels(match.Groups["labels"].Value).Span); // A stream has no empty labels.
        Labels? metadata = match.Groups["metadata"].Success
            ? LogQlExpectation.ParseLabels($"{{{match.Groups["metadata"].Value}}}")
            : null;
        int count = match.Groups["count"].Success ? int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture) : 1;
        long stepNs = match.Groups["step"].Success ? Ns(match.Groups["step"].Value) : 0;
        for (int i = 0; i < count; i++)
        {
            string line = match.Groups["line"].Value.Replace("{{.i}}", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
            storage.Add(stream, s_epochNs + Ns(match.Groups["at"].Value) + (i * stepNs), line, metadata);
        }
    }

    private static long Ns(string text) => GoDuration.TryParse(text, out double ns, out string problem) ? (long)ns : throw new FormatException(problem);

    [GeneratedRegex(
        @"^(?<labels>\{.*?\})\s+(?:""(?<line>[^""]*)""|`(?<line>[^`]*)`)\s+@\s+(?<at>\S+)"
        + @"(?:\s+\[repeat every (?<step>\S+)\s+for\s+(?<count>\d+)\])?(?:\s+\[metadata\s+(?<metadata>.*)\])?$")]
    private static partial Regex LoadLine();

    [GeneratedRegex(@"^eval\s+(?:instant\s+at\s+(?<at>\S+)|range\s+from\s+(?<from>\S+)\s+to\s+(?<to>\S+)\s+step\s+(?<step>\S+))\s+(?<query>.+)$")]
    private static partial Regex EvalHead();
}
