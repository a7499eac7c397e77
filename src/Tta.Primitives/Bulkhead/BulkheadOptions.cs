namespace Tta.Primitives;

/// <summary>How many executions of a step may run and wait at the same time.</summary>
public sealed record BulkheadOptions
{
    /// <summary>Name in spans and metrics. Default: <c>BulkheadPrimitive</c>.</summary>
    public string Name { get; init; } = "BulkheadPrimitive";

    /// <summary>Executions that run at the same time, at least 1.</summary>
    public required int MaxConcurrency { get; init; }

    /// <summary>Executions that wait for their turn, 0 or more; further ones are refused. Default: no limit.</summary>
    public int MaxQueue { get; init; } = int.MaxValue;

    internal BulkheadOptions Validated()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Name);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConcurrency, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxQueue);
        return this;
    }
}
