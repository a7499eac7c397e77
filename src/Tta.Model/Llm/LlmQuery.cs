namespace Tta.Model;

/// <summary>Which model calls to read. A condition that is null does not restrict.</summary>
public sealed record LlmQuery
{
    /// <summary>Earliest start, Unix nanoseconds, inclusive.</summary>
    public long StartNs { get; init; }

    /// <summary>Latest start, Unix nanoseconds, exclusive. Default: no end.</summary>
    public long EndNs { get; init; } = long.MaxValue;

    /// <summary>Trace.</summary>
    public TraceId? TraceId { get; init; }

    /// <summary>Model.</summary>
    public string? Model { get; init; }

    /// <summary>Persona.</summary>
    public string? Persona { get; init; }

    /// <summary>Session.</summary>
    public string? SessionId { get; init; }

    /// <summary>At most so many calls; 0 = all. Default 100.</summary>
    public int Limit { get; init; } = 100;
}
