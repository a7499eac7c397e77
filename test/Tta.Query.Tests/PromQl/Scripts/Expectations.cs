using System.Text.RegularExpressions;
using Tta.Query.PromQl;

namespace Tta.Query.Tests.PromQl.Scripts;

/// <summary>What an eval command expects.</summary>
internal sealed partial class Expectations
{
    private readonly List<(string Kind, Func<string, bool> Matches)> _messages = [];

    public bool Ordered { get; private set; }

    public string? Text { get; private set; }

    public double? Scalar { get; private set; }

    public (long StartMs, long StepMs)? RangeVector { get; private set; }

    public List<SeriesDescription> Series { get; } = [];

    public bool Fails => _messages.Exists(m => m.Kind == "fail");

    public static Expectations Read(string headKind, IReadOnlyList<string> lines)
    {
        var read = new Expectations { Ordered = headKind == "ordered" };
        if (headKind is "fail" or "warn" or "info")
        {
            read._messages.Add((headKind, _ => true));
        }

        foreach (string line in lines)
        {
            read.ReadLine(line);
        }

        return read;
    }

    public string? CheckError(string message) =>
        _messages.Where(m => m.Kind == "fail").All(m => m.Matches(message)) ? null : $"failed with another message: {message}";

    public string? CheckAnnotations(PromQlResult result) => Check("warn", result.Warnings) ?? Check("info", result.Infos);

    private string? Check(string kind, IReadOnlyList<string> actual)
    {
        var expected = _messages.Where(m => m.Kind == kind).ToList();
        if (_messages.Exists(m => m.Kind == "no_" + kind) && actual.Count > 0)
        {
            return $"unexpected {kind}: {actual[0]}";
        }

        if (expected.Count == 0)
        {
            return null;
        }

        return expected.TrueForAll(e => actual.Any(e.Matches)) && actual.All(a => expected.Exists(e => e.Matches(a)))
            ? null
            : $"expected {kind} not met by: [{string.Join("; ", actual)}]";
    }

    private void ReadLine(string line)
    {
        Match message = MessageLine().Match(line);
        if (message.Success)
        {
            string kind = message.Groups["kind"].Value;
            if (kind == "ordered")
            {
                Ordered = true;
                return;
            }

            _messages.Add((kind, Matcher(message.Groups["how"].Value, message.Groups["text"].Value)));
            return;
        }

        Match old = OldFailLine().Match(line);
        if (old.Success)
        {
            _messages.Add(("fail", Matcher(old.Groups["how"].Value == "message" ? "msg" : "regex", old.Groups["text"].Value)));
            return;
        }

        if (line.StartsWith("expect string ", StringComparison.Ordinal))
        {
            Text = ((StringLiteral)PromQlParser.Parse(line["expect string ".Length..])).Value;
            return;
        }

        Match range = RangeVectorLine().Match(line);
        if (range.Success)
        {
            RangeVector = (ScriptTime.ToMs(range.Groups[1].Value), ScriptTime.ToMs(range.Groups[2].Value));
            return;
        }

        if (GoText.TryParseFloat(line, out double scalar))
        {
            Scalar = scalar;
            return;
        }

        Series.Add(SeriesDescription.Parse(line));
    }

    private static Func<string, bool> Matcher(string how, string text) => how switch
    {
        "msg" => actual => actual == text,
        "regex" => actual => Regex.IsMatch(actual, text),
        _ => _ => true,
    };

    [GeneratedRegex(@"^expect\s+(?<kind>fail|warn|no_warn|info|no_info|ordered)(\s+(?<how>msg|regex):\s*(?<text>.*))?$")]
    private static partial Regex MessageLine();

    [GeneratedRegex(@"^expected_fail_(?<how>message|regexp)\s+(?<text>.*)$")]
    private static partial Regex OldFailLine();

    [GeneratedRegex(@"^expect range vector from (\S+) to \S+ step (\S+)$")]
    private static partial Regex RangeVectorLine();
}
