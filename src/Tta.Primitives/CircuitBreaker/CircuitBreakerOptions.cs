namespace Tta.Primitives;

/// <summary>When a step is considered down, and for how long.</summary>
public sealed record CircuitBreakerOptions
{
    internal static readonly CircuitBreakerOptions Default = new();

    /// <summary>Name in spans and metrics. Default: <c>CircuitBreakerPrimitive</c>.</summary>
    public string Name { get; init; } = "CircuitBreakerPrimitive";

    /// <summary>Part of the executions in the window that must fail to open the circuit, more than 0 to 1. Default: 0.5.</summary>
    public double FailureRatio { get; init; } = 0.5;

    /// <summary>Executions in the window below which the circuit stays closed, at least 2. Default: 5.</summary>
    public int MinimumThroughput { get; init; } = 5;

    /// <summary>Window over which failures are counted, at least 0.5 s. Default: 30 s.</summary>
    public TimeSpan SamplingDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time that the circuit stays open before one execution is let through as a probe, at least 0.5 s. Default: 60 s.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Which errors count as failures. Default: all but cancellations.</summary>
    public Func<Exception, bool> IsFailure { get; init; } = static exception => exception is not OperationCanceledException;

    /// <summary>Clock of window and break: a circuit outlives the contexts that use it. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
