namespace Tta.Agent.Configuration;

/// <summary>Rules that are evaluated one after the other at the same time. Immutable.</summary>
/// <param name="File">Where it is from.</param>
/// <param name="Name">Name, once in a file.</param>
/// <param name="Rules">Recording rules, in order.</param>
public sealed record RuleGroup(string File, string Name, IReadOnlyList<RecordingRule> Rules)
{
    /// <summary>Time between two evaluations.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>How long before the present the rules are evaluated, for data that come late.</summary>
    public TimeSpan QueryOffset { get; init; }

    /// <summary>Most series that one rule may give; 0 is no limit.</summary>
    public long Limit { get; init; }

    /// <summary>Alerting rules, which are not kept here.</summary>
    public int AlertingRuleCount { get; init; }
}
