using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>Settings of a <see cref="PromQlEngine"/>.</summary>
public sealed record PromQlOptions
{
    /// <summary>Limits on samples, points, depth, length, time and concurrency.</summary>
    public Limits Limits { get; init; } = new();

    /// <summary>Clock for the query timeout.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>How old the newest sample of a series may be to count as its value. Default 5 minutes.</summary>
    public TimeSpan LookbackDelta { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Step of subqueries that name none. Default 1 minute.</summary>
    public TimeSpan DefaultSubqueryStep { get; init; } = TimeSpan.FromMinutes(1);
}
