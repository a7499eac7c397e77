using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>Settings of a a <see cref="TraceQlEngine"/>.</summary>
public sealed record TraceQlOptions
{
    /// <summary>Limits on traces, series, points, depth, length, time and concurrency.</summary>
    public Limits Limits { get; init; } = new();

    /// <summary>Clock for the query timeout.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
