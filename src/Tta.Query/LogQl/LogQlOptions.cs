using Tta.Model;

namespace Tta.Query.LogQl;

/// <summary>Settings of a <see cref="LogQlEngine"/>.</summary>
public sealed record LogQlOptions
{
    /// <summary>Limits on entries, samples, depth, length, time and concurrency.</summary>
    public Limits Limits { get; init; } = new();

    /// <summary>Clock for the query timeout.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Most series of a metric query's result. Default 500, as in Loki.</summary>
    public int MaxSeries { get; init; } = 500;
}
