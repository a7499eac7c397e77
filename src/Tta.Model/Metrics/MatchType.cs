namespace Tta.Model;

/// <summary>How a matcher compares.</summary>
public enum MatchType
{
    /// <summary><c>=</c></summary>
    Equal,

    /// <summary><c>!=</c></summary>
    NotEqual,

    /// <summary><c>=~</c>, anchored at both ends.</summary>
    Regex,

    /// <summary><c>!~</c>, anchored at both ends.</summary>
    NotRegex,
}
