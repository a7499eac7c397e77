namespace Tta.Integrations.Testing;

/// <summary>How an <see cref="OfflineChatClient"/> behaves. Immutable.</summary>
/// <param name="Model">Name of the model it stands for; decides the prices.</param>
/// <param name="Provider">Value of <c>gen_ai.provider.name</c>.</param>
public sealed record OfflineModel(string Model, string Provider = "offline")
{
    /// <summary>Shortest time to a whole answer. Default: 0.</summary>
    public TimeSpan MinLatency { get; init; }

    /// <summary>Longest time to a whole answer; each prompt has its own, always the same, between the two. Default: 0.</summary>
    public TimeSpan MaxLatency { get; init; }

    /// <summary>Time that a particular request takes; null leaves it to <see cref="MinLatency"/> and <see cref="MaxLatency"/>. Default: null.</summary>
    public Func<OfflineRequest, TimeSpan?>? Latency { get; init; }

    /// <summary>
    /// Share of requests, 0 to 1, that fail as an overloaded provider does (<see cref="ModelErrorKind.Unavailable"/>). Which ones
    /// is decided by seed, prompt and attempt, so a retry of the same prompt soon succeeds. Default: 0.
    /// </summary>
    public double FailureRatio { get; init; }

    /// <summary>Changes latencies and failures. Default: 0.</summary>
    public int Seed { get; init; }

    /// <summary>Makes the answer. Default: the first sentences of the prompt that carry figures or names, as an extract.</summary>
    public Func<OfflineRequest, OfflineAnswer> Answer { get; init; } = OfflineAnswer.Extract;

    /// <summary>Clock and timer of latencies. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
