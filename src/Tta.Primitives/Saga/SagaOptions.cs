namespace Tta.Primitives;

/// <summary>How a saga undoes what was done.</summary>
public sealed record SagaOptions
{
    internal static readonly SagaOptions Default = new();

    /// <summary>Name in spans and metrics. Default: <c>SagaPrimitive</c>.</summary>
    public string Name { get; init; } = "SagaPrimitive";

    /// <summary>
    /// Time that each compensation has; then it is cancelled, counts as failed by a <see cref="WorkflowTimeoutException"/>, and the next one
    /// runs. It is not ended by the cancellation of the saga. Default: 30 s.
    /// </summary>
    public TimeSpan CompensationTimeout { get; init; } = TimeSpan.FromSeconds(30);

    internal SagaOptions Validated()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Name);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(CompensationTimeout, TimeSpan.Zero);
        TimerRange.ThrowIfBeyond(CompensationTimeout);
        return this;
    }
}
