namespace Tta.Agent.Sampling;

/// <summary>A policy under the name that configuration and counters use.</summary>
/// <param name="Name">Unique among the policies of a sampler.</param>
/// <param name="Policy">The policy.</param>
public sealed record NamedPolicy(string Name, SamplingPolicy Policy);
