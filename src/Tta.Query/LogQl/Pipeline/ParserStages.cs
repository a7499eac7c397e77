using System.Text.RegularExpressions;
using Tta.Model;

namespace Tta.Query.LogQl;

/// <summary>Extracts labels with the named groups of a regular expression.</summary>
internal sealed record RegexpStage(string Pattern) : Stage
{
    private readonly Regex _regex = LinearRegex.Unanchored(Pattern);

    /// <summary>Names of the groups.</summary>
    public IReadOnlyList<string> GroupNames
    {
        get
        {
            var names = new List<string>();
            foreach (string name in _regex.GetGroupNames())
            {
                if (!char.IsAsciiDigit(name[0]))
                {
                    names.Add(name);
                }
            }

            return names;
        }
    }

    public override bool Apply(LineState line)
    {
        Match match = _regex.Match(line.Text);
        if (match.Success)
        {
            foreach (string name in GroupNames)
            {
                line.SetParsed(LabelKeys.Sanitize(name), match.Groups[name].Value);
            }
        }

        return true;
    }
}

/// <summary>Extracts labels with a pattern.</summary>
internal sealed record PatternStage(string Text, LinePattern Pattern) : Stage
{
    public override bool Apply(LineState line)
    {
        Pattern.Extract(line);
        return true;
    }
}

/// <summary>A label to fill from a field of the line.</summary>
internal sealed record Extraction(string Label, string Path);
