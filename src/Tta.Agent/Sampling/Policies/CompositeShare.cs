namespace Tta.Agent.Sampling;

/// <summary>One policy of a <see cref="CompositePolicy"/>.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Ratio">Its share of the composite's spans per second, 0-1.</param>
public sealed record CompositeShare(SamplingPolicy Policy, double Ratio);
