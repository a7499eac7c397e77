using Tta.Model;

namespace Tta.Agent.Configuration;

/// <summary>A query whose answer is stored under a name. Immutable.</summary>
/// <param name="Record">Name of the series.</param>
/// <param name="Expression">PromQL, not checked.</param>
/// <param name="Labels">Labels of the group and of the rule; an empty value takes the label away.</param>
public sealed record RecordingRule(string Record, string Expression, IReadOnlyList<Label> Labels);
