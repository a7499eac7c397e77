using Tta.Model;

namespace Tta.Agent.Discovery;

/// <summary>Targets that share labels.</summary>
/// <param name="Source">Where they come from, unique inside a scrape configuration.</param>
/// <param name="Targets">Addresses, host:port.</param>
/// <param name="Labels">Labels of all of them.</param>
public sealed record TargetGroup(string Source, IReadOnlyList<string> Targets, Labels Labels);
