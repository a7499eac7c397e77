using System.Text;
using System.Text.RegularExpressions;
using Tta.Model;

namespace Tta.Query.LogQl;

/// <summary>A condition on the text of a line.</summary>
internal abstract record LineCondition
{
    public abstract bool Holds(LineState line);
}

/// <summary>The line contains a text; compared as bytes.</summary>
internal sealed record ContainsCondition(string Text) : LineCondition
{
    private readonly byte[] _utf8 = Encoding.UTF8.GetBytes(Text);

    public override bool Holds(LineState line) => line.Utf8.IndexOf(_utf8) >= 0;
}

/// <summary>A regular expression matches somewhere in the line.</summary>
internal sealed record RegexCondition(string Pattern) : LineCondition
{
    private readonly Regex _regex = LinearRegex.Unanchored(Pattern);

    public override bool Holds(LineState line) => _regex.IsMatch(line.Chars);
}

/// <summary>The whole line has the form of a pattern.</summary>
internal sealed record PatternCondition(LinePattern Pattern) : LineCondition
{
    public override bool Holds(LineState line) => Pattern.Fits(line.Chars);
}

/// <summary>The line contains an IP address of a range.</summary>
internal sealed record IpCondition(IpRange Range) : LineCondition
{
    public override bool Holds(LineState line) => Range.OccursIn(line.Chars);
}
