using Tta.Model;

namespace Tta.Agent.SpanMetrics;

/// <summary>Settings of a <see cref="SpanMetricsGenerator"/>. Immutable.</summary>
public sealed record SpanMetricsOptions
{
    /// <summary>Names. Default: Tempo's.</summary>
    public SpanMetricsStyle Style { get; init; } = SpanMetricsStyle.Tempo;

    /// <summary>Limits on label sets, on label values, and on how old a span may be to count.</summary>
    public Limits Limits { get; init; } = new();

    /// <summary>Clock. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>How long one side of a call waits for the other. Default 10 s, as in Tempo.</summary>
    public TimeSpan EdgeWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Most sides of calls that wait at the same time; more are dropped and counted. Default 10,000, as in Tempo.</summary>
    public int MaxWaitingEdges { get; init; } = 10_000;

    /// <summary>A label set without a span for this long is ended and makes room. Default 15 minutes, as in Tempo.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromMinutes(15);
}
