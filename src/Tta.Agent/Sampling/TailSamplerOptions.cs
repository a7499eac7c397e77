namespace Tta.Agent.Sampling;

/// <summary>Settings of a <see cref="TailSampler"/>. Immutable.</summary>
public sealed record TailSamplerOptions
{
    /// <summary>What decides. A trace is kept when at least one says so and none says drop.</summary>
    public required IReadOnlyList<NamedPolicy> Policies { get; init; }

    /// <summary>How long a trace is gathered, from its first span on. Default 30 s, as in the Collector.</summary>
    public TimeSpan DecisionWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a trace is gathered once its root has come, if that is sooner; zero = the root changes nothing. Default zero.</summary>
    public TimeSpan DecisionWaitAfterRoot { get; init; } = TimeSpan.Zero;

    /// <summary>Most traces that are gathered at the same time; beyond it the oldest is decided early. Default 50,000, as in the Collector.</summary>
    public int MaxTraces { get; init; } = 50_000;

    /// <summary>Most memory of gathered traces, bytes; beyond it the oldest is decided early. Default 128 MiB.</summary>
    public long MaxBytes { get; init; } = 128L << 20;

    /// <summary>Decisions that are remembered for spans that come late. Default 100,000.</summary>
    public int MaxDecisions { get; init; } = 100_000;

    /// <summary>Clock. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
