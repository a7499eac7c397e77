namespace Tta.Primitives;

/// <summary>What an adaptive primitive knows of one strategy for one kind of input.</summary>
/// <param name="Kind">The kind of input; empty when kinds are not told apart.</param>
/// <param name="Name">Name of the strategy.</param>
/// <param name="Runs">Latest executions that count.</param>
/// <param name="SuccessRate">Part of them that succeeded, 0 to 1.</param>
/// <param name="MeanDuration">Mean time of those that succeeded.</param>
/// <param name="IsChosen">Whether it would run now, but for exploration.</param>
/// <param name="Reason">Why it is chosen or not, in words.</param>
public sealed record AdaptiveStrategy(
    string Kind, string Name, int Runs, double SuccessRate, TimeSpan MeanDuration, bool IsChosen, string Reason);
