namespace Tta.Observability;

/// <summary>What came of one item of an experiment. Immutable.</summary>
public sealed record LangfuseExperimentItem
{
    /// <summary>The item.</summary>
    public required LangfuseDatasetItem Item { get; init; }

    /// <summary>What the task gave; null when it failed.</summary>
    public string? Output { get; init; }

    /// <summary>What the task threw; null when it did not fail.</summary>
    public Exception? Error { get; init; }

    /// <summary>Trace of the task, 32 hex digits; empty when telemetry is off.</summary>
    public required string TraceId { get; init; }

    /// <summary>The judgements.</summary>
    public IReadOnlyList<LangfuseEvaluation> Evaluations { get; init; } = [];
}
