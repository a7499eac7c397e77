namespace Tta.Primitives;

/// <summary>How an adaptive primitive learns, and when it may act on what it learned.</summary>
/// <typeparam name="TIn">What the primitive takes.</typeparam>
public sealed record AdaptiveOptions<TIn>
{
    internal static readonly AdaptiveOptions<TIn> Default = new();

    /// <summary>Name in spans and metrics. Default: <c>AdaptivePrimitive</c>.</summary>
    public string Name { get; init; } = "AdaptivePrimitive";

    /// <summary>How far it may go at first; can be changed while it runs. Default: <see cref="AdaptiveMode.Off"/>.</summary>
    public AdaptiveMode Mode { get; init; } = AdaptiveMode.Off;

    /// <summary>Part of the executions that tries candidates, 0 to 1. Default: 0.1.</summary>
    public double ExplorationRatio { get; init; } = 0.1;

    /// <summary>Executions of baseline and candidate before they are compared, at least 1. Default: 10.</summary>
    public int MinimumRuns { get; init; } = 10;

    /// <summary>Latest executions of each strategy that count, at least <see cref="MinimumRuns"/>. Default: 100.</summary>
    public int WindowRuns { get; init; } = 100;

    /// <summary>A candidate that succeeds this much more often is better, when it is not more than a tenth slower. Default: 0.05.</summary>
    public double SuccessGain { get; init; } = 0.05;

    /// <summary>A candidate that takes at most this part of the time is better, when it does not fail more often. Default: 0.9.</summary>
    public double DurationRatio { get; init; } = 0.9;

    /// <summary>Part of its executions that may fail before a candidate is put aside. Default: 0.5.</summary>
    public double MaxFailureRatio { get; init; } = 0.5;

    /// <summary>Time that a candidate which failed too often is put aside. Default: 5 min.</summary>
    public TimeSpan PutAsideFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Kind of input that strategies are compared for, from a small set. Null compares over all inputs. Default: null.</summary>
    public Func<TIn, WorkflowContext, string>? KindOf { get; init; }

    /// <summary>Kinds that are told apart; further ones are compared together. Default: 50.</summary>
    public int MaxKinds { get; init; } = 50;

    /// <summary>Uniform random numbers in [0, 1) for the exploration. Default: <see cref="Random.Shared"/>.</summary>
    public Func<double> Randomizer { get; init; } = Random.Shared.NextDouble;

    internal AdaptiveOptions<TIn> Validated()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Name);
        ArgumentOutOfRangeException.ThrowIfLessThan(ExplorationRatio, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ExplorationRatio, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinimumRuns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(WindowRuns, MinimumRuns);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxKinds, 1);
        ArgumentNullException.ThrowIfNull(Randomizer);
        return this;
    }
}
